"""A view as a long table: the columns of its type, and its lines one after the other."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any, NamedTuple

from msgspec import Struct, structs

from registry.errors import ExportError
from registry.exports.lines import Cell, Place
from registry.exports.shape import ROW_COLUMNS, Measure, Where, fields, is_code, plain
from registry.snapshot import Snapshot
from registry.views import View
from registry.views.cohort import Dimension
from registry.views.cohort_rows import Key

Value = str | int | float | bool | date | None
Line = tuple[Value, ...]

FIRST: dict[str, type] = {"view": str, "row": str}
VALUES: dict[str, type] = {
    "measure": str,
    "item": str,
    "value": float,
    "numerator": int,
    "denominator": int,
    "low": float,
    "high": float,
    "text": str,
    "unit": str,
    "value_status": str,
    "status_text": str,
    "opens_on": date,
    "gates": str,
    "as_of": date,
    "synthetic": bool,
}
FROM_CELL = tuple(Cell._fields.index(name) for name in VALUES if name in Cell._fields)
NAMED = ("country", "disease")


class Column(NamedTuple):
    """A column that tells the rows of a view apart, and how it is read off a row."""

    name: str
    read: Callable[[Any], str | None]
    codes: type[Enum] | None = None


class Table(Struct, frozen=True):
    """The long form of a view: its key columns, its measures, and its lines."""

    view: View
    keys: tuple[Column, ...]
    measures: tuple[Measure, ...]
    read: Callable[[Any, Place], Iterator[Cell]]

    @property
    def columns(self) -> dict[str, type]:
        """Every column with its type, in order."""
        return {**FIRST, **{key.name: str for key in self.keys}, **VALUES}

    def lines(self, snapshot: Snapshot) -> Iterator[Line]:
        """The lines of a snapshot, in the order of its rows."""
        for row in self.view.rows(snapshot):
            yield from self.lines_of(row)

    def lines_of(self, row: Any) -> Iterator[Line]:
        """The lines of one row: one for each of its values."""
        first = (self.view.id, row.id, *(key.read(row) for key in self.keys))
        for cell in self.read(row, Place("", "", row.as_of)):
            yield (*first, *(cell[n] for n in FROM_CELL), row.synthetic)


@lru_cache(maxsize=256)
def table_of(view: View) -> Table:
    """How a view becomes a table. ExportError where its row type cannot become one."""
    types = {field.name: field.type for field in structs.fields(view.row)}
    missing = [name for name in ROW_COLUMNS if name not in types]
    if missing:
        raise ExportError(
            f"Rows of the view {view.id} have no {' and no '.join(missing)}.",
            "Every public row names itself, its day, and whether it is fictional.",
        )
    keys = tuple(keys_of(types))
    apart = {key.name for key in keys} - {f"{name}_id" for name in types}
    body = fields(view.row, Where(), {*ROW_COLUMNS, *apart})
    if not body.measures:
        raise ExportError(f"Rows of the view {view.id} hold no value.", "Give them one.")
    return Table(view, keys, body.measures, body.read)


def rows_in(view: View, rows: Sequence[Struct]) -> Table:
    """A table of chosen rows of a view, with all its columns."""
    return structs.replace(table_of(view), view=structs.replace(view, rows=lambda _: rows))


def keys_of(types: dict[str, Any]) -> Iterator[Column]:
    """Codes, ids, country and disease of a row, and the dimensions it is grouped by."""
    for name, kind in types.items():
        present = present_type(kind)
        if is_code(present) or (present is str and (name.endswith("_id") or name in NAMED)):
            yield Column(name, reader(name), present if is_code(present) else None)
        elif is_named(present):
            yield Column(f"{name}_id", part_reader(name))
        elif kind == tuple[Key, ...]:
            others = [d for d in Dimension if d.lower() not in types]
            yield from (Column(d.lower(), dimension_reader(name, d)) for d in others)


def present_type(kind: Any) -> Any:
    """The type without None."""
    some = [each for each in getattr(kind, "__args__", ()) if each is not type(None)]
    optional = type(None) in getattr(kind, "__args__", ())
    return some[0] if optional and len(some) == 1 else kind


def is_named(kind: Any) -> bool:
    """Whether a type is a struct with an id of its own."""
    struct = isinstance(kind, type) and issubclass(kind, Struct)
    return struct and any(field.name == "id" for field in structs.fields(kind))


def reader(name: str) -> Callable[[Any], str | None]:
    """Reads a field of a row."""

    def read(row: Any) -> str | None:
        value = getattr(row, name)
        return None if value in (None, "") else plain(value)

    return read


def part_reader(name: str) -> Callable[[Any], str | None]:
    """Reads the id of a part of a row."""
    return lambda row: getattr(getattr(row, name), "id", None)


def dimension_reader(name: str, dimension: Dimension) -> Callable[[Any], str | None]:
    """Reads the value of a row in a dimension; null where it has none, or none that is public."""

    def read(row: Any) -> str | None:
        keys: Sequence[Key] = getattr(row, name)
        return next((key.value for key in keys if key.dimension is dimension), None)

    return read
