"""Additive counts of groups in columns, so that any of them are added up at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import compress
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar, cast

from msgspec import Struct

from registry.model.sealed import SealedGroup
from registry.views.index import Asked, Asks, Index, Q

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from registry.views.index import Numbers


class Content(Protocol):
    """What is counted of a group together, with the days of counts that a correction replaced."""

    @property
    def superseded(self) -> tuple[date, ...]:
        """Release dates, oldest first."""


C = TypeVar("C", bound=Content)


class Counts(Struct, Generic[C], frozen=True):
    """Additive counts of one content of groups. An index keeps their columns by `id`.

    `content` finds it in a group, None while it is not public; its second argument is the id of
    the answer in this group, as the question has it. `table` names its counts.
    """

    id: str
    content: Callable[[SealedGroup, str], C | None]
    table: Callable[[C], Mapping[str, int]]


class Added(Struct, frozen=True):
    """Counts added up over the `groups` that have them public, with their accepted patients.

    `totals` names what any of these groups counts, zeros included; `superseded` are the release
    dates of counts that corrections took the place of.
    """

    groups: int
    accepted: int
    totals: dict[str, int]
    superseded: tuple[date, ...] = ()


class Columns(Struct, frozen=True):
    """`rows` has by place the row of a group in `counts` and `named`, -1 where it has none."""

    rows: Numbers
    names: tuple[str, ...]
    counts: NDArray[np.int32]
    named: NDArray[np.bool_]
    superseded: dict[int, tuple[date, ...]]


class Answer:
    """The cohorts of one answer: what one of them adds up, all that are asked the same add up.

    `numbers` of cohorts count from 0 in the order in which they enter.
    """

    def __init__(self, index: Index, asks: Asks[Q]) -> None:
        self._index, self._asks = index, cast(Asks[Asked], asks)
        self._places: dict[str, dict[int, Numbers]] = defaultdict(dict)
        self._done: dict[tuple[str, str], dict[int, Added]] = {}

    def enter(self, asked: Asked, places: Numbers) -> int:
        """The number of one more cohort, of the open groups at these places."""
        number = sum(map(len, self._places.values()))
        self._places[asked.id][number] = places
        return number

    def added(self, number: int, asked: Asked, counts: Counts[C]) -> Added:
        """The counts of what is asked, over the open groups of a cohort."""
        name = (asked.id, counts.id)
        if name not in self._done:
            columns = columns_of(self._index, self._asks, asked, counts)
            cohorts = self._places[asked.id]
            sums = added_up(self._index.accepted, columns, list(cohorts.values()))
            self._done[name] = dict(zip(cohorts, sums, strict=True))
        return self._done[name][number]

    def over(self, places: Numbers, asked: Asked, counts: Counts[C]) -> Added:
        """The counts of what is asked, over the open groups at these places."""
        columns = columns_of(self._index, self._asks, asked, counts)
        (found,) = added_up(self._index.accepted, columns, [places])
        return found

    def answers(self, asked: Asked) -> Mapping[int, str]:
        """The id of the answer at each place that has one."""
        return self._index.questions(self._asks).answers[asked.id]


def added_up(accepted: Numbers, columns: Columns, cohorts: Sequence[Numbers]) -> list[Added]:
    """The sums of each cohort, given as places of groups; all are added up in one go."""
    import numpy as np

    places = np.concatenate(cohorts)
    rows = columns.rows[places]
    public = rows >= 0
    owner = np.repeat(np.arange(len(cohorts)), [len(cohort) for cohort in cohorts])[public]
    rows, groups = rows[public], np.bincount(owner, minlength=len(cohorts))
    filled = np.flatnonzero(groups)
    found = [Added(0, 0, {})] * len(cohorts)
    if not len(filled):
        return found
    starts = (np.cumsum(groups) - groups)[filled]
    patients = np.add.reduceat(accepted[places[public]], starts).tolist()
    counts, named = columns.counts.take(rows, axis=0), columns.named.take(rows, axis=0)
    sums = np.add.reduceat(counts, starts, axis=0, dtype=np.int64).tolist()
    told = np.logical_or.reduceat(named, starts, axis=0).tolist()
    for place, number in enumerate(filled.tolist()):
        totals = compress(zip(columns.names, sums[place], strict=True), told[place])
        found[number] = Added(
            int(groups[number]),
            patients[place],
            dict(totals),
            _superseded(columns, rows[owner == number]) if columns.superseded else (),
        )
    return found


def _superseded(columns: Columns, rows: Numbers) -> tuple[date, ...]:
    corrected = columns.superseded.keys() & set(rows.tolist())
    return tuple(sorted({day for row in corrected for day in columns.superseded[row]}))


def columns_of(index: Index, asks: Asks[Asked], asked: Asked, counts: Counts[C]) -> Columns:
    """The columns of a content, kept with the index."""
    name = ("counts", asks.id, asked.id, counts.id)
    return index.keep(name, lambda: _columns(index, asks, asked, counts))


def _columns(index: Index, asks: Asks[Asked], asked: Asked, counts: Counts[C]) -> Columns:
    import numpy as np

    found: dict[int, C] = {}
    for place, answer in index.questions(asks).answers[asked.id].items():
        group = index.members[place].shown
        content = counts.content(group, answer) if group is not None else None
        if content is not None:
            found[place] = content
    rows = np.full(len(index.members), -1, dtype=np.int64)
    rows[list(found)] = np.arange(len(found))
    tables = [counts.table(content) for content in found.values()]
    names = tuple(dict.fromkeys(name for table in tables for name in table))
    shape = (len(tables), len(names))
    numbers = [table.get(name, 0) for table in tables for name in names]
    named = [name in table for table in tables for name in names]
    return Columns(
        rows,
        names,
        np.array(numbers, dtype=np.int32).reshape(shape),
        np.array(named, dtype=np.bool_).reshape(shape),
        {row: c.superseded for row, c in enumerate(found.values()) if c.superseded},
    )
