"""Public figures: a value, or null with the typed reason why it is withheld; never a zero."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct

from registry.model.decision import PublicGate
from registry.statistics.estimates import NoEstimate
from registry.statistics.intervals import wilson


class Reason(StrEnum):
    """Why a value is null. Each has one sentence, the same whatever lies behind it."""

    SEALED = "SEALED"
    FEWER_THAN_11 = "FEWER_THAN_11"
    NOT_RECEIVED = "NOT_RECEIVED"
    NOT_YET = "NOT_YET"
    NEWER_NOT_INCLUDED = "NEWER_NOT_INCLUDED"
    SPANS = "SPANS"
    NO_GROUP = "NO_GROUP"
    NOBODY = "NOBODY"
    VERDICT_NOT_YET = "VERDICT_NOT_YET"
    NOT_DUE = "NOT_DUE"
    NOT_REPORTED = "NOT_REPORTED"
    AWAITS_SET = "AWAITS_SET"
    IN_SET = "IN_SET"
    TOO_FEW = "TOO_FEW"
    NOT_STATED = "NOT_STATED"
    NOT_COUNTED = "NOT_COUNTED"
    ONE_PATIENT = "ONE_PATIENT"
    FIGURES_NOT_PUBLIC = "FIGURES_NOT_PUBLIC"
    AWAITS_BUNDLE = "AWAITS_BUNDLE"
    NOBODY_AT_RISK = "NOBODY_AT_RISK"
    NOBODY_FOLLOWED = "NOBODY_FOLLOWED"
    NOBODY_ASSESSED = "NOBODY_ASSESSED"
    ONLY_ONE_ASSESSED = "ONLY_ONE_ASSESSED"
    FEWER_THAN_3_SPONSORS = "FEWER_THAN_3_SPONSORS"
    FEWER_THAN_8_SPONSORS = "FEWER_THAN_8_SPONSORS"


class Withheld(Struct, frozen=True):
    """Why a value is not shown. `opens_on` is the latest day; `gates` what could open it."""

    reason: Reason
    opens_on: date | None = None
    gates: tuple[PublicGate, ...] = ()

    @property
    def condition(self) -> str:
        """What could open it, in the words of the snapshot; empty where nothing is told."""
        return " ".join(dict.fromkeys(gate.sentence for gate in self.gates))

    @property
    def gate_ids(self) -> tuple[str, ...]:
        """The rules of the release policy whose sentences are told, by id (docs/rules.md)."""
        return tuple(dict.fromkeys(gate.id for gate in self.gates))


class Count(Struct, frozen=True):
    """A number of patients, summed over whole open groups, or the reason why it is withheld."""

    as_of: date
    value: int | None = None
    withheld: Withheld | None = None


class Rate(Struct, frozen=True):
    """A share between 0 and 1 with its two counts and a 95 % interval.

    `low` and `high` are Wilson's limits; null where the share is no estimate (completeness).
    """

    as_of: date
    numerator: int | None = None
    denominator: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    withheld: Withheld | None = None


class Figure(Struct, frozen=True):
    """A figure as its source states it, or the reason why it is withheld."""

    as_of: date
    value: float | None = None
    withheld: Withheld | None = None


class ReasonCount(Struct, frozen=True):
    """Patients by a coded reason. The code lists are `NoSuccess` and `NotInfusedReason`."""

    reason: str
    patients: int


def no_estimate(why: NoEstimate) -> Withheld:
    """That counts give no estimate: nothing is withheld by anybody, and it is no zero."""
    return Withheld(Reason(why.value))


def share(numerator: int, denominator: int, as_of: date) -> Rate:
    """A share that is exactly known and therefore has no interval."""
    if denominator == 0:
        return Rate(as_of, numerator, denominator, withheld=Withheld(Reason.NOBODY))
    return Rate(as_of, numerator, denominator, numerator / denominator)


def estimate(numerator: int, denominator: int, as_of: date) -> Rate:
    """A share with the 95 % interval of Wilson (1927)."""
    interval = wilson(numerator, denominator)
    if interval is None:
        return share(numerator, denominator, as_of)
    value = numerator / denominator
    return Rate(as_of, numerator, denominator, value, interval.low, interval.high)


def coded(prefix: str, counts: Mapping[str, int]) -> dict[str, int]:
    """Counts by code as part of a flat table: {"not_infused:FUNDING": 1}."""
    return {f"{prefix}:{code}": number for code, number in counts.items()}


def by_code(totals: Mapping[str, int], prefix: str) -> tuple[ReasonCount, ...]:
    """The counts by code of one part of a flat table, in order of the code."""
    start = f"{prefix}:"
    found = [name for name in sorted(totals) if name.startswith(start)]
    return tuple([ReasonCount(name[len(start) :], totals[name]) for name in found])


def by_part(totals: Mapping[str, int]) -> dict[str, tuple[ReasonCount, ...]]:
    """The counts by code of every part of a flat table, each in order of the code."""
    found: dict[str, list[ReasonCount]] = {}
    for name in sorted(totals):
        part, _, code = name.partition(":")
        found.setdefault(part, []).append(ReasonCount(code, totals[name]))
    return {part: tuple(counts) for part, counts in found.items()}


def summed(tables: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Flat tables added up."""
    total: dict[str, int] = {}
    for table in tables:
        for name, number in table.items():
            total[name] = total.get(name, 0) + number
    return total


def add_year(day: date) -> date:
    """The same day a year later; 28 February after 29 February."""
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap_day else day.day)


def is_stale(confirmed_on: date | None, as_of: date) -> bool:
    """Whether a fact was never confirmed, or last more than twelve months before `as_of`."""
    return confirmed_on is None or add_year(confirmed_on) < as_of
