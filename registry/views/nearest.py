"""The answerable questions nearest to what a reader wishes, with the public numbers of each.

Every number is of whole open groups: how many a question takes in, and how many it cannot split.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from msgspec import Struct

from registry.model.codes import Timing
from registry.model.wishes import AGES_WITHIN, SplitKey, adopted_on
from registry.snapshot import Snapshot
from registry.views.cohort import Dimension, Filter, Standing
from registry.views.index import Index, index_of
from registry.views.names import names_of
from registry.views.questions import Cover, Problem, Question, covers, filter_of, problems
from registry.views.wishes import KeyRequestRow, key_requests

Places = frozenset[int]

HELPS = {
    Dimension.AGE_CLASS: SplitKey.AGE_BAND,
    Dimension.AGE_BAND: SplitKey.AGE_BAND,
    Dimension.SEX: SplitKey.SEX,
    Dimension.PERIOD: SplitKey.HALF_YEAR,
}
"""The key of the wish list by which more groups would be of one value."""


class Relation(StrEnum):
    """How an answerable question stands to the one asked: the same, around it, or within it."""

    EXACT = "EXACT"
    WIDER = "WIDER"
    NARROWER = "NARROWER"


class Numbers(Struct, frozen=True):
    """Open groups and their accepted patients of one timing, real or fictional."""

    timing: Timing
    synthetic: bool
    groups: int
    accepted: int


class Answerable(Struct, frozen=True):
    """A question that the keys can express: its filter, and whom it takes in as whole groups.

    `left_out` are groups that span it, in the dimensions `spanned`.
    """

    relation: Relation
    where: Filter
    taken_in: tuple[Numbers, ...]
    left_out: tuple[Numbers, ...]
    spanned: tuple[Dimension, ...]


class Why(StrEnum):
    """Why a key is in the way: its values do not fit, there is none, or groups span several."""

    BETWEEN_VALUES = "BETWEEN_VALUES"
    NO_KEY = "NO_KEY"
    SPANNED = "SPANNED"


class Obstacle(Struct, frozen=True):
    """What keeps a question from being answered exactly for everybody.

    `request` is the latest request of the wish list for the key that would help, if any.
    """

    dimension: Dimension
    why: Why
    helped_by: SplitKey | None = None
    request: KeyRequestRow | None = None


class Answer(Struct, frozen=True):
    """What the registry can say nearest to a question.

    `expressible`: the keys say exactly what was asked. `to_split`: open groups that lie partly in
    it, as far as keys tell; whoever stands in them could be told apart by a split only.
    """

    expressible: bool
    nearest: tuple[Answerable, ...]
    to_split: tuple[Numbers, ...]
    obstacles: tuple[Obstacle, ...]
    as_of: date

    @property
    def is_complete(self) -> bool:
        """Whether the keys say exactly what was asked, of everybody in open groups."""
        return self.expressible and not self.to_split


class _Taken(Struct, frozen=True):
    """The places of open groups that lie within a filter, and of those that span it."""

    within: Places
    spanning: Places
    spanned: tuple[Dimension, ...]


def ask(snapshot: Snapshot, question: Question) -> Answer | tuple[Problem, ...]:
    """The nearest answerable questions, or everything in the question that makes no sense.

    Source: open groups of the snapshot; units are whole groups and their accepted patients.
    """
    found = problems(question, names_of(snapshot))
    if found:
        return found
    adopted = adopted_on(snapshot.key_requests, snapshot.released_on or snapshot.as_of)
    parts = tuple(covers(question, frozenset(adopted)))
    index = index_of(snapshot)
    around = filter_of(question.keys, parts, wider=True) or {}
    within = filter_of(question.keys, parts, wider=False)
    nearest = tuple(_nearest(index, parts, around, within))
    return Answer(
        all(part.is_exact for part in parts),
        nearest,
        _to_split(index, around, within),
        tuple(_obstacles(key_requests(snapshot), parts, nearest[0].spanned)),
        snapshot.as_of,
    )


def _nearest(
    index: Index, parts: Sequence[Cover], around: Filter, within: Filter | None
) -> Iterator[Answerable]:
    """The question itself or the one around it, the one within it, and wider ones."""
    exact = all(part.is_exact for part in parts)
    first = _answerable(index, Relation.EXACT if exact else Relation.WIDER, around)
    yield first
    if within is not None and not exact:
        yield _answerable(index, Relation.NARROWER, within)
    for dimensions in _widenings(first.spanned):
        yield _answerable(index, Relation.WIDER, _widened(around, dimensions))


def _widenings(spanned: tuple[Dimension, ...]) -> Iterator[tuple[Dimension, ...]]:
    """Every key that groups span for itself, then all of them."""
    yield from ((dimension,) for dimension in spanned)
    if len(spanned) > 1:
        yield spanned


def _widened(where: Filter, dimensions: Sequence[Dimension]) -> Filter:
    """A filter without these keys; of finer ages the age classes around them are kept."""
    wider = {dim: some for dim, some in where.items() if dim not in dimensions}
    if Dimension.AGE_BAND in dimensions and Dimension.AGE_CLASS not in where:
        bands = where[Dimension.AGE_BAND]
        around = {name for name, within in AGES_WITHIN.items() if within & bands}
        wider[Dimension.AGE_CLASS] = frozenset(around)
    return wider


def _answerable(index: Index, relation: Relation, where: Filter) -> Answerable:
    """A question with its numbers."""
    taken = _taken(index, where)
    return Answerable(
        relation,
        where,
        _numbers(index, taken.within),
        _numbers(index, taken.spanning),
        taken.spanned,
    )


def _taken(index: Index, where: Filter) -> _Taken:
    """How the open groups of a snapshot stand to a filter."""
    stands = index.standings(where)
    within, spanning = index.accepted > 0, index.accepted < 0
    for some in stands.values():
        spanning = (spanning & (some != Standing.OUT)) | (within & (some == Standing.BLURRED))
        within = within & (some == Standing.INSIDE)
    blurred = (dim for dim in stands if (spanning & (stands[dim] == Standing.BLURRED)).any())
    return _Taken(_places(within), _places(spanning), tuple(sorted(blurred)))


def _places(marked: Any) -> Places:
    return frozenset(marked.nonzero()[0].tolist())


def _numbers(index: Index, places: Places) -> tuple[Numbers, ...]:
    """Groups and patients, of each timing and real or fictional apart."""
    found: dict[tuple[Timing, bool], list[int]] = defaultdict(list)
    for place in places:
        member = index.members[place]
        found[member.timing, member.synthetic].append(int(index.accepted[place]))
    return tuple(Numbers(*kind, len(some), sum(some)) for kind, some in sorted(found.items()))


def _to_split(index: Index, around: Filter, within: Filter | None) -> tuple[Numbers, ...]:
    """The open groups that lie partly in a question: around it, and not wholly within it."""
    outer = _taken(index, around)
    inner = _taken(index, within).within if within is not None else frozenset()
    return _numbers(index, (outer.within | outer.spanning) - inner)


def _obstacles(
    requests: Sequence[KeyRequestRow], parts: Sequence[Cover], spanned: Sequence[Dimension]
) -> Iterator[Obstacle]:
    """What is in the way, thing by thing."""
    for part in parts:
        if not part.is_exact:
            why = Why.NO_KEY if part.wider is None else Why.BETWEEN_VALUES
            request = _latest(requests, part.helped_by)
            yield Obstacle(part.dimension, why, part.helped_by, request)
    for dimension in spanned:
        helped_by = HELPS.get(dimension)
        yield Obstacle(dimension, Why.SPANNED, helped_by, _latest(requests, helped_by))


def _latest(requests: Sequence[KeyRequestRow], key: SplitKey | None) -> KeyRequestRow | None:
    same = [request for request in requests if request.key is key]
    return max(same, key=lambda request: (request.asked_on, request.id), default=None)
