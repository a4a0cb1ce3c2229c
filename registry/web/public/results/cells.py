"""Numbers in the cells of a table, each with the place where files and GraphQL say the same.

A withheld number has the words of the catalogue, never a zero and never a blank.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import Protocol

from msgspec import Struct, structs

from registry import texts
from registry.language import ENGLISH, Language, marked
from registry.views.figures import Count, Rate, Withheld
from registry.web.public.results.conditions import conditions
from registry.web.public.wording import joined


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
    """What stands in a cell. `note` is a quieter line below; `span` the columns it takes.

    `gates` are the ids of the rules that a withheld number waits for.
    """

    words: str
    note: str = ""
    href: str = ""
    tags: tuple[Tag, ...] = ()
    at: At | None = None
    number: bool = False
    quiet: bool = False
    span: int = 1
    gates: tuple[str, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it; it is left out where rows are stacked."""
        return not self.words and not self.tags


class Table(Struct, frozen=True):
    """A table; the first cell of each row is its head. `empty` stands there without rows."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""

    @property
    def numbers(self) -> frozenset[int]:
        """The columns that hold numbers, counted with those that cells before them span."""
        placed = (zip(accumulate(c.span for c in row), row, strict=True) for row in self.rows)
        return frozenset(end - cell.span for row in placed for end, cell in row if cell.number)

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


FICTIONAL = marked("Fictional")
NOT_STATED = marked("Not stated")


def fictional(synthetic: bool, language: Language) -> tuple[Tag, ...]:
    """The mark of what is invented."""
    return (Tag(language.say(FICTIONAL)),) if synthetic else ()


def not_stated(language: Language) -> str:
    """What stands where nothing is told."""
    return language.say(NOT_STATED)


def why(withheld: Withheld, language: Language) -> str:
    """Why a number is not shown: the sentence of the catalogue, and what could open it."""
    sentence = texts.withheld(withheld.reason, withheld.opens_on, language)
    return sentences(sentence, *conditions(withheld.gates, language))


def why_not(withheld: Withheld | None, language: Language) -> str:
    """The same, or that nothing is stated."""
    return why(withheld, language) if withheld else not_stated(language)


def withheld_cell(
    withheld: Withheld, language: Language, at: At | None = None, span: int = 1
) -> Cell:
    """A cell without a number."""
    return Cell(why(withheld, language), at=at, quiet=True, span=span, gates=withheld.gate_ids)


def percent(share: float, language: Language) -> str:
    """A share in whole per cent; to a tenth where whole ones would say none or all."""
    near_an_end = 0 < share < 0.01 or 0.99 < share < 1
    return language.percent(share, 1 if near_an_end else 0)


def with_interval(figure: Shown, language: Language) -> str:
    """A share, with its 95 % interval where it has one; why there is none where it is withheld."""
    if figure.value is None:
        return why_not(figure.withheld, language)
    if figure.low is None or figure.high is None:
        return percent(figure.value, language)
    return language.say(
        "%(share)s (%(low)s to %(high)s)",
        share=percent(figure.value, language),
        low=percent(figure.low, language),
        high=percent(figure.high, language),
    )


def share_cell(figure: Shown, at: At, language: Language) -> Cell:
    """A share with its interval, or why there is none."""
    if figure.value is None and figure.withheld is not None:
        return withheld_cell(figure.withheld, language, at)
    shown = figure.value is not None
    return Cell(with_interval(figure, language), at=at, number=shown, quiet=not shown)


def rate_cell(rate: Rate, at: At, language: Language) -> Cell:
    """A share with its interval and its two counts."""
    cell = share_cell(rate, at, language)
    if not cell.number:
        return cell
    some, all_ = (language.number(each or 0) for each in (rate.numerator, rate.denominator))
    note = language.say("%(some)s of %(all)s", some=some, all=all_)
    return structs.replace(cell, note=note)


def count_cell(count: Count, at: At, language: Language) -> Cell:
    """A number of patients, or why it is not shown."""
    if count.withheld is not None:
        return withheld_cell(count.withheld, language, at)
    if count.value is None:
        return Cell(not_stated(language), at=at)
    return number_cell(count.value, language, at)


def number_cell(number: int, language: Language, at: At | None = None) -> Cell:
    """A whole number."""
    return Cell(language.number(number), at=at, number=True)


def day_cell(on: date | None, language: Language, absent: str = NOT_STATED) -> Cell:
    """A day; `absent` is the English text where there is none."""
    return Cell(day(on, language)) if on else Cell(language.say(absent), quiet=True)


def money(currency: str, minor: int, language: Language) -> str:
    """An amount of minor units as people write it."""
    if language == ENGLISH:
        return texts.money(currency, minor)
    whole = currency in texts.WHOLE_CURRENCIES
    return language.money(currency, minor if whole else Decimal(minor) / 100)


def day(on: date, language: Language) -> str:
    """A date as people write it."""
    return texts.day_in(language, on)


def said(words: Iterable[str], language: Language) -> tuple[str, ...]:
    """Texts that were marked, in a language."""
    return tuple(map(language.say, words))


def sentences(*parts: str) -> str:
    """Sentences one after the other, without the empty ones."""
    return joined(" ", parts)


def capital(words: str) -> str:
    """The same words with a capital at the beginning."""
    return words[:1].upper() + words[1:]


def listed(names: Sequence[str], language: Language) -> str:
    """Names as people list them."""
    return joined(language.say(" and "), (joined(", ", names[:-1]), *names[-1:]))
