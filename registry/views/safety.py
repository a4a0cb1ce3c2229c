"""Adverse events of whole groups, up to each safety horizon that the calendar has closed.

Days count from the first administration in time, else from acceptance, so events of patients who
were never infused are counted too: a share of the accepted exists, one of the infused does not,
for those who have the event are not all among them. Both denominators stand side by side.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial

from msgspec import Struct

from registry.model.codes import EventClass
from registry.model.sealed import SAFETY_DAYS, EventCount, SafetyCounts, SealedGroup
from registry.snapshot import Snapshot
from registry.statistics.intervals import none_observed_limit
from registry.views.cohort import Dimension, Filter
from registry.views.cohort_rows import Cohort, CohortRow, NotIncluded
from registry.views.cohorts import Same, cohorts, everybody, head_of
from registry.views.columns import Added, Counts
from registry.views.figures import (
    Count,
    Rate,
    ReasonCount,
    Withheld,
    by_part,
    coded,
    estimate,
    share,
    summed,
)
from registry.views.notices import NoticeRow, notice_of
from registry.views.reasons import SAFETY_STAGES, why_no_counts

SAFETY = everybody("safety")
WITH_EVENT, NONE_OBSERVED, NOT_OBSERVED = "WITH_EVENT", "NONE_OBSERVED", "NOT_OBSERVED"
_BETWEEN = "\x1f"


class PatientsWith(Struct, frozen=True):
    """Patients with at least one event up to the horizon, whatever else they had.

    Those of whom one was reported are a share of all accepted, with the interval of that share,
    where there is one. Where there is none the share has no interval, for whom nobody looked at
    says nothing: `none_limit` is the exact one-sided 95 % upper limit of `observed`, the fewest who
    were looked at up to the end of an interval; None where somebody had an event.
    """

    name: str
    patients: int
    of_accepted: Rate
    observed: int
    none_limit: float | None


class TermRow(Struct, frozen=True):
    """Events of one term and grade, and the patients who had one; no term where none is coded."""

    id: str
    event_class: EventClass
    term: str
    system: str
    version: str
    grade: int | None
    events: int
    patients: int


class Interval(Struct, frozen=True):
    """Patients by what is known of one interval: accepted = the sum of `patients`.

    `since` (excluded) and `day` are days; the reasons are with an event, none observed, not looked
    at, and those who withdrew or were registered too late to count.
    """

    day: int
    since: int
    patients: tuple[ReasonCount, ...]
    observed_share: Rate


class SafetyAt(Struct, frozen=True):
    """What is known up to one horizon, of the groups for which it and all before have closed."""

    day: int
    groups: int
    accepted: Count
    infused: Count
    not_included: NotIncluded | None
    intervals: tuple[Interval, ...]
    serious: PatientsWith
    classes: tuple[PatientsWith, ...]
    events: tuple[TermRow, ...]
    superseded: tuple[date, ...]


class ProductNotice(Struct, frozen=True):
    """The safety notice of a product, or that it has none."""

    product_id: str
    product_name: str
    notice: NoticeRow


class SafetyRow(CohortRow, frozen=True, kw_only=True):
    """The safety of one cohort. Relapse is an outcome of the disease, and stands with efficacy.

    `withheld` says why no horizon is public; None where one is.
    """

    horizons: tuple[SafetyAt, ...]
    notices: tuple[ProductNotice, ...]
    withheld: Withheld | None


class _UpTo(Struct, frozen=True):
    """The tables of a group up to a horizon, with how many were infused in time."""

    tables: tuple[SafetyCounts, ...]
    infused: int

    @property
    def superseded(self) -> tuple[date, ...]:
        return tuple(sorted({day for table in self.tables for day in table.superseded}))


def safety(
    snapshot: Snapshot, *, by: tuple[Dimension, ...], where: Filter
) -> tuple[SafetyRow, ...]:
    """Adverse events by the given dimensions, in order of id, in patients and in events.

    Counts are sums over whole open groups; shares are of all accepted, with Wilson's interval.
    Events are counted without an interval: those of one patient depend on each other.
    """
    notices = {
        product.id: ProductNotice(product.id, product.name, notice_of(snapshot, product.id))
        for product in snapshot.directory.products
    }
    return tuple(_row(cohort, notices) for cohort in cohorts(snapshot, by, where, SAFETY))


def _row(cohort: Cohort[Same], notices: Mapping[str, ProductNotice]) -> SafetyRow:
    horizons = tuple(_horizons(cohort))
    products = sorted({row.programme.product_id for row in cohort.programmes})
    return SafetyRow(
        **head_of(cohort),
        horizons=horizons,
        notices=tuple(notices[id] for id in products if id in notices),
        withheld=None if horizons else why_no_counts(cohort, SAFETY_STAGES),
    )


def _horizons(cohort: Cohort[Same]) -> Iterator[SafetyAt]:
    for day, counts in UP_TO.items():
        sums = cohort.add(counts)
        if sums.groups:
            yield _at(day, sums, cohort)


def _at(day: int, sums: Added, cohort: Cohort[Same]) -> SafetyAt:
    as_of, totals, parts = cohort.as_of, sums.totals, by_part(sums.totals)
    intervals = tuple(_intervals(day, parts, sums.accepted, as_of))
    observed = min(interval.observed_share.numerator or 0 for interval in intervals)
    patients = partial(_patients_with, sums.accepted, observed, as_of)
    return SafetyAt(
        day=day,
        groups=sums.groups,
        accepted=Count(as_of, sums.accepted),
        infused=Count(as_of, totals["infused"]),
        not_included=cohort.newer(sums),
        intervals=intervals,
        serious=patients("SERIOUS", totals["serious"]),
        classes=tuple(patients(each.reason, each.patients) for each in parts["classes"]),
        events=tuple(_terms(parts.get("events", ()), parts.get("patients_with", ()))),
        superseded=sums.superseded,
    )


def _patients_with(
    accepted: int, observed: int, as_of: date, name: str, patients: int
) -> PatientsWith:
    if patients:
        reported = estimate(patients, accepted, as_of)
        return PatientsWith(name, patients, reported, observed, none_limit=None)
    none = share(0, accepted, as_of)
    return PatientsWith(name, 0, none, observed, none_observed_limit(observed))


def _intervals(
    until: int, parts: Mapping[str, Sequence[ReasonCount]], accepted: int, as_of: date
) -> Iterator[Interval]:
    for since, day in zip((0, *SAFETY_DAYS), SAFETY_DAYS, strict=False):
        if day <= until:
            known = tuple(parts[f"patients/{day}"])
            seen = {each.reason: each.patients for each in known}
            observed = seen.get(WITH_EVENT, 0) + seen.get(NONE_OBSERVED, 0)
            yield Interval(day, since, known, share(observed, accepted, as_of))


def _terms(events: Sequence[ReasonCount], patients: Sequence[ReasonCount]) -> Iterator[TermRow]:
    """Events and patients by the same keys, in the same order."""
    for told, having in zip(events, patients, strict=True):
        yield TermRow(*_named(told.reason), told.patients, having.patients)


@lru_cache(4096)
def _named(key: str) -> tuple[str, EventClass, str, str, str, int | None]:
    """The id of a term's row, and what the key of its counts says."""
    kind, term, system, version, grade = key.split(_BETWEEN)
    id = "|".join((kind, term, system, version, grade))
    return id, EventClass(kind), term, system, version, int(grade) if grade else None


def _up_to(day: int, group: SealedGroup, _: str) -> _UpTo | None:
    """The tables of a group up to a horizon; None unless each of them and the funnel is public."""
    tables = tuple(table for table in group.safety if table.day <= day)
    wanted = sum(horizon <= day for horizon in SAFETY_DAYS)
    if group.funnel is None or len(tables) < wanted:
        return None
    return _UpTo(tables, group.funnel.infused)


def _table(known: _UpTo) -> dict[str, int]:
    """What is counted up to a horizon, as a flat table."""
    return {"infused": known.infused, **summed(map(_interval_table, known.tables))}


def _interval_table(table: SafetyCounts) -> dict[str, int]:
    return {
        "serious": table.serious,
        **coded(f"patients/{table.day}", table.patients),
        **coded("classes", table.classes),
        **coded("events", {_key(event): event.events for event in table.events}),
        **coded("patients_with", {_key(event): event.patients for event in table.events}),
    }


def _key(event: EventCount) -> str:
    grade = "" if event.grade is None else str(event.grade)
    return _BETWEEN.join((event.event_class, event.term, event.system, event.version, grade))


UP_TO = {day: Counts(f"safety-up-to/{day}", partial(_up_to, day), _table) for day in SAFETY_DAYS}
