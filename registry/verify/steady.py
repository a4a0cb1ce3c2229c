"""Nothing changes silently: what a snapshot shows, the next one shows too."""

from collections import Counter
from collections.abc import Iterator

from registry.model.decision import PublicDecision
from registry.snapshot import Snapshot
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
    """Under one policy no latest date moves later, and by that date the stage is open."""
    before = moment.before
    same_policy = before is not None and before.policy_digest == moment.now.policy_digest
    for place, earlier, now in both(moment):
        if now is None or earlier.latest_on is None or not same_policy:
            continue
        later = now.latest_on is None or now.latest_on > earlier.latest_on
        yield (
            Finding(place, f"Its latest date was {earlier.latest_on} and moved.") if later else None
        )
    for (id, stage), decision in decisions_of(moment.now).items():
        late = is_late(decision, moment)
        place = moment.place(f"programme {id}", f"stage {stage}")
        yield Finding(place, "Its latest date has passed and it is not open.") if late else None


def is_late(decision: PublicDecision, moment: Moment) -> bool:
    """Whether a stage is closed on a release date that is not before its latest date."""
    on = moment.now.released_on
    due = decision.latest_on is not None and on is not None and decision.latest_on <= on
    return due and moment.is_release and not decision.open


def rests_between_releases(moment: Moment) -> Checked:
    """Between release dates no decision and no group changes."""
    if moment.is_release or moment.before is None:
        return
    for place, before, now in both(moment):
        yield None if now == before else Finding(place, "It changed between two release dates.")
    for part in ("groups", "verdict_sets"):
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
