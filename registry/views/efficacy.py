"""Efficacy: sums over whole open groups, by any of their keys.

A row never pools prospective with retrospective episodes, two definitions of success, or real
with fictional patients. Groups whose outcome counts are not public yet add to the accepted, and
are told apart as not included: numerators and denominators come from the same groups.
"""

from collections.abc import Sequence

from registry.model.outcomes import Outcome, primary_endpoints
from registry.snapshot import PublicProgramme, Snapshot
from registry.views.best_responses import best_responses_of
from registry.views.change import change_of
from registry.views.cohort import Dimension, Filter
from registry.views.cohort_rows import Cohort
from registry.views.cohorts import cohorts, head_of
from registry.views.efficacy_rows import OUTCOME, EfficacyRow, infusion_of, result_of
from registry.views.index import Asks
from registry.views.reasons import EFFICACY_STAGES, why_no_counts


def _primary_outcomes(row: PublicProgramme) -> Sequence[tuple[Outcome, str]]:
    return primary_endpoints(row.programme)


PRIMARY = Asks("primary-outcomes", _primary_outcomes)


def efficacy(
    snapshot: Snapshot, *, by: tuple[Dimension, ...], where: Filter
) -> tuple[EfficacyRow, ...]:
    """Primary outcomes by the given dimensions, in order of id.

    Each count is a number of patients summed over whole open groups of the snapshot; a group
    whose key spans a filter or a row is left out of it and counted in `left_out`. A programme
    without public counts has a withheld row. Intervals: Wilson (1927).
    """
    return tuple(_row(cohort) for cohort in cohorts(snapshot, by, where, PRIMARY))


def _row(cohort: Cohort[Outcome]) -> EfficacyRow:
    counts = cohort.add(OUTCOME)
    withheld = None if counts.groups else why_no_counts(cohort, EFFICACY_STAGES)
    return EfficacyRow(
        **head_of(cohort),
        outcome=cohort.asked,
        infusion=infusion_of(cohort),
        result=result_of(counts, withheld, cohort.as_of),
        not_included=cohort.newer(counts),
        withheld=withheld,
        change=change_of(cohort, withheld),
        best_responses=best_responses_of(cohort),
    )
