"""The due list of one programme, page by page."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import strawberry

from registry.intake.reading import read_due
from registry.model import due as model
from registry.model.codes import VisitStatus
from registry_graphql.inputs import enum_of
from registry_graphql.sponsor.desk import Desk

MOST_ROWS = 1_000
LACKING = (model.DueStatus.DUE, model.DueStatus.OVERDUE)


@strawberry.type(description="A follow-up window of one patient, by the number you were given.")
class DueVisit:
    """One window as its sponsor sees it."""

    sequence: int = strawberry.field(description="The patient's number in the programme.")
    window: int = strawberry.field(description="Planned day after the clock's start.")
    status: enum_of(model.DueStatus) = strawberry.field(  # type: ignore[valid-type]
        description="Received, upcoming, due, or overdue after every possible day."
    )
    earliest: date = strawberry.field(description="The earliest day the visit can be planned for.")
    latest: date = strawberry.field(description="The latest; your own tool knows the exact day.")
    visit: enum_of(VisitStatus) | None = strawberry.field(  # type: ignore[valid-type]
        description="What the status row says; null where none came."
    )


@strawberry.type(description="How many windows have each status.")
class DueCounts:
    """Counts over the whole programme."""

    received: int = strawberry.field(description="Windows with a status row.")
    upcoming: int = strawberry.field(description="Windows not due yet on any possible day.")
    due: int = strawberry.field(description="Windows that can be due.")
    overdue: int = strawberry.field(description="Windows overdue on every possible day.")


@strawberry.type(description="A page of due visits, in order of registration, then window.")
class DueList:
    """One page and the counts of the whole list."""

    visits: list[DueVisit] = strawberry.field(description="The windows of this page.")
    end_cursor: str | None = strawberry.field(description="Pass it as `after` for the next page.")
    has_next_page: bool = strawberry.field(description="Whether further windows follow.")
    counts: DueCounts = strawberry.field(description="Counts over the whole programme.")


async def due_list(
    desk: Desk,
    programme_id: str,
    statuses: Sequence[model.DueStatus] | None,
    first: int,
    after: str | None,
) -> DueList | None:
    """One page; null where the programme is not yours."""
    found = await read_due(desk.intake.database, desk.envelope, programme_id)
    if found is None:
        return None
    wanted = [v for v in found if v.status in (statuses or LACKING) and v.id > (after or "")]
    shown = wanted[: max(0, min(first, MOST_ROWS))]
    counts = Counter(visit.status for visit in found)
    return DueList(
        visits=[as_output(visit) for visit in shown],
        end_cursor=shown[-1].id if shown else None,
        has_next_page=len(wanted) > len(shown),
        counts=DueCounts(**{status.lower(): counts[status] for status in model.DueStatus}),
    )


def as_output(visit: model.DueVisit) -> DueVisit:
    """The struct as its output type."""
    return DueVisit(**{name: getattr(visit, name) for name in visit.__struct_fields__})
