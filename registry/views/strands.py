"""What may be summed at all: the same question, asked of the same kind of patients.

A strand holds the members of one question, one timing, real or fictional. Remainder groups belong
to one only where all their programmes ask the same.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

from msgspec import Struct

from registry.model.codes import Timing
from registry.snapshot import PublicProgramme, Snapshot
from registry.views.cohort import (
    BLURRING,
    Dimension,
    Filter,
    Member,
    fits,
    key_of,
    members,
    spanned,
    spans,
)
from registry.views.names import Names

RowKey = tuple[str | None, ...]
_Kind = tuple[str, Timing, bool]


class Asked(Protocol):
    """What is asked of groups. Two programmes ask the same where the ids are equal."""

    @property
    def id(self) -> str:
        """The id."""


Q = TypeVar("Q", bound=Asked)
Asks = Callable[[PublicProgramme], Sequence[tuple[Q, str]]]
"""What a programme is asked, each question once, with the id of the answer in its own groups."""


class Candidate(Struct, frozen=True):
    """A member that the filter does not leave out; `blurred` where its group spans the filter.

    `counted_as` is the id of the answer in its group; None where not all the programmes of a
    remainder ask the question.
    """

    member: Member
    counted_as: str | None
    blurred: tuple[Dimension, ...]

    @property
    def counts(self) -> bool:
        """Whether a row can count it: a remainder only if all of it asks, and unsplit."""
        is_remainder = len(self.member.programmes) > 1
        return not is_remainder or (self.counted_as is not None and not self.blurred)

    def concerns(self, by: Sequence[Dimension], key: RowKey) -> bool:
        """Whether its group may hold patients of a row.

        What is counted in no row is told in any whose key is not public yet.
        """
        wanted = dict(zip(by, key, strict=True))
        if not self.counts:
            wanted = {dim: value for dim, value in wanted.items() if value is not None}
        return spans(self.member, wanted)

    def touches(self, by: Sequence[Dimension], key: RowKey) -> bool:
        """Whether it belongs to a row, is left out of it, or may join it later."""
        if self.member.shown is None:
            return fits(self.member.values, key, by)
        return self.concerns(by, key)

    def own_key(self, by: Sequence[Dimension]) -> RowKey:
        """The key of its own row; None where the filter hides its value."""
        values = self.member.values
        return tuple(None if dim in self.blurred else values[dim] for dim in by)


class Strand(Struct, Generic[Q], frozen=True):
    """What may be summed at all: one question, one timing, real or fictional.

    `candidates` agree in every key that a group of one programme cannot span. Remainder groups
    that may hold patients of theirs stand `beside`: they are left out, and told. `keys` are those
    of its rows.
    """

    asked: Q
    timing: Timing
    synthetic: bool
    candidates: list[Candidate] = []
    beside: list[Candidate] = []
    keys: list[RowKey] = []


def strands(
    snapshot: Snapshot, by: Sequence[Dimension], where: Filter, asks: Asks[Q], names: Names
) -> list[Strand[Q]]:
    """The strands of a question, each of members that agree in all but `BLURRING` dimensions."""
    sharp = [dimension for dimension in by if dimension not in BLURRING]
    found: dict[_Kind, dict[RowKey, Strand[Q]]] = defaultdict(dict)
    remainders: list[tuple[Q, Candidate]] = []
    for asked, candidate in _candidates(snapshot, where, asks, names):
        member = candidate.member
        if candidate.counts:
            fresh = Strand(asked, member.timing, member.synthetic)
            same = found[_kind(asked, member)]
            same.setdefault(key_of(member.values, sharp), fresh).candidates.append(candidate)
        if len(member.programmes) > 1:
            remainders.append((asked, candidate))
    for same in found.values():
        for strand in same.values():
            strand.keys.extend(_row_keys(strand, by))
    for asked, candidate in remainders:
        _place(candidate, asked, found[_kind(asked, candidate.member)], by)
    return [strand for same in found.values() for strand in same.values()]


def _candidates(
    snapshot: Snapshot, where: Filter, asks: Asks[Q], names: Names
) -> Iterator[tuple[Q, Candidate]]:
    """Every member that a filter does not leave out, once per question it is asked."""
    by_programme = {row.programme.id: asks(row) for row in snapshot.programmes}
    for member in members(snapshot, names):
        blurred = spanned(member, where)
        if blurred is not None:
            for asked, counted_as in _asked(member, by_programme):
                yield asked, Candidate(member, counted_as, blurred)


def _kind(asked: Asked, member: Member) -> _Kind:
    return asked.id, member.timing, member.synthetic


def _place(
    candidate: Candidate,
    asked: Q,
    same: dict[RowKey, Strand[Q]],
    by: Sequence[Dimension],
) -> None:
    """Put a remainder group beside every strand that may hold its programmes' patients.

    One that is counted nowhere and is told in no row there has a row of its own.
    """
    sharp = [dimension for dimension in by if dimension not in BLURRING]
    own = key_of(candidate.member.values, sharp)
    beside = [
        strand
        for key, strand in same.items()
        if not (candidate.counts and key == own) and candidate.concerns(sharp, key)
    ]
    told = any(candidate.concerns(by, key) for strand in beside for key in strand.keys)
    if candidate.counts or told:
        for strand in beside:
            strand.beside.append(candidate)
        return
    alone = Strand(asked, candidate.member.timing, candidate.member.synthetic)
    strand = same.setdefault(own, alone)
    strand.candidates.append(candidate)
    strand.keys.append(candidate.own_key(by))


def _row_keys(strand: Strand[Q], by: Sequence[Dimension]) -> list[RowKey]:
    """The rows of a strand: one per key of its open groups, then those without public counts."""
    whole = (c for c in strand.candidates if c.member.shown is not None and not c.blurred)
    keys = dict.fromkeys(candidate.own_key(by) for candidate in whole)
    for candidate in strand.candidates:
        if not any(candidate.touches(by, key) for key in keys):
            keys[candidate.own_key(by)] = None
    return list(keys)


def _asked(
    member: Member, asked: Mapping[str, Sequence[tuple[Q, str]]]
) -> Iterable[tuple[Q, str | None]]:
    """What a member's programmes are asked, each with the id of the answer, if it has any."""
    first, *others = (asked[row.programme.id] for row in member.programmes)
    if not others:
        return first
    by_id = [{question.id: question for question, _ in some} for some in (first, *others)]
    shared = set.intersection(*map(set, by_id))
    known = {id: question for some in by_id for id, question in some.items()}
    return [(question, id if id in shared else None) for id, question in known.items()]
