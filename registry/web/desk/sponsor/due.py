"""`/desk/due`: which follow-up visits lack their status row, as a page, a table and a calendar."""

from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler

from registry.exports.due import due_calendar, due_csv
from registry.intake.reading import read_due
from registry.language import marked
from registry.model.due import DueStatus, DueVisit
from registry.web.desk.frame import Answer, Visit, page, work
from registry.web.desk.sponsor.receipts import download
from registry.web.desk.sponsor.told import chosen, envelope_of, own_programmes
from registry.web.desk.sponsor.workspace import Workspace

PATH, TABLE, CALENDAR = (
    f"/desk/due{tail}" for tail in ("", "/{id:str}/due.csv", "/{id:str}/due.ics")
)
LACKING = (DueStatus.OVERDUE, DueStatus.DUE)
SHOWN = 200


def due_pages(desk: Workspace) -> list[HTTPRouteHandler]:
    """The list and its files."""

    async def listed(visit: Visit) -> Answer:
        programmes = await own_programmes(desk, visit)
        wanted = visit.asked("programme") or (programmes[0][0] if programmes else "")
        lacking = await visits_of(desk, visit, wanted) if chosen(programmes, wanted) else []
        return work(
            visit,
            "desk-due.html",
            marked("Due visits"),
            programmes=programmes,
            typed={"programme": wanted},
            wanted=wanted if chosen(programmes, wanted) else "",
            visits=lacking[:SHOWN],
            total=len(lacking),
        )

    async def table(visit: Visit) -> Answer:
        lacking = await visits_of(desk, visit, visit.key("id"))
        return download(due_csv(lacking).encode(), "due.csv", "text/csv")

    async def calendar(visit: Visit) -> Answer:
        lacking = await visits_of(desk, visit, visit.key("id"))
        content = due_calendar(visit.key("id"), lacking, visit.now)
        return download(content, "due.ics", "text/calendar")

    front = desk.front
    return [page(front, PATH, listed), page(front, TABLE, table), page(front, CALENDAR, calendar)]


async def visits_of(desk: Workspace, visit: Visit, programme_id: str) -> list[DueVisit]:
    """What lacks its status row, overdue first; 404 for a programme of somebody else."""
    found = await read_due(desk.intake.database, envelope_of(visit), programme_id)
    if found is None:
        raise NotFoundException
    lacking = [each for each in found if each.status in LACKING]
    return sorted(lacking, key=lambda each: (LACKING.index(each.status), each.latest, each.id))
