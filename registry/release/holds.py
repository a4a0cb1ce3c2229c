"""Which hold touches a programme's interim efficacy, and until when. Reads no outcome."""

from collections.abc import Iterable
from datetime import date

from registry.model.calendar import add_months
from registry.model.hold import Hold
from registry.model.programme import Programme
from registry.release.stages import Policy


def hold_on(
    programme: Programme, programmes: Iterable[Programme], holds: Iterable[Hold], on: date
) -> Hold | None:
    """The hold that touches a programme's interim efficacy on a release date, or None.

    Of a lineage only the first counts, and only where it was asked for before the release date.
    It touches its own sponsor's programmes in the disease it was asked for: nobody else moves a
    programme's dates.
    """
    known = {other.id: other for other in programmes}
    family = (
        (hold.asked_on, hold.id, hold, known[hold.programme_id])
        for hold in holds
        if hold.programme_id in known and hold.asked_on < on
    )
    of_lineage = (row for row in family if row[3].lineage == programme.lineage)
    first = min(of_lineage, key=lambda row: row[:2], default=None)
    if first is None:
        return None
    _, _, hold, held = first
    is_touched = (held.sponsor_id, held.disease) == (programme.sponsor_id, programme.disease)
    return hold if is_touched else None


def ends_on(asked_on: date, until: date, policy: Policy) -> date:
    """The day from which nothing is held: as asked for, or earlier by the policy's limit."""
    return min(until, add_months(asked_on, policy.numbers.hold_months))
