"""What sealing sees and what it answers. Nothing here has a field for an outcome."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

SEVERAL = "SEVERAL"


@dataclass(frozen=True)
class Rules:
    """Numbers of the policy: patients, and whole months.

    `finer_keys` are those by which a group is split beside the age class, in order.
    """

    smallest: int
    least_others: int
    longest_forming_months: int
    longest_waiting_months: int
    finer_keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Queue:
    """Where members wait: a country (or SEVERAL) and whether they were registered in time."""

    country: str
    timing: str


@dataclass(frozen=True)
class Member:
    """One member: its place in the order of registration, its keys, and who knows it.

    `known_to` names insiders by kind, for example the centre (`insiders`); `finer` are the values
    of further keys, None where the notice did not say.
    """

    id: str
    sequence: int
    queue: Queue
    age_class: str | None
    waiting_since: date
    known_to: Mapping[str, str | None] = field(default_factory=dict)
    finer: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Forming:
    """A sealed group that is not open yet. `order` is its place among the programme's groups.

    `finer` has the keys by which it was split when it formed, and no other ones.
    """

    id: str
    order: int
    queue: Queue
    age_class: str
    formed_on: date
    members: tuple[Member, ...] = ()
    finer: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NewGroup:
    """A group to be formed; `open_now` where nothing can join it any more."""

    queue: Queue
    age_class: str
    members: tuple[str, ...]
    open_now: bool
    finer: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Joining:
    """The last members join a forming group, whose keys may widen."""

    group_id: str
    country: str
    age_class: str
    members: tuple[str, ...]
    finer: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SealingPlan:
    """What one release date does to one programme's members and groups."""

    formed: tuple[NewGroup, ...] = ()
    joined: tuple[Joining, ...] = ()
    opened: tuple[str, ...] = ()

    @property
    def sealed(self) -> frozenset[str]:
        """The members that enter a group."""
        parts = [part.members for part in self.formed] + [part.members for part in self.joined]
        return frozenset(id for members in parts for id in members)

    def and_then(self, later: "SealingPlan") -> "SealingPlan":
        """This plan, and what follows from it."""
        return SealingPlan(
            self.formed + later.formed,
            self.joined + later.joined,
            tuple(sorted({*self.opened, *later.opened})),
        )


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
