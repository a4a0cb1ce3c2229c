"""A sealed group as it is public: the unit of publication, and its additive counts.

Every count is a sum over all members of a group, exact, zeros included, and published once.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from msgspec import Struct

from registry.model.codes import Timing

SEVERAL = "SEVERAL"

GRID = (91, 183, 365, 548, 731, 1096, 1461, 1826, 3653, 5479)
"""The last day of each interval of a curve, from the start of its clock; never computed."""


class GroupState(StrEnum):
    """FORMING shows "sealed, at least 11" and no number; OPEN shows its contents."""

    FORMING = "FORMING"
    OPEN = "OPEN"


class NoSuccess(StrEnum):
    """Why an accepted patient is no success. Every reason stays in the denominator."""

    NEVER_INFUSED = "NEVER_INFUSED"
    DEAD = "DEAD"
    MISSING = "MISSING"
    OBSERVED_FAILURE = "OBSERVED_FAILURE"
    WITHDRAWN = "WITHDRAWN"
    REGISTERED_LATE = "REGISTERED_LATE"


class Funnel(Struct, frozen=True, forbid_unknown_fields=True):
    """accepted = infused + sum(not_infused). Patients; waiting is 0 once this is public."""

    infused: int
    not_infused: dict[str, int]


class EndpointCounts(Struct, frozen=True, forbid_unknown_fields=True):
    """accepted = success + sum(no_success); reasons are those of `NoSuccess`."""

    endpoint_id: str
    success: int
    no_success: dict[str, int]


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

    The first interval has all accepted at risk where the clock starts at acceptance.
    """

    curve: str
    intervals: tuple[IntervalCounts, ...]
    as_of: tuple[date, ...]


class SealedGroup(Struct, frozen=True, forbid_unknown_fields=True):
    """The unit of publication. Keys are set at opening; a content is None until it opens.

    `country` and `age_class` may be SEVERAL. Periods are half-years of acceptance ("2026-H1").
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
    remainder_of: str | None = None
    programme_ids: tuple[str, ...] = ()
    curves: tuple[CurveCounts, ...] = ()

    @property
    def programmes(self) -> tuple[str, ...]:
        """The ids of all programmes whose patients are in the group."""
        return self.programme_ids or (self.programme_id,)


def contents_of(group: SealedGroup) -> Iterator[str]:
    """The ids of what is public of a group: `funnel`, `endpoint/response`, `survival/365` …"""
    if group.funnel is not None:
        yield "funnel"
    yield from (f"endpoint/{counts.endpoint_id}" for counts in group.endpoints)
    for curve in group.curves:
        yield from (f"{curve.curve}/{interval.day}" for interval in curve.intervals)
