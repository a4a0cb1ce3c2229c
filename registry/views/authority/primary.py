"""The accepted by what is known of a primary outcome: assessed or not, failed or missing."""

from collections.abc import Iterable
from datetime import date

from registry.model.codes import EventClass
from registry.model.sealed import NoSuccess
from registry.views.authority.entries import Entry
from registry.views.efficacy_rows import UNKNOWN, EfficacyRow
from registry.views.figures import Count

FAILURE = tuple(reason for reason in NoSuccess if reason not in UNKNOWN)
"""Why it is known that a patient is no success; of all others it is missing."""


def reasons(row: EfficacyRow) -> dict[str, int]:
    """Patients without success by reason."""
    return {each.reason: each.patients for each in row.result.no_success}


def assessed(row: EfficacyRow) -> list[Entry]:
    """Success and observed failure, and the dead where death is what the endpoint asks for."""
    if row.withheld is not None or row.result.success.value is None:
        return [Entry(row.result.success)]
    asks_for_death = EventClass.DEATH in row.outcome.events
    seen = (NoSuccess.OBSERVED_FAILURE, *((NoSuccess.DEAD,) * asks_for_death))
    failed = sum(reasons(row).get(reason, 0) for reason in seen)
    return [Entry(Count(row.as_of, row.result.success.value + failed))]


def failure(row: EfficacyRow) -> list[Entry]:
    """Patients known to be no success, by each reason, zeros included."""
    return by_reason(row, FAILURE, row.as_of)


def missing_outcome(row: EfficacyRow) -> list[Entry]:
    """Patients of whom it is not known, by each reason, zeros included."""
    return by_reason(row, UNKNOWN, row.as_of)


def by_reason(row: EfficacyRow, wanted: Iterable[NoSuccess], as_of: date) -> list[Entry]:
    """Patients by each of some reasons, or why no number is public."""
    if row.withheld is not None:
        return [Entry(Count(as_of, withheld=row.withheld))]
    found = reasons(row)
    return [Entry(Count(as_of, found.get(each, 0)), item_id=str(each)) for each in wanted]
