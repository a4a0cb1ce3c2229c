"""`/board/audit`: who did what, when and why, for auditors; nothing can be changed here."""

from datetime import date
from urllib.parse import urlencode

from litestar.handlers import HTTPRouteHandler

from registry.board.trail import Trail, read_trail
from registry.language import marked
from registry.storage.ledger import Act, Wanted
from registry.web.desk.board.publication import day_in
from registry.web.desk.board.words import moment
from registry.web.desk.board.workspace import Workspace, because_of, shown
from registry.web.desk.frame import Answer, Fault, Visit, page
from registry.web.public.results.cells import NOT_STATED, Cell, Table, capital

PATH = "/board/audit"
ASKED = ("kind", "actor", "since", "until")
NO_DAY = marked("Write a day as year-month-day, like 2027-03-31.")


def audit_page(desk: Workspace) -> HTTPRouteHandler:
    """The trail, filtered by kind, person and day."""

    async def show(visit: Visit) -> Answer:
        asked = {name: visit.asked(name) for name in ASKED}
        days = {name: day_in(asked[name]) for name in ("since", "until")}
        faults = [Fault(name, NO_DAY) for name, day in days.items() if asked[name] and not day]
        wanted = wanted_by(visit, days)
        found = await read_trail(desk.board.database, wanted, because_of(visit))
        return shown(
            desk,
            visit,
            "board-audit.html",
            marked("Audit trail"),
            faults=faults,
            typed=asked,
            kinds=[(kind, capital(kind)) for kind in found.kinds],
            acts=acts_table(found),
            older=older_at(found, asked),
        )

    return page(desk.front, PATH, show)


def wanted_by(visit: Visit, days: dict[str, date | None]) -> Wanted:
    """Which part of the trail is asked for."""
    before = visit.asked("before")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    return Wanted(visit.asked("kind"), visit.asked("actor"), days["since"], days["until"], number)


def older_at(found: Trail, asked: dict[str, str]) -> str:
    """The address of the acts before these; empty where there are none."""
    if found.older is None:
        return ""
    parts = {name: value for name, value in asked.items() if value}
    return f"{PATH}?{urlencode(parts | {'before': str(found.older)})}"


def acts_table(found: Trail) -> Table:
    """The acts, newest first."""
    rows = tuple(map(act_row, found.acts))
    heads = (marked("When"), marked("Who"), marked("What"), marked("About"), marked("Why"))
    return Table(marked("Acts"), heads, rows, marked("Nothing of this kind was done."))


def act_row(act: Act) -> tuple[Cell, ...]:
    """One act."""
    digest = f"{act.digest[:12]}…" if act.digest else ""
    return (
        Cell(moment(act.at)),
        Cell(act.actor),
        Cell(capital(act.action)),
        Cell(act.subject, digest),
        Cell(act.reason or NOT_STATED),
    )
