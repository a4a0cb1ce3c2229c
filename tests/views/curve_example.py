"""Curves, sums and categories made by hand, for the small public snapshot and for golden values."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from registry.model.bundle import BundleKind, ChangeSums, PublicBundle
from registry.model.codes import Timing
from registry.model.sealed import GRID, BestResponse, CurveCounts, IntervalCounts

COUNTED = date(2026, 9, 30)
CORRECTED = date(2026, 3, 31)
CAUSES = ("DEATH", "MALIGNANCY", "NEXT_THERAPY", "RELAPSE")

FOUR = ((12, 2, 1), (9, 1, 1), (7, 1, 1), (5, 1, 0))
TWO = ((15, 3, 0), (12, 2, 2))
"""At risk, dead and lost, interval by interval, of two groups with golden values."""

RELAPSES: tuple[tuple[int, dict[str, int], int], ...] = (
    (13, {"RELAPSE": 3, "DEATH": 1}, 1),
    (8, {"RELAPSE": 1, "DEATH": 1}, 0),
    (6, {}, 1),
)


def deaths(*rows: tuple[int, int, int], curve: str = "survival") -> CurveCounts:
    """A curve of deaths; nobody leaves or enters on the day of a horizon."""
    told = [(at_risk, {"DEATH": dead}, lost) for at_risk, dead, lost in rows]
    return counted(curve, ("DEATH",), told)


def first_events(*rows: tuple[int, dict[str, int], int], curve: str = "first-event") -> CurveCounts:
    """A curve of first events by cause."""
    return counted(curve, CAUSES, rows)


def counted(
    curve: str, causes: tuple[str, ...], rows: Iterable[tuple[int, dict[str, int], int]]
) -> CurveCounts:
    intervals = tuple(
        IntervalCounts(day, at_risk, dict.fromkeys(causes, 0) | events, lost, 0, 0)
        for day, (at_risk, events, lost) in zip(GRID, rows, strict=False)
    )
    return CurveCounts(curve, intervals, (COUNTED,) * len(intervals))


def infused(id: str, *curves: CurveCounts, timing: Timing = Timing.PROSPECTIVE) -> PublicBundle:
    """A bundle of one group, all of whose patients were infused."""
    return PublicBundle(
        f"{id}.infused", id.rpartition("-")[0], BundleKind.INFUSED, timing, (id,), COUNTED,
        curves=curves,
    )  # fmt: skip


def changed(id: str, endpoint: str, patients: int, total: int, squares: int) -> PublicBundle:
    """A bundle of one group with the sums of a change."""
    return PublicBundle(
        f"{id}.change.{endpoint}", id.rpartition("-")[0], BundleKind.CHANGE, Timing.PROSPECTIVE,
        (id,), COUNTED, endpoint_id=endpoint,
        sums=ChangeSums(endpoint, patients, total, squares, as_of=COUNTED),
    )  # fmt: skip


ACCEPTED = (
    deaths(*FOUR),
    first_events((12, {"RELAPSE": 2, "DEATH": 1}, 0), (9, {"NEXT_THERAPY": 1}, 1)),
)
OTHERS = (deaths((13, 2, 0), (11, 1, 1)), first_events(*RELAPSES[:2]))
RETROSPECTIVE = (deaths((11, 0, 0), (11, 0, 0)),)
OF_INFUSED = (
    infused("aurora-5", deaths((11, 0, 0), (11, 1, 0), curve="survival-of-infused"),
            timing=Timing.RETROSPECTIVE),
)  # fmt: skip
BEST = BestResponse(
    "ALL_REMISSION", 100, {"CR_MRD_NEGATIVE": 5, "CR": 2, "CRi": 1, "NO_REMISSION": 1},
    {"NEVER_INFUSED": 2, "DEAD": 1, "NOT_ASSESSED": 0}, as_of=COUNTED,
)  # fmt: skip
IMPROVED = changed("chondra-1", "knee", 12, 96, 1200)
KNEES: dict[str, Any] = {"categories": (2, 6, 4), "with_baseline": 13}
