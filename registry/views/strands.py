"""What may be summed at all: the same question, asked of the same kind of patients.

A strand holds the members of one question, one timing, real or fictional. Remainder groups belong
to one only where all their programmes ask the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Generic

from msgspec import Struct

from registry.model.codes import Timing
from registry.model.sealed import SEVERAL
from registry.views.cohort import BLURRING, Dimension, Member, key_of, keys_of_rows
from registry.views.index import Asked, Q

if TYPE_CHECKING:
    from registry.views.index import Numbers

RowKey = tuple[str | None, ...]
_Kind = tuple[str, Timing, bool]


class Candidate(Struct, frozen=True, eq=False):
    """Members that are alike in all that a question looks at, and that its filter leaves in.

    `member` is one of them, `places` are all, with `accepted` patients; `blurred` are the
    dimensions of the filter they span. `asks` is false for a remainder of which not all programmes
    ask the question. `rows` are the keys, by dimension of the grouping, of rows that may hold their
    patients.
    """

    member: Member
    asks: bool
    blurred: tuple[Dimension, ...]
    places: Numbers
    accepted: int
    is_shown: bool
    counts: bool
    rows: Mapping[Dimension, frozenset[str | None] | None]

    def touches(self, by: Iterable[Dimension], key: RowKey) -> bool:
        """Whether it belongs to a row, is left out of it, or may join it later."""
        for dimension, value in zip(by, key, strict=True):
            held = self.rows[dimension]
            if held is not None and value not in held:
                return False
        return True

    def is_exact(self, by: Iterable[Dimension]) -> bool:
        """Whether it touches no row but that of its own key, and is counted there."""
        values = self.member.values
        whole = self.is_shown and self.asks and not self.blurred
        return whole and all(values[dimension] != SEVERAL for dimension in by)

    def own_key(self, by: Iterable[Dimension]) -> RowKey:
        """The key of its own row; None where the filter hides its value."""
        values = self.member.values
        return tuple(None if dim in self.blurred else values[dim] for dim in by)


def candidate(
    member: Member,
    asks: bool,
    blurred: tuple[Dimension, ...],
    places: Numbers,
    accepted: int,
    by: Iterable[Dimension],
) -> Candidate:
    """A row can count a remainder only if all of it asks, and unsplit.

    What is counted in no row is told in any whose key is not public yet.
    """
    is_shown = member.shown is not None
    counts = not member.is_remainder or (asks and not blurred)
    held = {dim: keys_of_rows(member.value(dim), is_shown) for dim in by}
    if not counts:
        held = {dim: keys if keys is None else keys | {None} for dim, keys in held.items()}
    return Candidate(member, asks, blurred, places, accepted, is_shown, counts, held)


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


def strands(by: Sequence[Dimension], candidates: Iterable[tuple[Q, Candidate]]) -> list[Strand[Q]]:
    """The strands of a question, each of members that agree in all but `BLURRING` dimensions."""
    sharp = [dimension for dimension in by if dimension not in BLURRING]
    found: dict[_Kind, dict[RowKey, Strand[Q]]] = defaultdict(dict)
    remainders: list[tuple[Q, Candidate]] = []
    for asked, candidate in candidates:
        if candidate.counts:
            _strand_of(asked, candidate, found, sharp).candidates.append(candidate)
        if candidate.member.is_remainder:
            remainders.append((asked, candidate))
    for same in found.values():
        for strand in same.values():
            strand.keys.extend(_row_keys(strand, by))
    _place(remainders, found, by)
    return [strand for same in found.values() for strand in same.values()]


def _kind(asked: Asked, candidate: Candidate) -> _Kind:
    return asked.id, candidate.member.timing, candidate.member.synthetic


def _strand_of(
    asked: Q,
    candidate: Candidate,
    found: dict[_Kind, dict[RowKey, Strand[Q]]],
    sharp: Sequence[Dimension],
) -> Strand[Q]:
    """The strand with a candidate's own key; a new one where there is none."""
    fresh = Strand(asked, candidate.member.timing, candidate.member.synthetic)
    return found[_kind(asked, candidate)].setdefault(key_of(candidate.member.values, sharp), fresh)


def _place(
    remainders: Sequence[tuple[Q, Candidate]],
    found: dict[_Kind, dict[RowKey, Strand[Q]]],
    by: Sequence[Dimension],
) -> None:
    """Put remainder groups beside every strand that may hold patients of their programmes.

    Those that are counted nowhere and would be told in no row have a row of their own.
    """
    sharp = [dimension for dimension in by if dimension not in BLURRING]
    untold = [
        (asked, candidate)
        for asked, candidate in remainders
        if not candidate.counts and not _is_told(candidate, found[_kind(asked, candidate)], by)
    ]
    for asked, candidate in untold:
        strand = _strand_of(asked, candidate, found, sharp)
        strand.candidates.append(candidate)
        if candidate.own_key(by) not in strand.keys:
            strand.keys.append(candidate.own_key(by))
    for asked, candidate in remainders:
        for key, strand in found[_kind(asked, candidate)].items():
            if candidate not in strand.candidates and candidate.touches(sharp, key):
                strand.beside.append(candidate)


def _is_told(candidate: Candidate, same: dict[RowKey, Strand[Q]], by: Sequence[Dimension]) -> bool:
    return any(candidate.touches(by, key) for strand in same.values() for key in strand.keys)


def _row_keys(strand: Strand[Q], by: Sequence[Dimension]) -> list[RowKey]:
    """The rows of a strand: one per key of its open groups, then those without public counts."""
    whole = (c for c in strand.candidates if c.is_shown and not c.blurred)
    keys = dict.fromkeys(candidate.own_key(by) for candidate in whole)
    for candidate in strand.candidates:
        if not candidate.is_exact(by) and not any(candidate.touches(by, key) for key in keys):
            keys[candidate.own_key(by)] = None
    return list(keys)
