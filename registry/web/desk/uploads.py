"""Files that signed-in people send from a page: bounded, read in memory, written nowhere."""

import io
from typing import Any

from litestar import post
from litestar.exceptions import ClientException
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct
from multipart import (  # type: ignore[import-untyped]
    MultipartError,
    MultipartParser,
    parse_options_header,
)

from registry.access.sessions import form_fits
from registry.language import marked
from registry.web.desk.forms import (
    FIELD,
    MOST_FIELDS,
    UNREADABLE,
    AnyRequest,
    Form,
    refuse_other_sites,
)
from registry.web.desk.frame import (
    Answer,
    Read,
    Show,
    Visit,
    admitted,
    of_another_session,
    page,
)
from registry.web.desk.sign_in import FrontDesk, sign_in_page

AGAIN = marked(
    "Your session is over. Sign in again, then choose the file once more: nothing was kept."
)

ENCODINGS = ("utf-8", "utf8", "us-ascii")


class Uploaded(Struct, frozen=True):
    """A file as it arrived. Its name is for its ending and its sheet alone; it is not shown."""

    name: str
    content: bytes

    def __repr__(self) -> str:
        return "Uploaded()"


class Posted(Struct, frozen=True):
    """What a form with files holds."""

    fields: Form
    files: tuple[Uploaded, ...]


def upload_page(
    desk: FrontDesk, path: str, show: Show, send: Read, most: int
) -> list[HTTPRouteHandler]:
    """A page with a form that takes files, together at most so many bytes."""

    async def begin(visit: Visit) -> Answer:
        return await show(visit, ())

    return [page(desk, path, begin), upload(desk, path, show, send, most, path)]


def upload(
    desk: FrontDesk, path: str, show: Show, send: Read, most: int, back: str
) -> HTTPRouteHandler:
    """The way in of a form that takes files. Nothing is read before its sender is known.

    `back` is the page to which whoever signs in anew comes back.
    """

    @post(path, status_code=200, request_max_body_size=most)
    async def sent(request: AnyRequest) -> Answer:
        refuse_other_sites(request)
        signed_in = await desk.known(request, back=back)
        if signed_in is None:
            return sign_in_page(desk, AGAIN, 403, back)
        visit = admitted(Visit(desk, request, signed_in, desk.clock()), f"POST {path}")
        if not isinstance(visit, Visit):
            return visit
        posted = await posted_by(request, most)
        visit = Visit(desk, request, signed_in, visit.now, posted.fields, files=posted.files)
        if form_fits(signed_in, posted.fields.get(FIELD, "")):
            return await send(visit)
        return await of_another_session(visit, show)

    return sent


async def posted_by(request: AnyRequest, most: int) -> Posted:
    """The fields and files of a multipart form (RFC 7578); 400 where it cannot be read."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get("boundary", "")
    if kind != "multipart/form-data" or not boundary:
        raise ClientException(UNREADABLE)
    body = io.BytesIO(await request.body())
    limits = {"spool_limit": most, "memory_limit": most, "disk_limit": 0}
    try:
        parts = list(MultipartParser(body, boundary, part_limit=MOST_FIELDS, **limits))
        return posted_in(parts)
    except (MultipartError, UnicodeError):
        raise ClientException(UNREADABLE) from None


def posted_in(parts: list[Any]) -> Posted:
    """Parts as fields and files; a file that was not chosen is none."""
    fields = {part.name: text_of(part) for part in parts if not part.filename}
    files = [Uploaded(part.filename, part.raw) for part in parts if part.filename]
    return Posted(fields, tuple(files))


def text_of(part: Any) -> str:
    """The text of a field, which browsers send in UTF-8 (RFC 7578, 5.1.2); 400 for anything else.

    An encoding of the sender's choice is not tried: some take minutes to undo, others fail anyhow.
    """
    if part.charset.lower() not in ENCODINGS:
        raise ClientException(UNREADABLE)
    return str(part.raw.decode())
