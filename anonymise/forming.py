"""Which waiting members may stand in one group, and into which groups they part."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from anonymise.insiders import insider_of
from anonymise.members import Member, NewGroup, Queue, Rules, common

HELD_BACK_BY = ("country", "centre")
Value = Callable[[Member], str | None]
"""A member's value of a key; None where it is not known."""


def may_stand_together(members: Sequence[Member], rules: Rules) -> bool:
    """Whether no insider knows all of them but a few."""
    return insider_of([member.known_to for member in members], rules.least_others) is None


def choices(members: Sequence[Member]) -> Iterator[Sequence[Member]]:
    """All members; then those of one country or one centre alone, the largest first.

    Few patients of a second centre must not keep all the others waiting (decision record 0015).
    """
    yield members
    for kind in HELD_BACK_BY:
        sizes = Counter(member.known_to.get(kind) for member in members)
        sizes.pop(None, None)
        for insider, _ in sizes.most_common():
            yield [member for member in members if member.known_to.get(kind) == insider]


def group_of(members: Sequence[Member], rules: Rules) -> Sequence[Member]:
    """The most of these members that may form a group, in their order; none where none may."""
    for choice in choices(members):
        if len(choice) >= rules.smallest and may_stand_together(choice, rules):
            return choice
    return ()


def joiners(inside: Sequence[Member], members: Sequence[Member], rules: Rules) -> Sequence[Member]:
    """The most of these members that may join those inside a group; none where none may."""
    for choice in choices(members):
        if may_stand_together([*inside, *choice], rules):
            return choice
    return ()


def split(members: Sequence[Member], rules: Rules) -> list[Sequence[Member]]:
    """The members by age class, and each part by every finer key in turn.

    The keys come in the order of the rules, whoever wished for which first.
    """
    values: list[Value] = [age_class_of]
    values += [partial(finer_of, key) for key in rules.finer_keys]
    parts = [members]
    for value in values:
        parts = [part for whole in parts for part in split_by(value, whole, rules)]
    return parts


def age_class_of(member: Member) -> str | None:
    """The key by which every group is split where it can be."""
    return member.age_class


def finer_of(key: str, member: Member) -> str | None:
    """A member's value of a finer key."""
    return member.finer.get(key)


def split_by(value: Value, members: Sequence[Member], rules: Rules) -> list[Sequence[Member]]:
    """The members by a key where every part may be a group of its own, else together."""
    parts: dict[str | None, list[Member]] = defaultdict(list)
    for member in members:
        parts[value(member)].append(member)
    whole = None in parts or any(
        len(part) < rules.smallest or not may_stand_together(part, rules) for part in parts.values()
    )
    return [members] if whole else list(parts.values())


def form(members: Sequence[Member], queue: Queue, rules: Rules) -> list[NewGroup]:
    """The groups that the members of a queue form by now; none where none may."""
    chosen = group_of(members, rules)
    return [new_group(part, queue, rules) for part in (split(chosen, rules) if chosen else [])]


def new_group(members: Sequence[Member], queue: Queue, rules: Rules) -> NewGroup:
    """A group of these members, keyed by what they have in common."""
    return NewGroup(
        queue,
        common(member.age_class for member in members),
        tuple(member.id for member in members),
        open_now=False,
        finer={key: common(m.finer.get(key) for m in members) for key in rules.finer_keys},
    )


def by_queue(members: Sequence[Member]) -> dict[Queue, list[Member]]:
    """The members of each queue, in order of registration."""
    queues: dict[Queue, list[Member]] = defaultdict(list)
    for member in sorted(members, key=lambda m: m.sequence):
        queues[member.queue].append(member)
    return queues
