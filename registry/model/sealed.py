"""A sealed group as it is public: the unit of publication, and its additive counts.

Every count is a sum over all members of a group, exact, zeros included, and published once.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from itertools import chain

from msgspec import Struct

from registry.model.codes import Timing

SEVERAL = "SEVERAL"

GRID = (91, 183, 365, 548, 731, 1096, 1461, 1826, 3653, 5479)
"""The last day of each interval of a curve, from the start of its clock; never computed."""


SAFETY_DAYS = (91, 365, 731, 1826, 3653, 5479)
"""The safety horizons, in days: 3 months; 1, 2, 5, 10 and 15 years."""

VEIN_TO_VEIN = (14, 21, 28, 35, 42, 56, 91)
"""The last day of each bin of the days from collection to first administration."""


class GroupState(StrEnum):
    """FORMING shows "sealed, at least 11" and no number; OPEN shows its contents."""

    FORMING = "FORMING"
    OPEN = "OPEN"


class NoSuccess(StrEnum):
    """Why an accepted patient is no success. Every reason stays in the denominator.

    NEVER_INFUSED is told; where neither an infusion nor its absence is, the patient is UNREPORTED.
    """

    NEVER_INFUSED = "NEVER_INFUSED"
    UNREPORTED = "UNREPORTED"
    DEAD = "DEAD"
    MISSING = "MISSING"
    OBSERVED_FAILURE = "OBSERVED_FAILURE"
    WITHDRAWN = "WITHDRAWN"
    REGISTERED_LATE = "REGISTERED_LATE"


class Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A content of a group: counts that were published together, and change together or not at all.

    `as_of` is the release date they were counted for, `superseded` those of earlier counts that a
    correction took the place of, oldest first.
    """

    as_of: date | None = None
    superseded: tuple[date, ...] = ()

    @property
    def content(self) -> str:
        """The id of the content within its group."""
        raise NotImplementedError


class Funnel(Table, frozen=True, forbid_unknown_fields=True):
    """accepted = infused + sum(not_infused). Patients; waiting is 0 once this is public."""

    infused: int
    not_infused: dict[str, int]

    @property
    def content(self) -> str:
        return "funnel"


class KnownStatus(Table, frozen=True, forbid_unknown_fields=True):
    """How many of the accepted are known to be alive, or to have died, on a day.

    The day counts from the first administration in time, or from acceptance.
    """

    day: int
    known: int

    @property
    def content(self) -> str:
        return f"known/{self.day}"


class Manufacturing(Table, frozen=True, forbid_unknown_fields=True):
    """Attempts that ended within the longest wait, and the days from vein to vein.

    `patients` had at least one attempt. infused = sum(vein_to_vein) + vein_to_vein_unknown; the
    bins end on `VEIN_TO_VEIN` days, the last one is open.
    """

    patients: int
    attempts: dict[str, int]
    failures: dict[str, int]
    vein_to_vein: tuple[int, ...]
    vein_to_vein_unknown: int

    @property
    def content(self) -> str:
        return "manufacturing"


class EventCount(Struct, frozen=True, forbid_unknown_fields=True):
    """Adverse events of one term and grade, and the patients whose first such event is among them.

    The term is empty where it is not of a system of codes that is listed.
    """

    event_class: str
    term: str
    system: str
    version: str
    grade: int | None
    events: int
    patients: int


class SafetyCounts(Table, frozen=True, forbid_unknown_fields=True):
    """Adverse events from the safety horizon before `day`, excluded, up to it.

    accepted = sum(patients): with an event in this interval, with none and looked at up to its end,
    not looked at, or not counted. `serious` and `classes` are patients whose first serious event,
    or first of the class, lies in it, so that they add up over intervals.
    """

    day: int
    patients: dict[str, int]
    serious: int
    classes: dict[str, int]
    events: tuple[EventCount, ...]

    @property
    def content(self) -> str:
        return f"safety/{self.day}"


class EndpointCounts(Table, frozen=True, forbid_unknown_fields=True):
    """accepted = success + sum(no_success); reasons are those of `NoSuccess`.

    Of a CHANGE endpoint `categories` add up to success + observed failure, from the lowest change
    to the highest, and `with_baseline` are the infused with a value before treatment.
    """

    endpoint_id: str
    success: int
    no_success: dict[str, int]
    categories: tuple[int, ...] = ()
    with_baseline: int | None = None

    @property
    def content(self) -> str:
        return f"endpoint/{self.endpoint_id}"


class BestResponse(Table, frozen=True, forbid_unknown_fields=True):
    """accepted = sum(categories) + sum(no_response): the best response seen up to a day."""

    measure: str
    day: int
    categories: dict[str, int]
    no_response: dict[str, int]

    @property
    def content(self) -> str:
        return f"best-response/{self.measure}"


class IntervalCounts(Struct, frozen=True, forbid_unknown_fields=True):
    """Patients of one interval of a curve, which ends on `day` and begins after the one before.

    `at_risk` are event-free and under observation beyond its beginning; `events` first events in
    it by cause; `lost` were last seen strictly inside; `left` were last seen within two weeks of
    `day` and no more; `entered` are under observation from `day` on. The next interval has
    at_risk - sum(events) - lost - left + entered at risk.
    """

    day: int
    at_risk: int
    events: dict[str, int]
    lost: int
    left: int
    entered: int


class CurveCounts(Struct, frozen=True, forbid_unknown_fields=True):
    """The intervals of a curve that are open, in order, with the release date each was counted for.

    The first interval has all accepted at risk where the clock starts at acceptance. `superseded`
    are the release dates of earlier counts that a correction took the place of.
    """

    curve: str
    intervals: tuple[IntervalCounts, ...]
    as_of: tuple[date, ...]
    superseded: tuple[date, ...] = ()

    @property
    def content(self) -> str:
        """The id of the content within its group."""
        return self.curve


class SealedGroup(Struct, frozen=True, forbid_unknown_fields=True):
    """The unit of publication. Keys are set at opening; a content is None until it opens.

    `country` and `age_class` may be SEVERAL, and so may the values in `finer`: those of the keys of
    the wish list by which it was split, too, None where there was none when it formed. Periods are
    half-years of acceptance ("2026-H1").
    A remainder group belongs to several programmes, `programme_ids`, and to none alone: it has the
    class they share in `remainder_of` (or OTHER), and the ids of its endpoints are those of
    outcome definitions all of them share (`outcomes.outcome_of`).
    """

    id: str
    programme_id: str
    state: GroupState
    formed_on: date
    timing: Timing
    opened_on: date | None = None
    country: str | None = None
    age_class: str | None = None
    first_period: str | None = None
    last_period: str | None = None
    accepted: int | None = None
    funnel: Funnel | None = None
    funnel_opens_on: date | None = None
    endpoints: tuple[EndpointCounts, ...] = ()
    known: tuple[KnownStatus, ...] = ()
    manufacturing: Manufacturing | None = None
    safety: tuple[SafetyCounts, ...] = ()
    best_responses: tuple[BestResponse, ...] = ()
    remainder_of: str | None = None
    programme_ids: tuple[str, ...] = ()
    curves: tuple[CurveCounts, ...] = ()
    finer: dict[str, str] | None = None

    @property
    def programmes(self) -> tuple[str, ...]:
        """The ids of all programmes whose patients are in the group."""
        return self.programme_ids or (self.programme_id,)


def tables_in(group: SealedGroup) -> dict[str, Table]:
    """What is public of a group apart from curves, by the id of the content."""
    single = (table for table in (group.funnel, group.manufacturing) if table is not None)
    several = (group.known, group.safety, group.endpoints, group.best_responses)
    return {table.content: table for table in (*single, *chain.from_iterable(several))}


def contents_of(group: SealedGroup) -> dict[str, date | None]:
    """What is public of a group, with the release date it was counted for, by id.

    Ids are such as `funnel`, `endpoint/response` and, for an interval of a curve, `survival/365`.
    """
    tables = {content: table.as_of for content, table in tables_in(group).items()}
    return {**tables, **intervals_of(group.curves)}


def intervals_of(curves: Iterable[CurveCounts]) -> dict[str, date | None]:
    """The intervals of curves that are public, by id, each with its release date."""
    return {
        f"{curve.curve}/{interval.day}": as_of
        for curve in curves
        for interval, as_of in zip(curve.intervals, curve.as_of, strict=True)
    }
