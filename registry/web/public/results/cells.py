"""Numbers in the cells of a table, each with the place where files and GraphQL say the same.

A withheld number has the words of the catalogue, never a zero and never a blank.
"""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from msgspec import Struct, structs

from registry import texts
from registry.views.figures import Count, Rate, Withheld


class At(Struct, frozen=True):
    """Where a number stands in the files: view, row, measure, and the item within it."""

    view: str
    row: str
    measure: str
    item: str = ""

    def of(self, measure: str, item: str = "") -> "At":
        """Another measure of the same row."""
        return structs.replace(self, measure=measure, item=item)


class Tag(Struct, frozen=True):
    """A mark with words, and `good`, `care`, `closed` or no colour."""

    words: str
    colour: str = ""


class Cell(Struct, frozen=True):
    """What stands in a cell. `note` is a quieter line below; `span` the columns it takes."""

    words: str
    note: str = ""
    href: str = ""
    tags: tuple[Tag, ...] = ()
    at: At | None = None
    number: bool = False
    quiet: bool = False
    span: int = 1


class Table(Struct, frozen=True):
    """A table; the first cell of each row is its head. `empty` stands there without rows."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""

    @property
    def numbers(self) -> frozenset[int]:
        """The columns that hold numbers."""
        return frozenset(n for row in self.rows for n, cell in enumerate(row) if cell.number)

    @property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """The words of every row."""
        return tuple(tuple(cell.words for cell in row) for row in self.rows)


class Shown(Protocol):
    """A figure with an interval, or the reason why it is withheld."""

    @property
    def value(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...
    @property
    def withheld(self) -> Withheld | None: ...


FICTIONAL = Tag("Fictional")
NOT_STATED = "Not stated"


def why(withheld: Withheld) -> str:
    """Why a number is not shown: the sentence of the catalogue, and what could open it."""
    sentence = texts.withheld(withheld.reason, withheld.opens_on)
    return " ".join(filter(None, (sentence, withheld.condition)))


def withheld_cell(withheld: Withheld, at: At | None = None, span: int = 1) -> Cell:
    """A cell without a number."""
    return Cell(why(withheld), at=at, quiet=True, span=span)


def percent(share: float) -> str:
    """A share in whole per cent; to a tenth where whole ones would say none or all."""
    near_an_end = 0 < share < 0.01 or 0.99 < share < 1
    return f"{100 * share:.{1 if near_an_end else 0}f}%"


def interval(low: float, high: float) -> str:
    """A 95 % interval of a share: (32% to 81%)."""
    return f"({percent(low)} to {percent(high)})"


def with_interval(figure: Shown) -> str:
    """A share, with its interval where it has one; why there is none where it is withheld."""
    if figure.value is None:
        return why(figure.withheld) if figure.withheld else NOT_STATED
    if figure.low is None or figure.high is None:
        return percent(figure.value)
    return f"{percent(figure.value)} {interval(figure.low, figure.high)}"


def share_cell(figure: Shown, at: At) -> Cell:
    """A share with its interval, or why there is none."""
    shown = figure.value is not None
    return Cell(with_interval(figure), at=at, number=shown, quiet=not shown)


def rate_cell(rate: Rate, at: At) -> Cell:
    """A share with its interval and its two counts."""
    cell = share_cell(rate, at)
    note = f"{rate.numerator:,} of {rate.denominator:,}" if cell.number else ""
    return structs.replace(cell, note=note)


def count_cell(count: Count, at: At) -> Cell:
    """A number of patients, or why it is not shown."""
    if count.withheld is not None or count.value is None:
        return withheld_cell(count.withheld, at) if count.withheld else Cell(NOT_STATED, at=at)
    return number_cell(count.value, at)


def number_cell(number: int, at: At | None = None) -> Cell:
    """A whole number."""
    return Cell(f"{number:,}", at=at, number=True)


def day_cell(on: date | None, absent: str = NOT_STATED) -> Cell:
    """A day."""
    return Cell(texts.day(on)) if on else Cell(absent, quiet=True)


def sentences(*parts: str) -> str:
    """Sentences one after the other, without the empty ones."""
    return " ".join(filter(None, parts))


def capital(words: str) -> str:
    """The same words with a capital at the beginning."""
    return words[:1].upper() + words[1:]


def listed(names: Sequence[str]) -> str:
    """Names as people list them."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
