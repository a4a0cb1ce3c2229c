"""How far a programme is: accepted patients of its open groups, never one timing with the other."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from registry.model.codes import Timing
from registry.model.decision import Activity
from registry.model.sealed import GroupState, SealedGroup
from registry.snapshot import PublicProgramme, Snapshot
from registry.views.figures import Count, Reason, Withheld


class ActivityRow(Struct, frozen=True):
    """Groups and accepted patients of a programme, by timing. `forming` counts groups only."""

    timing: Timing
    groups: int
    forming: int
    accepted: Count


def activity(snapshot: Snapshot, row: PublicProgramme) -> tuple[ActivityRow, ...]:
    """One row per timing that has a group; one for the programme while it has none.

    Source: sealed groups of the snapshot; units are patients.
    """
    own = [group for group in snapshot.groups if group.programme_id == row.programme.id]
    timings = sorted({group.timing for group in own}) or [Timing.PROSPECTIVE]
    return tuple(
        _activity([group for group in own if group.timing is timing], timing, row, snapshot.as_of)
        for timing in timings
    )


def is_open(group: SealedGroup) -> bool:
    """Whether the numbers of a group are public."""
    return group.state is GroupState.OPEN


def accepted_in(groups: Sequence[SealedGroup]) -> int:
    """Accepted patients of open groups."""
    return sum(group.accepted or 0 for group in groups)


def nothing_open(programme: PublicProgramme, forming: int) -> Withheld:
    """Why no number of a programme is public, in the words of its activity."""
    if forming:
        return Withheld(Reason.SEALED)
    if programme.activity is Activity.CITED:
        return Withheld(Reason.NOT_RECEIVED)
    return Withheld(Reason.FEWER_THAN_11)


def _activity(
    groups: Sequence[SealedGroup], timing: Timing, row: PublicProgramme, as_of: date
) -> ActivityRow:
    shown = [group for group in groups if is_open(group)]
    forming = len(groups) - len(shown)
    if not shown:
        return ActivityRow(timing, 0, forming, Count(as_of, withheld=nothing_open(row, forming)))
    return ActivityRow(timing, len(shown), forming, Count(as_of, accepted_in(shown)))
