"""How a table is counted: what each patient adds to its cells, summed over whole groups.

Everything a table says of a group is such a sum. So what a correction changes is a difference of
what single patients add, and nothing else of the table moves.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, Generic, TypeVar

from msgspec import Struct, structs

from registry.model.episode import Course
from registry.model.sealed import EventCount, Table

Cell = tuple[str, ...]
"""A number of a table: its field, then its key or its place in it."""

Tally = Counter[Cell]
AnyTable = TypeVar("AnyTable", bound=Table)

ROW_KEY = tuple(name for name in EventCount.__struct_fields__ if name not in ("events", "patients"))
DESCRIBING = frozenset({"day", "endpoint_id", "measure", "as_of", "superseded"})


class Shows(StrEnum):
    """What a release stage must show before a content of it opens."""

    ACTIVITY = "ACTIVITY"
    SAFETY = "SAFETY"
    EFFICACY = "EFFICACY"


class Counting(Struct, Generic[AnyTable], frozen=True):
    """A content: how it is counted and when it opens.

    It opens once its `day`, counted after the longest wait, has closed for every member, and
    `shows` is open. `empty` has all numbers at zero; `cells` tells what a patient adds: one to each
    cell named, or what a mapping says.
    """

    shows: Shows
    day: int
    empty: AnyTable
    cells: Callable[[Course], Iterable[Cell] | Mapping[Cell, int]]

    @property
    def content(self) -> str:
        """The id of the content within its group."""
        return self.empty.content


def counted(counting: Counting[AnyTable], courses: Iterable[Course]) -> AnyTable:
    """The table over all these patients."""
    return filled(counting.empty, tally(counting, courses))


def tally(counting: Counting[Any], courses: Iterable[Course]) -> Tally:
    """What these patients add to each cell."""
    cells: Tally = Counter()
    for course in courses:
        cells.update(counting.cells(course))
    return cells


def filled(empty: AnyTable, cells: Tally) -> AnyTable:
    """A table with these numbers; what it names and has none of is 0."""
    fields = ((name, getattr(empty, name)) for name in empty.__struct_fields__)
    numbers = {
        name: number_of(name, value, cells) for name, value in fields if name not in DESCRIBING
    }
    return structs.replace(empty, **numbers)


def number_of(name: str, value: Any, cells: Tally) -> Any:
    """The number, the numbers by key or by place, or the rows of a field."""
    if isinstance(value, dict):
        found = {cell[1]: number for cell, number in cells.items() if cell[0] == name and number}
        return dict.fromkeys(value, 0) | found
    if name == "events":
        return rows_of(cells)
    if isinstance(value, tuple):
        return tuple(cells[name, str(place)] for place in range(len(value)))
    return None if value is None else cells[name,]


def rows_of(cells: Tally) -> tuple[EventCount, ...]:
    """Rows of adverse events, in order of their keys."""
    keys = sorted({cell[1:-1] for cell, number in cells.items() if cell[0] == "events" and number})
    return tuple(row_of(key, cells) for key in keys)


def row_of(key: Cell, cells: Tally) -> EventCount:
    """The row of adverse events with a key."""
    event_class, term, system, version, grade = key
    return EventCount(
        event_class,
        term,
        system,
        version,
        int(grade) if grade else None,
        cells["events", *key, "events"],
        cells["events", *key, "patients"],
    )


def row_key(row: Any) -> Cell:
    """What an adverse event is counted under: class, term, system, version, grade."""
    return tuple("" if (value := getattr(row, name)) is None else str(value) for name in ROW_KEY)


def cells_in(table: Table) -> Tally:
    """The cells of a table that is public."""
    return Counter(dict(told_in(table)))


def told_in(table: Table) -> Iterator[tuple[Cell, int]]:
    """Every number of a table."""
    for name in table.__struct_fields__:
        value = getattr(table, name)
        if name in DESCRIBING or value is None:
            continue
        if isinstance(value, dict):
            yield from (((name, key), number) for key, number in value.items())
        elif name == "events":
            for row in value:
                yield (name, *row_key(row), "events"), row.events
                yield (name, *row_key(row), "patients"), row.patients
        elif isinstance(value, tuple):
            yield from (((name, str(place)), number) for place, number in enumerate(value))
        else:
            yield (name,), value
