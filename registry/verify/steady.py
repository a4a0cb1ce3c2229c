"""Nothing changes silently: what a snapshot shows, the next one shows too."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import structs

from registry.model.codes import ResultSource
from registry.model.decision import PublicDecision, Standing
from registry.release.adoption import latest_release, missed_releases
from registry.release.stages import release_on_or_after
from registry.snapshot import PublicEndpointResult, Snapshot
from registry.verify.moment import Moment
from registry.verify.report import Checked, Finding

Decisions = dict[tuple[str, str], PublicDecision]


def follows(moment: Moment) -> Checked:
    """Each snapshot names the one before by its digest and is never of an earlier day."""
    now, before, earlier = moment.now, moment.before, moment.earlier
    right = now.predecessor == (earlier.digest if earlier else None)
    yield None if right else Finding(moment.path, "It does not name the snapshot before it.")
    days = [(each.as_of, each.released_on or each.as_of) for each in (before, now) if each]
    falls = any(then > later for then, later in zip(days[0], days[-1], strict=True))
    yield Finding(moment.path, "It is of an earlier day than the one before.") if falls else None


def decisions_of(snapshot: Snapshot) -> Decisions:
    """Every decision of a snapshot, by programme and stage."""
    return {(row.programme.id, d.stage): d for row in snapshot.programmes for d in row.decisions}


def both(moment: Moment) -> Iterator[tuple[str, PublicDecision, PublicDecision | None]]:
    """Every decision of the snapshot before with its place and what became of it."""
    now = decisions_of(moment.now)
    for (id, stage), before in decisions_of(moment.before).items() if moment.before else ():
        place = moment.place(f"programme {id}", f"stage {stage}")
        yield place, before, now.get((id, stage))


def stages_stay_open(moment: Moment) -> Checked:
    """What was decided once is decided again, and a stage that was open is open since that day."""
    for place, before, now in both(moment):
        if now is None:
            yield Finding(place, "The snapshot before had a decision on it, this one has none.")
        elif before.open and (now.open, now.opened_on) != (True, before.opened_on):
            yield Finding(place, f"It was open since {before.opened_on} and no longer is.")
        else:
            yield None


def latest_dates_hold(moment: Moment) -> Checked:
    """No latest date moves later but to the end of a hold, and by that date the stage is open."""
    for place, before, now in both(moment):
        if now is not None and before.latest_on is not None:
            moved = has_moved(before.latest_on, now)
            told = f"Its latest date was {before.latest_on} and moved."
            yield Finding(place, told) if moved else None
    for (id, stage), decision in decisions_of(moment.now).items():
        late = is_late(decision, moment)
        place = moment.place(f"programme {id}", f"stage {stage}")
        yield Finding(place, "Its latest date has passed and it is not open.") if late else None


def has_moved(latest_on: date, now: PublicDecision) -> bool:
    """Whether a latest date is gone, or later than it was and than the end of a hold."""
    held_until = now.hold.until if now.hold else latest_on
    return now.latest_on is None or now.latest_on > max(latest_on, held_until)


def is_late(decision: PublicDecision, moment: Moment) -> bool:
    """Whether a stage is closed on a release date that is not before its latest date."""
    on = moment.now.released_on
    due = decision.latest_on is not None and on is not None and decision.latest_on <= on
    return due and moment.is_release and not decision.open


def verdicts_stay(moment: Moment) -> Checked:
    """A sponsor's verdict that was shown is shown for ever, as it was.

    A result is reported once: its figures may stand beside it or not, and are never others. What is
    cited from publications may be entered anew.
    """
    now = {row.result.id: row for row in moment.now.endpoint_results}
    for before in moment.before.endpoint_results if moment.before else ():
        if shows_verdict(before):
            stays = keeps(before, now.get(before.result.id))
            place = moment.place(f"endpoint result {before.result.id}")
            yield None if stays else Finding(place, "Its verdict was shown and changed or is gone.")


def shows_verdict(row: PublicEndpointResult) -> bool:
    """Whether a row shows a sponsor's verdict."""
    return row.standing is Standing.PUBLISHED and row.result.source_kind is ResultSource.SPONSOR


def keeps(before: PublicEndpointResult, now: PublicEndpointResult | None) -> bool:
    """Whether a row shows the verdict it showed, and nothing else than it showed."""
    if now is None or not shows_verdict(now) or before.result.verdict is not now.result.verdict:
        return False
    pairs = zip(structs.astuple(before.result), structs.astuple(now.result), strict=True)
    return all(
        then == there or None in (then, there) or "" in (then, there) for then, there in pairs
    )


def releases_by_policy(moment: Moment) -> Checked:
    """Release dates, the next and the missed ones are those of the policy, where it is known."""
    now, policy = moment.now, moment.policy
    if policy is None:
        return
    released_on = latest_release(policy, moment.before, now.as_of)
    right = (
        released_on,
        release_on_or_after(policy, now.as_of + timedelta(days=1)),
        missed_releases(policy, moment.before, released_on),
    )
    same = right == (now.released_on, now.next_release, now.missed_releases)
    told = "Its release dates are not those that its day and the policy give."
    yield None if same else Finding(moment.path, told)


def rests_between_releases(moment: Moment) -> Checked:
    """Between release dates no decision, group, bundle or verdict set changes."""
    if moment.is_release or moment.before is None:
        return
    for place, before, now in both(moment):
        yield None if now == before else Finding(place, "It changed between two release dates.")
    for part in ("groups", "bundles", "verdict_sets"):
        same = getattr(moment.now, part) == getattr(moment.before, part)
        told = f"Its {part} changed between two release dates."
        yield None if same else Finding(moment.path, told)


def verdict_sets_stay(moment: Moment) -> Checked:
    """A verdict set never changes, no programme is in two, and no more met than there are."""
    now = {each.id: each for each in moment.now.verdict_sets}
    for before in moment.before.verdict_sets if moment.before else ():
        place = moment.place(f"verdict set {before.id}")
        yield None if now.get(before.id) == before else Finding(place, "It changed or is gone.")
    members = Counter(id for each in now.values() for id in each.programme_ids)
    for each in now.values():
        right = 0 <= each.met <= each.total == len(each.programme_ids)
        alone = all(members[id] == 1 for id in each.programme_ids)
        place = moment.place(f"verdict set {each.id}")
        told = "Its programmes do not add up, or one of them is in another set too."
        yield None if right and alone else Finding(place, told)
