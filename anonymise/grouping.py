"""Sealing: who is published together, decided by registration order and keys alone.

A queue of waiting members becomes a *forming* group once it holds `smallest`; the group *opens*
when the queue's next group forms, when its programme has ended, or after a fixed time. No insider
may know all of a group but a few (`insiders`): whoever would make one such waits. No type here has
a field for an outcome, so no outcome can decide who is grouped with whom.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from anonymise.closing import close
from anonymise.forming import by_queue, form, group_of
from anonymise.members import (
    SEVERAL,
    Forming,
    Member,
    NewGroup,
    Queue,
    Rules,
    SealingPlan,
    months_between,
)


def plan(
    on: date,
    *,
    ended: bool,
    waiting: Sequence[Member],
    forming: Sequence[Forming],
    rules: Rules,
    cut_off: date | None = None,
) -> SealingPlan:
    """What the release date `on` seals, joins and opens for one programme.

    Before a cut-off nobody comes any more: who was registered up to it is closed as at an end.
    """
    if ended:
        return close(waiting, forming, rules)
    if cut_off is None:
        return go_on(on, waiting, forming, rules)
    early = [member for member in waiting if member.waiting_since <= cut_off]
    old = [group for group in forming if group.formed_on <= cut_off]
    closed = close(early, old, rules)
    rest = [member for member in waiting if member.id not in closed.sealed]
    going = [group for group in forming if group not in old]
    return closed.and_then(go_on(on, rest, going, rules))


def go_on(
    on: date, waiting: Sequence[Member], forming: Sequence[Forming], rules: Rules
) -> SealingPlan:
    """A programme that still accepts: queues form groups, and groups open in their turn."""
    formed: list[NewGroup] = []
    opened = {group.id for group in forming if has_formed_long_enough(group, on, rules)}
    for queue, members in by_queue(moved(waiting, on, rules)).items():
        new = form(members, queue, rules)
        formed += new
        opened |= {group.id for group in forming if new and group.queue == queue}
    return SealingPlan(tuple(formed), (), tuple(sorted(opened)))


def moved(waiting: Sequence[Member], on: date, rules: Rules) -> list[Member]:
    """The members where they wait now.

    Who has waited too long in a queue that cannot form a group waits in the mixed queue.
    """
    stuck = {q for q, members in by_queue(waiting).items() if not group_of(members, rules)}
    return [
        in_mixed_queue(member)
        if member.queue in stuck and waited(member, on) >= rules.longest_waiting_months
        else member
        for member in waiting
    ]


def in_mixed_queue(member: Member) -> Member:
    """The member in the queue of several countries."""
    return replace(member, queue=Queue(SEVERAL, member.queue.timing))


def waited(member: Member, on: date) -> int:
    """Whole months a member has waited."""
    return months_between(member.waiting_since, on)


def has_formed_long_enough(group: Forming, on: date, rules: Rules) -> bool:
    """Whether a forming group opens by the calendar alone."""
    return months_between(group.formed_on, on) >= rules.longest_forming_months
