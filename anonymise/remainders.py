"""What is left of programmes: too few to be a group of their own, published once, together.

Those left of one programme join as a whole, or wait. A remainder holds enough different patients
of enough programmes of one class; who waits too long for the own class joins those of any.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from anonymise.insiders import insider_of
from anonymise.members import SEVERAL, Member, Rules, common, months_between

OTHER = "OTHER"
HELD_BACK_BY = ("sponsor", "country")


@dataclass(frozen=True)
class Kind:
    """What may be published together: a class of product (or OTHER), timing, real or fictional."""

    product_class: str
    timing: str
    synthetic: bool


@dataclass(frozen=True)
class Leftover:
    """Who is left of one programme since a day, in order of registration; a person counts once."""

    programme_id: str
    kind: Kind
    since: date
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Remainder:
    """A group of several programmes. Nothing joins it later."""

    kind: Kind
    members: tuple[str, ...]
    programme_ids: tuple[str, ...]


def plan_remainders(
    leftovers: Iterable[Leftover], on: date, rules: Rules, least_programmes: int
) -> list[Remainder]:
    """The remainders that a release date forms, those of one class first."""
    waiting = sorted(leftovers, key=lambda left: left.programme_id)
    formed: list[Remainder] = []
    for pooled in (by_kind(waiting), by_kind(aged(waiting, on, rules))):
        for kind, parts in pooled.items():
            rest = [part for part in parts if not is_taken(part, formed)]
            fitting = (
                some for some in choices(rest) if may_be_published(some, rules, least_programmes)
            )
            formed += [remainder(kind, some) for some in islice(fitting, 1)]
    return formed


def choices(parts: Sequence[Leftover]) -> Iterator[Sequence[Leftover]]:
    """All leftovers; then those of one sponsor or one country alone, the largest first.

    Few patients of a second sponsor or country must not keep all the others waiting.
    """
    yield parts
    for kind in HELD_BACK_BY:
        whose = [
            (part, common(member.known_to.get(kind) for member in part.members)) for part in parts
        ]
        sizes = Counter[str]()
        for part, insider in whose:
            sizes[insider] += len(part.members)
        sizes.pop(SEVERAL, None)
        for insider, _ in sorted(sizes.items(), key=lambda size: (-size[1], size[0])):
            yield [part for part, own in whose if own == insider]


def by_kind(leftovers: Iterable[Leftover]) -> dict[Kind, list[Leftover]]:
    """The leftovers that may be published together."""
    kinds: dict[Kind, list[Leftover]] = defaultdict(list)
    for left in leftovers:
        kinds[left.kind].append(left)
    return kinds


def aged(leftovers: Iterable[Leftover], on: date, rules: Rules) -> list[Leftover]:
    """The leftovers that have waited too long for their own class, as of any class."""
    return [
        Leftover(
            left.programme_id,
            Kind(OTHER, left.kind.timing, left.kind.synthetic),
            left.since,
            left.members,
        )
        for left in leftovers
        if months_between(left.since, on) >= rules.longest_waiting_months
    ]


def is_taken(left: Leftover, formed: Iterable[Remainder]) -> bool:
    """Whether a leftover stands in a remainder already."""
    return any(
        left.programme_id in done.programme_ids
        and (left.kind.timing, left.kind.synthetic) == (done.kind.timing, done.kind.synthetic)
        for done in formed
    )


def may_be_published(parts: Sequence[Leftover], rules: Rules, least_programmes: int) -> bool:
    """Whether they are enough patients of enough programmes, and nobody knows all but a few."""
    members = [member for part in parts for member in part.members]
    enough = len(members) >= rules.smallest and len(parts) >= least_programmes
    return enough and insider_of([m.known_to for m in members], rules.least_others) is None


def remainder(kind: Kind, parts: Sequence[Leftover]) -> Remainder:
    """One group of these leftovers."""
    members = tuple(member.id for part in parts for member in part.members)
    return Remainder(kind, members, tuple(part.programme_id for part in parts))
