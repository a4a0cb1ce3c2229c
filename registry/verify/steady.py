"""Nothing changes silently: what a snapshot shows, the next one shows too."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct, structs

from registry.model.decision import PublicDecision
from registry.model.sealed import GroupState, SealedGroup
from registry.release.stages import LEAST_SEALED
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
    same = moment.now.groups == moment.before.groups
    yield None if same else Finding(moment.path, "A group changed between two release dates.")


def groups_stay(moment: Moment) -> Checked:
    """An open group's keys and numbers never change; contents that were closed may open, once."""
    groups = {group.id: group for group in moment.now.groups}
    for before in moment.before.groups if moment.before else ():
        place = moment.place(f"group {before.id}")
        now = groups.get(before.id)
        if now is None:
            yield Finding(place, "The snapshot before had it, this one does not.")
            continue
        changed = ", ".join(changes(before, now))
        yield Finding(place, f"What was public of it changed: {changed}.") if changed else None


def changes(before: Any, now: Any, path: str = "") -> Iterator[str]:
    """Where a public value is another one than before; what was not there yet may come.

    A day that was announced may go once what it announced has come.
    """
    if before is None or before == () or opens(before, now):
        return
    if isinstance(before, Struct) and type(before) is type(now):
        for name in (n for n in before.__struct_fields__ if not came(n, now)):
            place = f"{path}.{name}".removeprefix(".")
            yield from changes(getattr(before, name), getattr(now, name), place)
    elif isinstance(before, tuple) and isinstance(before[0], Struct):
        there = {first_of(each): each for each in now}
        for each in before:
            yield from changes(each, there.get(first_of(each)), f"{path} {first_of(each)}")
    elif not same(before, now, in_content=path not in SealedGroup.__struct_fields__):
        yield path


def same(before: Any, now: Any, *, in_content: bool) -> bool:
    """Whether a value is the one it was; a content's list of plain values may grow at its end."""
    if in_content and isinstance(before, tuple) and isinstance(now, tuple):
        return now[: len(before)] == before
    return bool(now == before)


def opens(before: Any, now: Any) -> bool:
    """Whether a forming group opened."""
    return before is GroupState.FORMING and now is GroupState.OPEN


def came(name: str, now: Struct) -> bool:
    """Whether a field announced a day, and what was announced is there instead."""
    content = name.removesuffix("_opens_on")
    is_gone = content != name and getattr(now, name) is None
    return is_gone and getattr(now, content, None) is not None


def first_of(value: Struct) -> Any:
    """The first field, which names a struct in a list."""
    return structs.astuple(value)[0]


def groups_add_up(moment: Moment) -> Checked:
    """An open group has at least 11 patients, and each content adds up to them."""
    for group in moment.now.groups:
        wrong = list(sums(group))
        place = moment.place(f"group {group.id}")
        yield Finding(place, f"It does not add up: {', '.join(wrong)}.") if wrong else None


def sums(group: SealedGroup) -> Iterator[str]:
    """What of a group does not add up."""
    if group.state is GroupState.FORMING:
        shown = group.accepted, group.funnel, group.endpoints or None
        yield from ["numbers of a forming group"] if any(shown) else []
        return
    accepted = group.accepted or 0
    yield from ["accepted"] if accepted < LEAST_SEALED else []
    funnel = group.funnel
    if funnel is not None and funnel.infused + sum(funnel.not_infused.values()) != accepted:
        yield "funnel"
    for each in group.endpoints:
        if each.success + sum(each.no_success.values()) != accepted:
            yield f"endpoint {each.endpoint_id}"
