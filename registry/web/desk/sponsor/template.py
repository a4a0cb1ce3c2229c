"""`/desk/template`: the empty workbooks of a programme, to fill in."""

from collections.abc import Callable

import msgspec
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler

from registry.intake.register import programme_document
from registry.language import marked
from registry.model.programme import ProgrammeDocument
from registry.web.desk.frame import Answer, Visit, page, work
from registry.web.desk.sponsor.given_back import WORKBOOK
from registry.web.desk.sponsor.receipts import download
from registry.web.desk.sponsor.told import own_programmes
from registry.web.desk.sponsor.workspace import Workspace

PATH, FILE = "/desk/template", "/desk/template/{id:str}/{name:str}"


def to_send(document: ProgrammeDocument) -> bytes:
    """The workbook that is sent."""
    from registry.intake.importers.template import template_workbook  # slow to import

    return template_workbook(document)


def to_keep(document: ProgrammeDocument) -> bytes:
    """The workbook with names and dates, which stays in the hospital."""
    from registry.intake.importers.template import identified_workbook  # slow to import

    return identified_workbook(document)


FILES: dict[str, tuple[str, Callable[[ProgrammeDocument], bytes]]] = {
    "template.xlsx": (WORKBOOK, to_send),
    "identified.xlsx": (WORKBOOK, to_keep),
    "programme.json": ("application/json", msgspec.json.encode),
}


def template_pages(desk: Workspace) -> list[HTTPRouteHandler]:
    """What there is for each programme, and each file."""

    async def listed(visit: Visit) -> Answer:
        programmes = await own_programmes(desk, visit)
        return work(visit, "desk-template.html", marked("Empty workbooks"), programmes=programmes)

    async def file(visit: Visit) -> Answer:
        name, sponsor_id = visit.key("name"), visit.principal.owner.id
        document = await programme_document(desk.intake.database, sponsor_id, visit.key("id"))
        if document is None or name not in FILES:
            raise NotFoundException
        media_type, make = FILES[name]
        return download(make(document), name, media_type)

    return [page(desk.front, PATH, listed), page(desk.front, FILE, file)]
