"""`/desk`: what a sponsor's people see first."""

from litestar.handlers import HTTPRouteHandler

from registry.intake.register import programmes_of
from registry.web.desk.frame import Answer, Visit, page, work
from registry.web.desk.sponsor.workspace import Workspace


def overview_page(desk: Workspace) -> HTTPRouteHandler:
    """The programmes of one's own organisation."""

    async def show(visit: Visit) -> Answer:
        own = await programmes_of(desk.intake.database, visit.principal.owner.id)
        return work(visit, "desk-overview.html", visit.principal.owner.name, programmes=own)

    return page(desk.front, "/desk", show)
