"""`/board/delay`: why a release comes later than its date, in public."""

from collections.abc import Sequence
from datetime import date

from litestar.handlers import HTTPRouteHandler

from registry import texts
from registry.errors import DataError
from registry.language import marked
from registry.release.delays import WantedDelay, delay_release, open_releases
from registry.release.reasons import fault_of
from registry.web.desk.board.workspace import Workspace, shown
from registry.web.desk.forms import to
from registry.web.desk.frame import Answer, Fault, Visit, form_page
from registry.web.public.results.cells import Cell, Table

PATH = "/board/delay"
NO_RELEASE = marked("Choose a release date.")


def delay_pages(desk: Workspace) -> list[HTTPRouteHandler]:
    """The form, and what was said before."""

    async def show(visit: Visit, faults: Sequence[Fault]) -> Answer:
        days = await open_releases(desk.board, visit.today)
        return shown(
            desk,
            visit,
            "board-delay.html",
            marked("Put off a release"),
            faults=faults,
            releases=[(day.isoformat(), texts.day(day)) for day in days],
            known=known_table(desk),
        )

    async def send(visit: Visit) -> Answer:
        days = {day.isoformat(): day for day in await open_releases(desk.board, visit.today)}
        faults = missing(visit, days)
        if faults:
            return await show(visit, faults)
        wanted = WantedDelay(days[visit.typed("release")], visit.typed("reason"))
        try:
            await delay_release(desk.board, wanted, visit.now, visit.principal.actor)
        except DataError as fault:
            return await show(visit, [Fault("", f"{fault.what} {fault.remedy}")])
        return to("/board")

    return form_page(desk.front, PATH, show, send)


def missing(visit: Visit, days: dict[str, date]) -> list[Fault]:
    """What is not filled in, or may not be public."""
    faults = [] if visit.typed("release") in days else [Fault("release", NO_RELEASE)]
    return [*faults, *reason_faults(visit)]


def reason_faults(visit: Visit) -> list[Fault]:
    """What keeps the typed reason from being public."""
    fault = fault_of(visit.typed("reason"))
    return [Fault("reason", fault.value)] if fault else []


def known_table(desk: Workspace) -> Table:
    """What the board said of releases so far, as it is public."""
    frozen = desk.read()
    rows = tuple(
        (Cell(texts.day(told.release)), Cell(told.reason), Cell(texts.day(told.decided_on)))
        for told in (frozen.snapshot.delays if frozen else ())
    )
    heads = (marked("Release"), marked("Reason"), marked("Decided"))
    return Table(marked("Put off before"), heads, rows, marked("No release was put off so far."))
