"""Sealing: who is published together, decided by registration order and keys alone.

A queue of waiting members becomes a *forming* group once it holds `smallest`; the group *opens*
when the queue's next group forms, when its programme has ended, or after a fixed time. Nothing
here has a field for an outcome, so no outcome can decide who is grouped with whom.
"""

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date

SEVERAL = "SEVERAL"


@dataclass(frozen=True)
class Rules:
    """Numbers of the policy: patients, and whole months."""

    smallest: int
    longest_forming_months: int
    longest_waiting_months: int


@dataclass(frozen=True)
class Queue:
    """Where members wait: a country (or SEVERAL) and whether they were registered in time."""

    country: str
    timing: str


@dataclass(frozen=True)
class Member:
    """One waiting member: its place in the order of registration and its keys."""

    id: str
    sequence: int
    queue: Queue
    age_class: str | None
    waiting_since: date


@dataclass(frozen=True)
class Forming:
    """A sealed group that is not open yet. `order` is its place among the programme's groups."""

    id: str
    order: int
    queue: Queue
    age_class: str
    formed_on: date


@dataclass(frozen=True)
class NewGroup:
    """A group to be formed; `open_now` where nothing can join it any more."""

    queue: Queue
    age_class: str
    members: tuple[str, ...]
    open_now: bool


@dataclass(frozen=True)
class Joining:
    """The last members of an ended programme join a forming group, whose age class may widen."""

    group_id: str
    age_class: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class SealingPlan:
    """What one release date does to one programme's members and groups."""

    formed: tuple[NewGroup, ...] = ()
    joined: tuple[Joining, ...] = ()
    opened: tuple[str, ...] = ()


def months_between(earlier: date, later: date) -> int:
    """Whole months from one date to a later one; a month without that day ends on its last."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    last_day = monthrange(later.year, later.month)[1]
    return months - (1 if later.day < min(earlier.day, last_day) else 0)


def common(values: Iterable[str | None]) -> str:
    """The value all share, or SEVERAL."""
    distinct = set(values)
    only = distinct.pop() if len(distinct) == 1 else None
    return only or SEVERAL


def split_by_age(members: Sequence[Member], smallest: int) -> list[Sequence[Member]]:
    """The members split by age class where every part has at least `smallest`, else together."""
    parts: dict[str | None, list[Member]] = defaultdict(list)
    for member in members:
        parts[member.age_class].append(member)
    if None in parts or any(len(part) < smallest for part in parts.values()):
        return [members]
    return list(parts.values())


def queues_of(
    waiting: Sequence[Member], on: date, rules: Rules, joinable: Set[Queue]
) -> dict[Queue, list[Member]]:
    """Members by queue, in order of registration.

    Who has waited too long in a queue that cannot form a group waits in the mixed queue, unless
    the queue can join a group (`joinable`).
    """
    sizes = Counter(member.queue for member in waiting)
    queues: dict[Queue, list[Member]] = defaultdict(list)
    for member in sorted(waiting, key=lambda m: m.sequence):
        stuck = sizes[member.queue] < rules.smallest and member.queue not in joinable
        moves = stuck and waited(member, on) >= rules.longest_waiting_months
        queues[Queue(SEVERAL, member.queue.timing) if moves else member.queue].append(member)
    return queues


def waited(member: Member, on: date) -> int:
    """Whole months a member has waited."""
    return months_between(member.waiting_since, on)


def form(members: Sequence[Member], queue: Queue, ended: bool, rules: Rules) -> list[NewGroup]:
    """The groups a queue of at least `smallest` forms."""
    return [
        NewGroup(queue, common(m.age_class for m in part), tuple(m.id for m in part), ended)
        for part in split_by_age(members, rules.smallest)
    ]


def join(members: Sequence[Member], forming: Sequence[Forming]) -> list[Joining]:
    """Too few members to form a group of their own join the newest forming group."""
    if not members or not forming:
        return []
    newest = max(forming, key=lambda group: group.order)
    age_class = common([newest.age_class, *(m.age_class for m in members)])
    return [Joining(newest.id, age_class, tuple(m.id for m in members))]


def has_formed_long_enough(group: Forming, on: date, rules: Rules) -> bool:
    """Whether a forming group opens by the calendar alone."""
    return months_between(group.formed_on, on) >= rules.longest_forming_months


def plan(
    on: date,
    *,
    ended: bool,
    waiting: Sequence[Member],
    forming: Sequence[Forming],
    rules: Rules,
) -> SealingPlan:
    """What the release date `on` seals, joins and opens for one programme."""
    formed: list[NewGroup] = []
    joined: list[Joining] = []
    opened = {g.id for g in forming if ended or has_formed_long_enough(g, on, rules)}
    joinable = {group.queue for group in forming} if ended else set()
    for queue, members in queues_of(waiting, on, rules, joinable).items():
        before = [group for group in forming if group.queue == queue]
        if len(members) >= rules.smallest:
            formed += form(members, queue, ended, rules)
            opened |= {group.id for group in before}
        elif ended:
            joined += join(members, before)
    return SealingPlan(tuple(formed), tuple(joined), tuple(sorted(opened)))
