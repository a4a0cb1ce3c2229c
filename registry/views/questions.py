"""What a reader wishes to know, and how near the keys of sealed groups come to it.

A question may ask what no key can express, such as an age from 12 to 17. Each thing it asks is
covered by the values of a key: exactly, or by the fewest values that contain it (wider) and the
most that lie within it (narrower).
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from registry.model.codes import Sex
from registry.model.diseases import DISEASES
from registry.model.regions import ELSEWHERE, REGIONS, is_country, region_of
from registry.model.sealed import SEVERAL
from registry.model.wishes import SplitKey
from registry.views.cohort import Dimension, Filter
from registry.views.names import Names

OLDEST = 120
FIRST_YEAR, LAST_YEAR = 1990, 2150
AGE_CLASSES = {"0-17": (0, 17), "18+": (18, OLDEST)}
AGE_BANDS = {"0-11": (0, 11), "12-17": (12, 17), "18-64": (18, 64), "65+": (65, OLDEST)}
"""First and last year of age of each value."""
CODES: Mapping[Dimension, Container[str]] = {
    Dimension.DISEASE: DISEASES,
    Dimension.REGION: {*REGIONS, ELSEWHERE},
    Dimension.AGE_CLASS: AGE_CLASSES,
    Dimension.AGE_BAND: AGE_BANDS,
    Dimension.SEX: [sex.value for sex in Sex],
}
"""Keys whose values stand in a list that is the same for every snapshot."""

Span = tuple[int, int]
Keys = frozenset[SplitKey]


class Question(Struct, frozen=True):
    """A wish: values of keys, and an age in whole years, months of acceptance (YYYY-MM), sexes.

    Both ends belong to it; None leaves an end open, or everybody in.
    """

    keys: Filter = {}
    age_from: int | None = None
    age_to: int | None = None
    accepted_from: str | None = None
    accepted_to: str | None = None
    sexes: frozenset[Sex] | None = None

    @property
    def ages(self) -> Span | None:
        """First and last year of age; None where no age is asked for."""
        if self.age_from is None and self.age_to is None:
            return None
        return self.age_from or 0, OLDEST if self.age_to is None else self.age_to


class Fault(StrEnum):
    """Why a question cannot be understood."""

    UNKNOWN_CODE = "UNKNOWN_CODE"
    RANGE_REVERSED = "RANGE_REVERSED"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    NO_MONTH = "NO_MONTH"
    HALF_OPEN = "HALF_OPEN"
    ASKED_TWICE = "ASKED_TWICE"


class Problem(Struct, frozen=True):
    """One thing in a question that cannot be understood. Never carries the value."""

    field: str
    fault: Fault


def problems(question: Question, names: Names) -> tuple[Problem, ...]:
    """Everything in a question that cannot be understood, in one pass."""
    return (*_of_codes(question.keys, names), *_of_ages(question), *_of_months(question))


def _of_codes(keys: Filter, names: Names) -> Iterator[Problem]:
    for dimension, wanted in keys.items():
        if any(not _is_known(dimension, value, names) for value in wanted):
            yield Problem(dimension, Fault.UNKNOWN_CODE)


def _is_known(dimension: Dimension, value: str, names: Names) -> bool:
    ids: Mapping[Dimension, Container[str]] = {
        Dimension.PRODUCT: names.products,
        Dimension.PROGRAMME: names.programmes,
        Dimension.SPONSOR: names.organisations,
    }
    if dimension is Dimension.COUNTRY:
        return region_of(value) in REGIONS or value in {c.country for c in names.centres.values()}
    return value in ids[dimension] if dimension in ids else is_code(dimension, value)


def misspelt(where: Filter) -> tuple[Dimension, ...]:
    """The keys of a filter with a value that no group of any snapshot can have.

    Ids are not looked at: what is not registered yet may be, and has no groups until then.
    """
    return tuple(
        dim for dim, wanted in where.items() if not all(is_code(dim, value) for value in wanted)
    )


def is_code(dimension: Dimension, value: str) -> bool:
    """Whether a key can have a value, in whatever snapshot."""
    if value == SEVERAL:
        return True
    if dimension is Dimension.COUNTRY:
        return is_country(value)
    if dimension is Dimension.PERIOD:
        return value[4:] in ("-H1", "-H2") and is_month(f"{value[:4]}-01")
    return dimension not in CODES or value in CODES[dimension]


def _of_ages(question: Question) -> Iterator[Problem]:
    first, last = question.age_from, question.age_to
    for field, age in (("ageFrom", first), ("ageTo", last)):
        if age is not None and not 0 <= age <= OLDEST:
            yield Problem(field, Fault.OUT_OF_RANGE)
    if first is not None and last is not None and first > last:
        yield Problem("ageTo", Fault.RANGE_REVERSED)
    if question.ages and {Dimension.AGE_CLASS, Dimension.AGE_BAND} & question.keys.keys():
        yield Problem("ageFrom", Fault.ASKED_TWICE)


def _of_months(question: Question) -> Iterator[Problem]:
    first, last = question.accepted_from, question.accepted_to
    for field, month in (("acceptedFrom", first), ("acceptedTo", last)):
        if month is not None and not is_month(month):
            yield Problem(field, Fault.NO_MONTH)
    if (first is None) != (last is None):
        yield Problem("acceptedTo", Fault.HALF_OPEN)
    if first is not None and last is not None and first > last:
        yield Problem("acceptedTo", Fault.RANGE_REVERSED)
    if first is not None and Dimension.PERIOD in question.keys:
        yield Problem("acceptedFrom", Fault.ASKED_TWICE)
    if question.sexes is not None and Dimension.SEX in question.keys:
        yield Problem("sexes", Fault.ASKED_TWICE)


def is_month(text: str) -> bool:
    """Whether a text is a month YYYY-MM of a year that can be asked for."""
    year, dash, month = text[:4], text[4:5], text[5:]
    digits = (year + month).isascii() and (year + month).isdigit()
    if not (len(text) == 7 and dash == "-" and digits):
        return False
    return FIRST_YEAR <= int(year) <= LAST_YEAR and 1 <= int(month) <= 12


class Cover(Struct, frozen=True):
    """How values of one key cover what is asked; `wider` None lets everybody in.

    `helped_by` is the key of the wish list that would cover it exactly, if there is one.
    """

    dimension: Dimension
    wider: frozenset[str] | None
    narrower: frozenset[str] = frozenset()
    helped_by: SplitKey | None = None

    @property
    def is_exact(self) -> bool:
        """Whether the values are what is asked, neither more nor less."""
        return self.wider == self.narrower


def covers(question: Question, adopted: Keys) -> Iterator[Cover]:
    """How the keys cover each thing a question asks beside values of keys."""
    if question.ages is not None and question.ages != (0, OLDEST):
        yield _of_age(question.ages, adopted)
    if question.accepted_from is not None and question.accepted_to is not None:
        yield _of_period(question.accepted_from, question.accepted_to)
    if question.sexes is not None and question.sexes != set(Sex):
        yield _of_sex(question.sexes, adopted)


def _of_age(ages: Span, adopted: Keys) -> Cover:
    """By age class where that is exact, else by the finer ages if groups are split by them."""
    by_class = _covered(Dimension.AGE_CLASS, AGE_CLASSES, ages)
    by_band = _covered(Dimension.AGE_BAND, AGE_BANDS, ages)
    if by_class.is_exact or SplitKey.AGE_BAND not in adopted:
        helps = by_band.is_exact and not by_class.is_exact
        return Cover(
            by_class.dimension,
            by_class.wider,
            by_class.narrower,
            SplitKey.AGE_BAND if helps else None,
        )
    return by_band


def _covered(dimension: Dimension, cells: Mapping[str, Span], asked: Span) -> Cover:
    first, last = asked
    touched = frozenset(v for v, (low, high) in cells.items() if low <= last and first <= high)
    inside = frozenset(v for v, (low, high) in cells.items() if first <= low and high <= last)
    return Cover(dimension, touched, inside)


def _of_period(first: str, last: str) -> Cover:
    """By half-years; the registry keeps no shorter period."""
    return _covered(Dimension.PERIOD, _half_years(first, last), (_ordinal(first), _ordinal(last)))


def _half_years(first: str, last: str) -> dict[str, Span]:
    halves = range(_ordinal(first) // 6, _ordinal(last) // 6 + 1)
    return {f"{half // 2:04}-H{half % 2 + 1}": (half * 6, half * 6 + 5) for half in halves}


def _ordinal(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _of_sex(sexes: frozenset[Sex], adopted: Keys) -> Cover:
    values = frozenset(sex.value for sex in sexes)
    if SplitKey.SEX in adopted:
        return Cover(Dimension.SEX, values, values)
    return Cover(Dimension.SEX, None, frozenset(), SplitKey.SEX)


def filter_of(keys: Filter, parts: Sequence[Cover], *, wider: bool) -> Filter | None:
    """The filter of the wider or the narrower question; None where no value lies within."""
    where = dict(keys)
    for part in parts:
        values = part.wider if wider else part.narrower
        if not wider and not values:
            return None
        if values is not None:
            where[part.dimension] = values
    return where
