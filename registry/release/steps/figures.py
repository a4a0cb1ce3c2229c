"""Whether a sponsor's own figures may stand beside a verdict: their patients are whole groups."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from registry.model.endpoint import EndpointResult
from registry.model.programme import Programme
from registry.model.sealed import GroupState, NoSuccess, SealedGroup
from registry.release.steps.gather import Group

NOBODY_KNOWS = (NoSuccess.WITHDRAWN, NoSuccess.REGISTERED_LATE)


class Counted(Struct, frozen=True):
    """A group as stored and as it is public."""

    group: Group
    public: SealedGroup


def are_of_whole_groups(
    programme: Programme, result: EndpointResult, groups: Sequence[Counted]
) -> bool:
    """Whether a result's patients are exactly the open groups up to an announced cut-off.

    Otherwise our counts and the sponsor's would differ by a few patients, whose outcomes are then
    the difference (design: figures from elsewhere). So would they where some withdrew, or were
    found late: the sponsor's figures may hold their outcomes, our counts do not.
    """
    announced = {cut_off.on for cut_off in programme.cut_offs}
    shown = [each for each in groups if each.public.state is GroupState.OPEN]
    return any(
        result.cut_off == day.isoformat()
        and not any(is_cut(each.group, day) for each in shown)
        and are_counted_whole(result, groups_before(shown, day))
        for day in announced
    )


def is_cut(group: Group, day: date) -> bool:
    """Whether some of a group were registered up to a day, and some after it."""
    registered = [member.episode.registered_on for member in group.members]
    return min(registered) <= day < max(registered)


def groups_before(groups: Iterable[Counted], day: date) -> list[SealedGroup]:
    """The groups registered up to a day."""
    return [
        each.public
        for each in groups
        if all(member.episode.registered_on <= day for member in each.group.members)
    ]


def are_counted_whole(result: EndpointResult, groups: Sequence[SealedGroup]) -> bool:
    """Whether these groups have a result's number of patients, and public counts over them all."""
    patients = sum(group.accepted or 0 for group in groups)
    return 0 < patients == result.patients and all(
        any(
            counts.endpoint_id == result.endpoint_id
            and not any(counts.no_success.get(reason, 0) for reason in NOBODY_KNOWS)
            for counts in group.endpoints
        )
        for group in groups
    )
