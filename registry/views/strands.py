"""What may be summed at all: the same question, asked of the same kind of patients.

A strand holds the members of one outcome definition, one timing, real or fictional. Remainder
groups belong to one only where all their programmes ask the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from registry.model.codes import Timing
from registry.model.outcomes import Outcome, primary_endpoints
from registry.snapshot import Snapshot
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


class Candidate(Struct, frozen=True):
    """A member that the filter does not leave out; `blurred` where its group spans the filter.

    `endpoint_id` names its counts; None where the programmes of a remainder share no such outcome.
    """

    member: Member
    endpoint_id: str | None
    blurred: tuple[Dimension, ...]

    @property
    def counts(self) -> bool:
        """Whether a row can count it: a remainder only with a shared outcome and unsplit."""
        is_remainder = len(self.member.programmes) > 1
        return not is_remainder or (self.endpoint_id is not None and not self.blurred)

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


class Strand(Struct, frozen=True):
    """What may be summed at all: one outcome definition, one timing, real or fictional.

    `candidates` agree in every key that a group of one programme cannot span. Remainder groups
    that may hold patients of theirs stand `beside`: they are left out, and told. `keys` are those
    of its rows.
    """

    outcome: Outcome
    timing: Timing
    synthetic: bool
    candidates: list[Candidate] = []
    beside: list[Candidate] = []
    keys: list[RowKey] = []


def strands(
    snapshot: Snapshot, by: Sequence[Dimension], where: Filter, names: Names
) -> list[Strand]:
    """The strands of a question, each of members that agree in all but `BLURRING` dimensions."""
    sharp = [dimension for dimension in by if dimension not in BLURRING]
    found: dict[_Kind, dict[RowKey, Strand]] = defaultdict(dict)
    remainders: list[tuple[Outcome, Candidate]] = []
    for outcome, candidate in _candidates(snapshot, where, names):
        member = candidate.member
        if candidate.counts:
            fresh = Strand(outcome, member.timing, member.synthetic)
            same = found[_kind(outcome, member)]
            same.setdefault(key_of(member.values, sharp), fresh).candidates.append(candidate)
        if len(member.programmes) > 1:
            remainders.append((outcome, candidate))
    for same in found.values():
        for strand in same.values():
            strand.keys.extend(_row_keys(strand, by))
    for outcome, candidate in remainders:
        _place(candidate, outcome, found[_kind(outcome, candidate.member)], by)
    return [strand for same in found.values() for strand in same.values()]


def _candidates(
    snapshot: Snapshot, where: Filter, names: Names
) -> Iterator[tuple[Outcome, Candidate]]:
    """Every member that a filter does not leave out, once per outcome it is asked for."""
    asked = {row.programme.id: primary_endpoints(row.programme) for row in snapshot.programmes}
    for member in members(snapshot, names):
        blurred = spanned(member, where)
        if blurred is not None:
            for outcome, endpoint_id in _asked(member, asked):
                yield outcome, Candidate(member, endpoint_id, blurred)


def _kind(outcome: Outcome, member: Member) -> _Kind:
    return outcome.id, member.timing, member.synthetic


def _place(
    candidate: Candidate,
    outcome: Outcome,
    same: dict[RowKey, Strand],
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
    alone = Strand(outcome, candidate.member.timing, candidate.member.synthetic)
    strand = same.setdefault(own, alone)
    strand.candidates.append(candidate)
    strand.keys.append(candidate.own_key(by))


def _row_keys(strand: Strand, by: Sequence[Dimension]) -> list[RowKey]:
    """The rows of a strand: one per key of its open groups, then those without public counts."""
    whole = (c for c in strand.candidates if c.member.shown is not None and not c.blurred)
    keys = dict.fromkeys(candidate.own_key(by) for candidate in whole)
    for candidate in strand.candidates:
        if not any(candidate.touches(by, key) for key in keys):
            keys[candidate.own_key(by)] = None
    return list(keys)


def _asked(
    member: Member, asked: Mapping[str, Sequence[tuple[Outcome, str]]]
) -> Iterable[tuple[Outcome, str | None]]:
    """The outcomes a member's programmes ask for, each with the id of its counts, if any."""
    first, *others = (asked[row.programme.id] for row in member.programmes)
    if not others:
        return first
    by_id = [{outcome.id: outcome for outcome, _ in some} for some in (first, *others)]
    shared = set.intersection(*map(set, by_id))
    known = {id: outcome for some in by_id for id, outcome in some.items()}
    return [(outcome, id if id in shared else None) for id, outcome in known.items()]
