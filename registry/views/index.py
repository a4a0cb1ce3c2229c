"""The members of a snapshot laid out once as columns, so that a question looks at codes only.

Made once per snapshot and kept with it (`snapshot.once`). Every column is in the order of
`members`; a *place* is a number in this order.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, cast

from msgspec import Struct

from registry.snapshot import PublicProgramme, Snapshot, once
from registry.views.cohort import Dimension, Filter, Member, Value, members, standing
from registry.views.names import Names, names_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

Entry = TypeVar("Entry", bound=Hashable)
Kept = TypeVar("Kept")


class Asked(Protocol):
    """What is asked of groups. Two programmes ask the same where the ids are equal."""

    @property
    def id(self) -> str:
        """The id."""


Q = TypeVar("Q", bound=Asked)


class Asks(Struct, Generic[Q], frozen=True):
    """What a view asks of each programme, each question once.

    `of` gives the questions of a programme, each with the id of the answer in its own groups; an
    index keeps what it finds by `id`.
    """

    id: str
    of: Callable[[PublicProgramme], Sequence[tuple[Q, str]]]


class ProgrammeStage(Struct, frozen=True):
    """A programme that belongs to a row, with the release stage it has reached."""

    id: str
    title: str
    stage: str


class Column(Struct, Generic[Entry], frozen=True):
    """One code per place; `entries` are what the codes stand for, each once."""

    codes: Numbers
    entries: list[Entry]


class Questions(Struct, Generic[Q], frozen=True):
    """What members are asked. Members of one code are asked the same; `asked` is by this code.

    `asked` says of each question whether all of a member asks it: of a remainder only some of the
    programmes may. `answers` has, by question, the id of the answer at each place that has one.
    """

    codes: Numbers
    asked: list[tuple[tuple[Q, bool], ...]]
    answers: dict[str, dict[int, str]]


class Index:
    """The members of a snapshot and their keys, in columns.

    `accepted` is 0 where nothing is public; `forming` marks sealed groups that are not open.
    """

    def __init__(self, snapshot: Snapshot, names: Names) -> None:
        # Imported here because it is slow to load and nothing needs it before the first snapshot.
        import numpy as np

        self.as_of, self.names, self.bundles = snapshot.as_of, names, snapshot.bundles
        rows = {row.programme.id: row for row in snapshot.programmes}
        self.programmes = tuple(rows[id] for id in sorted(rows))
        self.stages = tuple(map(stage_of, self.programmes))
        self.members = tuple(members(snapshot, names))
        shown = [member.shown for member in self.members]
        self.accepted = np.array([(g.accepted or 0) if g else 0 for g in shown], dtype=np.int64)
        self.forming = np.array([m.group is not None and m.shown is None for m in self.members])
        self._ranks = self._rank_codes()
        self.kinds = column(map(_kind, self.members))
        self.keys = {dim: column(m.value(dim) for m in self.members) for dim in Dimension}
        self._kept: dict[Hashable, Any] = {}

    def keep(self, name: Hashable, make: Callable[[], Kept]) -> Kept:
        """What `make` works out of this index, worked out once and forgotten with it."""
        if name not in self._kept:
            self._kept[name] = make()
        return cast(Kept, self._kept[name])

    def questions(self, asks: Asks[Q]) -> Questions[Q]:
        """What each member is asked."""
        return self.keep(("questions", asks.id), lambda: _questions(self, asks))

    def standings(self, where: Filter) -> dict[Dimension, Numbers]:
        """How each member stands to a filter, dimension by dimension."""
        return {dim: _standings(dim, self.keys[dim], wanted) for dim, wanted in where.items()}

    def accepted_of(self, some: Sequence[Numbers]) -> list[int]:
        """The accepted patients at each of some lists of places, of which none is empty."""
        import numpy as np

        if not some:
            return []
        starts = np.cumsum([0, *map(len, some[:-1])])
        sums: list[int] = np.add.reduceat(self.accepted[np.concatenate(some)], starts).tolist()
        return sums

    def programmes_at(self, places: Numbers) -> set[int]:
        """The programmes of members, by their places in `programmes`."""
        import numpy as np

        entries = self._ranks.entries
        codes = np.bincount(self._ranks.codes[places]).nonzero()[0].tolist()
        alone = bisect_left(codes, len(self.programmes))
        return {*codes[:alone], *(rank for code in codes[alone:] for rank in entries[code])}

    def _rank_codes(self) -> Column[tuple[int, ...]]:
        """The programmes of each member; the code of one alone is its place in `programmes`."""
        place_of = {row.programme.id: place for place, row in enumerate(self.programmes)}
        alone = [(place,) for place in range(len(place_of))]
        ranks = [tuple(place_of[row.programme.id] for row in m.programmes) for m in self.members]
        found = column([*alone, *ranks])
        return Column(found.codes[len(alone) :], found.entries)


def index_of(snapshot: Snapshot) -> Index:
    """The index of a snapshot."""
    return once(snapshot, _index)


def stage_of(row: PublicProgramme) -> ProgrammeStage:
    """A programme as a row names it."""
    return ProgrammeStage(row.programme.id, row.programme.title, row.stage)


def column(values: Iterable[Entry]) -> Column[Entry]:
    """One code per value; equal values have equal codes."""
    import numpy as np

    known: dict[Entry, int] = {}
    codes = np.array([known.setdefault(value, len(known)) for value in values], dtype=np.int64)
    return Column(codes, list(known))


def _index(snapshot: Snapshot) -> Index:
    return Index(snapshot, names_of(snapshot))


def _kind(member: Member) -> tuple[object, ...]:
    """What sets members apart in every question."""
    return member.timing, member.synthetic, member.shown is None, member.is_remainder


def _standings(dim: Dimension, known: Column[Value], wanted: frozenset[str]) -> Numbers:
    import numpy as np

    found = [standing(dim, value, wanted) for value in known.entries]
    return np.array(found, dtype=np.int64)[known.codes]


def _questions(index: Index, asks: Asks[Q]) -> Questions[Q]:
    by_programme = {row.programme.id: asks.of(row) for row in index.programmes}
    known: dict[str, Q] = {q.id: q for some in by_programme.values() for q, _ in some}
    found: list[tuple[tuple[str, bool], ...]] = []
    answers: dict[str, dict[int, str]] = {id: {} for id in known}
    for place, member in enumerate(index.members):
        asked = _asked(member, by_programme)
        found.append(tuple((id, answer is not None) for id, answer in asked.items()))
        for id, answer in asked.items():
            if answer is not None:
                answers[id][place] = answer
    codes = column(found)
    entries = [tuple((known[id], all_of_it) for id, all_of_it in some) for some in codes.entries]
    return Questions(codes.codes, entries, answers)


def _asked(
    member: Member, by_programme: Mapping[str, Sequence[tuple[Q, str]]]
) -> dict[str, str | None]:
    """The ids of a member's questions, each with the id of the answer, if all of it asks."""
    first, *others = (by_programme[row.programme.id] for row in member.programmes)
    if not others:
        return {question.id: answer for question, answer in first}
    ids = [[question.id for question, _ in some] for some in (first, *others)]
    shared = set.intersection(*map(set, ids))
    return {id: id if id in shared else None for some in ids for id in some}
