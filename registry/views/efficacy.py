"""Efficacy: sums over whole open groups, by any of their keys.

A row never pools prospective with retrospective episodes, two definitions of success, or real
with fictional patients. Groups whose outcome counts are not public yet add to the accepted, and
are told apart as not included: numerators and denominators come from the same groups.
"""

from collections.abc import Sequence

from registry.model.outcomes import Outcome, primary_endpoints
from registry.model.sealed import EndpointCounts, SealedGroup
from registry.snapshot import PublicProgramme, Snapshot
from registry.views.cohort import Dimension, Filter
from registry.views.cohort_rows import Cohort
from registry.views.cohorts import cohorts, head_of
from registry.views.efficacy_rows import EfficacyRow, infusion_of, result_of
from registry.views.reasons import (
    EFFICACY_STAGES,
    not_included,
    wait_still_runs,
    why_no_counts,
    why_nothing_open,
)


def efficacy(
    snapshot: Snapshot, *, by: tuple[Dimension, ...], where: Filter
) -> tuple[EfficacyRow, ...]:
    """Primary outcomes by the given dimensions, in order of id.

    Each count is a number of patients summed over whole open groups of the snapshot; a group
    whose key spans a filter or a row is left out of it and counted in `left_out`. A programme
    without public counts has a withheld row. Intervals: Wilson (1927).
    """
    return tuple(_row(cohort) for cohort in cohorts(snapshot, by, where, _primary_outcomes))


def _primary_outcomes(row: PublicProgramme) -> Sequence[tuple[Outcome, str]]:
    return primary_endpoints(row.programme)


def _row(cohort: Cohort[Outcome]) -> EfficacyRow:
    as_of = cohort.as_of
    found = [(group, _counts(group, id)) for group, id in cohort.counted]
    counts = [counts for _, counts in found if counts is not None]
    unopened = None if cohort.groups else why_nothing_open(cohort)
    withheld = None if counts else why_no_counts(cohort, EFFICACY_STAGES)
    return EfficacyRow(
        **head_of(cohort),
        outcome=cohort.asked,
        infusion=infusion_of(cohort.groups, unopened or wait_still_runs(cohort.groups), as_of),
        result=result_of(counts, withheld, as_of),
        not_included=not_included([group for group, counts in found if counts is None]),
        withheld=withheld,
    )


def _counts(group: SealedGroup, endpoint_id: str) -> EndpointCounts | None:
    """What is public of an endpoint of a group; None while nothing is."""
    return next((c for c in group.endpoints if c.endpoint_id == endpoint_id), None)
