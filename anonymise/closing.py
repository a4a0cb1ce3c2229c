"""Nobody comes after these members: the programme has ended, or a cut-off draws a line.

Every forming group opens. Who still waits forms a last group of the own queue or of the mixed one,
or joins a group that opens now: a handful left over is what a full publication elsewhere isolates.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from anonymise.forming import by_queue, form, joiners
from anonymise.members import (
    SEVERAL,
    Forming,
    Joining,
    Member,
    NewGroup,
    Queue,
    Rules,
    SealingPlan,
    common,
)


@dataclass
class Last:
    """A group that opens now, with those inside it and those who join it now."""

    group: Forming | NewGroup
    inside: list[Member]
    joined: list[Member] = field(default_factory=list)

    def take(self, members: Sequence[Member], rules: Rules) -> list[Member]:
        """Let in whom the group may take; the others are left."""
        taken = joiners([*self.inside, *self.joined], members, rules)
        self.joined += taken
        return [member for member in members if member not in taken]

    @property
    def country(self) -> str:
        """The group's country once the joining are in."""
        return common([self.group.queue.country, *(m.queue.country for m in self.joined)])

    @property
    def age_class(self) -> str:
        """The group's age class once the joining are in."""
        return common([self.group.age_class, *(m.age_class for m in self.joined)])

    @property
    def finer(self) -> Mapping[str, str]:
        """What the group was split by, once the joining are in."""
        return {
            key: common([value, *(m.finer.get(key) for m in self.joined)])
            for key, value in self.group.finer.items()
        }

    @property
    def newcomers(self) -> tuple[str, ...]:
        """The ids of those who join, in order of registration."""
        return tuple(m.id for m in sorted(self.joined, key=lambda m: m.sequence))


def close(members: Sequence[Member], forming: Iterable[Forming], rules: Rules) -> SealingPlan:
    """The last groups of these members. Who may stand in none of them is left."""
    ordered = sorted(forming, key=lambda group: group.order)
    lasts = [Last(group, list(group.members)) for group in ordered]
    left: list[Member] = []
    for queue, waiting in by_queue(members).items():
        own = [last for last in lasts if last.group.queue == queue]
        left += gathered(waiting, queue, own, lasts, rules)
    for timing, waiting in by_timing(left).items():
        same = [last for last in lasts if last.group.queue.timing == timing]
        gathered(waiting, Queue(SEVERAL, timing), same, lasts, rules)
    return plan_of(lasts)


def gathered(
    members: Sequence[Member], queue: Queue, open_to: list[Last], lasts: list[Last], rules: Rules
) -> Sequence[Member]:
    """Members form groups of their own, or join the newest open to them; who is left over."""
    formed = form(members, queue, rules)
    by_id = {member.id: member for member in members}
    for group in formed:
        lasts.append(Last(replace(group, open_now=True), [by_id.pop(id) for id in group.members]))
    left = list(by_id.values())
    for last in reversed(open_to if not formed else []):
        left = last.take(left, rules) if left else left
    return left


def by_timing(members: Sequence[Member]) -> dict[str, list[Member]]:
    """Those who were registered in time and those who were not, in order of registration."""
    timings: dict[str, list[Member]] = {}
    for member in sorted(members, key=lambda m: m.sequence):
        timings.setdefault(member.queue.timing, []).append(member)
    return timings


def plan_of(lasts: Iterable[Last]) -> SealingPlan:
    """Every one of these groups open, with those who join."""
    formed: list[NewGroup] = []
    joined: list[Joining] = []
    opened: list[str] = []
    for last in lasts:
        group = last.group
        if isinstance(group, NewGroup):
            queue = Queue(last.country, group.queue.timing)
            inside = group.members + last.newcomers
            formed.append(NewGroup(queue, last.age_class, inside, True, last.finer))
            continue
        opened.append(group.id)
        if last.joined:
            joined.append(
                Joining(group.id, last.country, last.age_class, last.newcomers, last.finer)
            )
    return SealingPlan(tuple(formed), tuple(joined), tuple(sorted(opened)))
