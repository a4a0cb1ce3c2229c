"""Sealed groups from one snapshot to the next: what is public of one never changes silently."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any

from msgspec import structs

from registry.model.sealed import CurveCounts, GroupState, SealedGroup, Table, tables_in
from registry.release.stages import LEAST_SEALED
from registry.verify.moment import Moment
from registry.verify.report import Checked, Finding

Changes = Iterator[str]


def groups_stay(moment: Moment) -> Checked:
    """A group's keys never change, nor a number, but by a correction that says what it replaces."""
    groups = {group.id: group for group in moment.now.groups}
    for before in moment.before.groups if moment.before else ():
        place = moment.place(f"group {before.id}")
        now = groups.get(before.id)
        if now is None:
            yield Finding(place, "The snapshot before had it, this one does not.")
            continue
        on = moment.now.released_on if moment.is_release else None
        changed = ", ".join((*keys_changed(before, now), *contents_changed(before, now, on)))
        yield Finding(place, f"What was public of it changed: {changed}.") if changed else None


def forms_and_opens(moment: Moment) -> Checked:
    """A group forms, and opens, on the release date of the snapshot that first shows it so."""
    groups = {group.id: group for group in moment.before.groups} if moment.before else {}
    for group in moment.now.groups if moment.before else ():
        before = groups.get(group.id)
        on = moment.now.released_on
        new = group.formed_on if before is None else on
        opened = group.opened_on if before is None or before.opened_on is None else on
        right = new == on and opened in (None, on)
        place = moment.place(f"group {group.id}")
        yield None if right else Finding(place, "It did not form or open on this release date.")


def keys_changed(before: SealedGroup, now: SealedGroup) -> Changes:
    """What is public of a group beside its contents, and is another value than before.

    What was not known yet may come; a day that announced a content goes once that is there.
    """
    for name, value in structs.asdict(before).items():
        there = getattr(now, name)
        opens = (value, there) == (GroupState.FORMING, GroupState.OPEN)
        came = name.endswith("_opens_on") and has_come(name, now)
        if not (value in (None, there) or is_content(value, there) or opens or came):
            yield name


def is_content(*values: Any) -> bool:
    """Whether a field holds counts."""
    each = chain.from_iterable(v if isinstance(v, tuple) else (v,) for v in values)
    return any(isinstance(one, Table | CurveCounts) for one in each)


def has_come(name: str, now: SealedGroup) -> bool:
    """Whether what a field announced is there in its place."""
    content = getattr(now, name.removesuffix("_opens_on"), None)
    return getattr(now, name) is None and content is not None


def contents_changed(before: SealedGroup, now: SealedGroup, on: date | None) -> Changes:
    """The contents that are others than before without being marked as corrected on a release."""
    tables, curves = tables_in(now), {curve.curve: curve for curve in now.curves}
    for id, table in tables_in(before).items():
        if tables.get(id) != table and not is_corrected(table, tables.get(id), on):
            yield id
    for curve in before.curves:
        there = curves.get(curve.curve)
        if there is None or not (is_grown(curve, there) or is_moved(curve, there, on)):
            yield curve.curve


def is_corrected(before: Table, now: Table | None, on: date | None) -> bool:
    """Whether a table was counted anew on this release date and names the day it replaces."""
    if now is None or on is None or before.as_of is None:
        return False
    return (now.as_of, now.superseded) == (on, (*before.superseded, before.as_of))


def is_grown(before: CurveCounts, now: CurveCounts) -> bool:
    """Whether a curve begins with the intervals it had."""
    old = len(before.intervals)
    begins = structs.replace(now, intervals=now.intervals[:old], as_of=now.as_of[:old])
    return begins == before


def is_moved(before: CurveCounts, now: CurveCounts, on: date | None) -> bool:
    """Whether a curve's intervals were all counted anew and it names the days they replace."""
    old = len(before.intervals)
    same_days = [i.day for i in before.intervals] == [i.day for i in now.intervals[:old]]
    replaces = now.superseded == tuple(sorted({*before.superseded, *before.as_of}))
    return on is not None and same_days and replaces and set(now.as_of[:old]) == {on}


def groups_add_up(moment: Moment) -> Checked:
    """An open group has at least 11 patients, and each content adds up to them."""
    for group in moment.now.groups:
        wrong = ", ".join(wrong_sums(group))
        place = moment.place(f"group {group.id}")
        yield Finding(place, f"It does not add up: {wrong}.") if wrong else None


def wrong_sums(group: SealedGroup) -> Changes:
    """What of a group does not add up."""
    if group.state is GroupState.FORMING:
        shows = group.accepted is not None or tables_in(group) or group.curves
        yield from ["a forming group shows numbers"] if shows else []
        return
    accepted = group.accepted or 0
    yield from ["accepted"] if accepted < LEAST_SEALED else []
    for id, parts in sums_of(group).items():
        yield from [id] if sum(parts) != accepted else []
    yield from (curve.curve for curve in group.curves if not flows(curve))


def sums_of(group: SealedGroup) -> Mapping[str, list[int]]:
    """The parts of each content that together are all accepted."""
    funnel = [group.funnel] if group.funnel else []
    return {
        **{each.content: [each.infused, *each.not_infused.values()] for each in funnel},
        **{each.content: [each.success, *each.no_success.values()] for each in group.endpoints},
        **{each.content: [*each.patients.values()] for each in group.safety},
        **{
            each.content: [*each.categories.values(), *each.no_response.values()]
            for each in group.best_responses
        },
    }


def flows(curve: CurveCounts) -> bool:
    """Whether each interval begins with those whom the one before left at risk."""
    expected = [
        each.at_risk - sum(each.events.values()) - each.lost - each.left + each.entered
        for each in curve.intervals
    ]
    return expected[:-1] == [each.at_risk for each in curve.intervals[1:]]
