"""Whether a sponsor's own figures may stand beside a verdict: their patients are whole groups."""

from collections.abc import Iterable, Sequence
from datetime import date

from registry.model.endpoint import EndpointResult
from registry.model.programme import Programme
from registry.release.steps.gather import Group


def are_of_whole_groups(
    programme: Programme, result: EndpointResult, groups: Sequence[Group]
) -> bool:
    """Whether a result's patients are exactly the open groups up to an announced cut-off.

    Otherwise our counts and the sponsor's would differ by a few patients, whose outcomes are then
    the difference (design: figures from elsewhere).
    """
    announced = {cut_off.on for cut_off in programme.cut_offs}
    shown = [group for group in groups if group.stored.opened_on is not None]
    return bool(shown) and any(
        result.cut_off == day.isoformat()
        and not any(is_cut(group, day) for group in shown)
        and result.patients == patients_before(shown, day)
        for day in announced
    )


def is_cut(group: Group, day: date) -> bool:
    """Whether some of a group were registered up to a day, and some after it."""
    registered = [member.episode.registered_on for member in group.members]
    return min(registered) <= day < max(registered)


def patients_before(groups: Iterable[Group], day: date) -> int:
    """The patients of the groups registered up to a day."""
    return sum(
        len(group.members)
        for group in groups
        if all(member.episode.registered_on <= day for member in group.members)
    )
