"""What is public of two groups of the example beside outcomes: safety, manufacture, follow-up."""

from datetime import date
from typing import Any

from registry.model.codes import BatchFailure, BatchOutcome, EventClass
from registry.model.sealed import (
    CurveCounts,
    EventCount,
    IntervalCounts,
    KnownStatus,
    Manufacturing,
    SafetyCounts,
)

CRS = ("CRS", "10052015", "MedDRA", "28.0", 3)
STANDINGS = ("WITH_EVENT", "NONE_OBSERVED", "NOT_OBSERVED", "WITHDRAWN", "REGISTERED_LATE")


def safety(day: int, standing: tuple[int, ...], **told: Any) -> SafetyCounts:
    """Counts of one interval; classes that are not told are 0."""
    classes = {
        str(kind): told.get(kind.lower(), 0)
        for kind in EventClass
        if kind is not EventClass.RELAPSE
    }
    patients = dict(zip(STANDINGS, standing, strict=True))
    return SafetyCounts(day, patients, told.get("serious", 0), classes, told.get("events", ()))


def made(
    patients: int, released: int, failed: int, bins: tuple[int, ...], unknown: int
) -> Manufacturing:
    """Attempts of which `failed` were contaminated; the bins are those of vein to vein."""
    outcomes = dict.fromkeys(map(str, BatchOutcome), 0) | {"RELEASED": released, "FAILED": failed}
    failures = dict.fromkeys(map(str, BatchFailure), 0) | {"CONTAMINATION": failed}
    return Manufacturing(patients, outcomes, failures, bins, unknown)


def interval(day: int, at_risk: int, deaths: int, lost: int, left: int) -> IntervalCounts:
    return IntervalCounts(day, at_risk, {"DEATH": deaths}, lost, left, 0)


AURORA_1: dict[str, Any] = {
    "known": (KnownStatus(91, 11), KnownStatus(365, 8)),
    "manufacturing": made(12, 10, 3, (0, 4, 5, 0, 0, 0, 0, 0), 1),
    "safety": (
        safety(
            91, (5, 6, 1, 0, 0), serious=2, crs=4, death=1,
            events=(EventCount(*CRS, 5, 4), EventCount("DEATH", "", "", "", None, 1, 1)),
        ),
        safety(
            365, (2, 6, 4, 0, 0), serious=1, crs=1, infection=1,
            events=(EventCount(*CRS, 1, 1), EventCount("INFECTION", "", "", "", 3, 1, 1)),
        ),
    ),
}  # fmt: skip
"""12 accepted, 10 infused."""

AURORA_3: dict[str, Any] = {
    "known": (KnownStatus(91, 13),),
    "manufacturing": made(13, 13, 0, (0, 13, 0, 0, 0, 0, 0, 0), 0),
    "safety": (safety(91, (1, 12, 0, 0, 0), crs=1, events=(EventCount(*CRS, 1, 1),)),),
}
"""13 accepted, 13 infused, in several countries."""

SURVIVAL = (
    CurveCounts(
        "survival",
        (interval(91, 12, 1, 0, 1), interval(183, 10, 0, 1, 1), interval(365, 8, 0, 0, 2)),
        (date(2026, 3, 31),) * 3,
    ),
)
"""A curve of the 12, three of whom were lost before a year."""
