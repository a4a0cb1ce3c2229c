"""`/desk/receipts`: what one's organisation sent, and the log's receipt for each of it."""

from collections.abc import Mapping

from litestar import Response
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler

from registry.intake.own import own_of
from registry.intake.reading import read_content
from registry.intake.records import own_contents
from registry.language import marked
from registry.model.submission import StoredContent
from registry.web.desk.forms import KEPT_BY_NOBODY
from registry.web.desk.frame import Answer, Visit, page, work
from registry.web.desk.sponsor.told import envelope_of, title_of, titles_of
from registry.web.desk.sponsor.workspace import Workspace

PATH = "/desk/receipts"
ONE, FILE = f"{PATH}/{{digest:str}}", f"{PATH}/{{digest:str}}/receipt.json"
PER_PAGE = 50


def receipt_path(digest: str) -> str:
    """The address of a receipt."""
    return f"{PATH}/{digest}"


def receipt_pages(desk: Workspace) -> list[HTTPRouteHandler]:
    """The list, each receipt, and each as a file."""

    async def listed(visit: Visit) -> Answer:
        after = int(visit.asked("after")[:9]) if visit.asked("after").isdecimal() else 0
        sponsor_id = visit.principal.owner.id
        found = await own_contents(desk.intake.database, sponsor_id, PER_PAGE + 1, after)
        more = after + PER_PAGE if len(found) > PER_PAGE else None
        titles = await titles_for(desk, visit)
        sent = [(each, title_of(each.subject, titles)) for each in found[:PER_PAGE]]
        return work(visit, "desk-receipts.html", marked("Receipts"), sent=sent, more=more)

    async def one(visit: Visit) -> Answer:
        stored = await held(desk, visit)
        title = title_of(stored.subject, await titles_for(desk, visit))
        return work(visit, "desk-receipt.html", marked("Receipt"), stored=stored, about=title)

    async def file(visit: Visit) -> Answer:
        stored = await held(desk, visit)
        if stored.receipt is None:
            raise NotFoundException
        name = f"receipt-{stored.digest[:12]}.json"
        return download(stored.receipt.encode() + b"\n", name, "application/json")

    return [
        page(desk.front, PATH, listed),
        page(desk.front, ONE, one),
        page(desk.front, FILE, file),
    ]


async def titles_for(desk: Workspace, visit: Visit) -> Mapping[str, str]:
    """What the person's organisation registered, as people call it."""
    return titles_of(await own_of(desk.intake.database, visit.principal.owner.id, visit.today))


async def held(desk: Workspace, visit: Visit) -> StoredContent:
    """What the organisation sent with the digest in the path; 404 where it never did."""
    found = await read_content(desk.intake.database, envelope_of(visit), visit.key("digest"))
    if found is None:
        raise NotFoundException
    return found


def download(content: bytes, name: str, media_type: str) -> Answer:
    """A file for whoever asked, kept by nobody."""
    headers = KEPT_BY_NOBODY | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
