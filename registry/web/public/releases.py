"""The files of snapshots over HTTP: kept for ever by number, redirected to from the latest."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, Final
from urllib.parse import urlsplit

from litestar import HttpMethod, MediaType, Request, Response, route
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect, Stream

from registry.archive import Archive
from registry.exports.edition import LICENCE, Edition, Writer
from registry.exports.parquet_file import NOT_INSTALLED
from registry.exports.release import entity_tag, is_installed, writer_of
from registry.snapshot import FrozenSnapshot
from registry.web.public.files import FOR_EVER, NOT_KEPT

GOT: Final = (HttpMethod.GET, HttpMethod.HEAD)


def release_files(archive: Archive, home: str) -> list[HTTPRouteHandler]:
    """The routes; `home` is the registry's own address, as it stands in the files."""
    beside = ThreadPoolExecutor(1, "files")

    @route("/r/{number:str}/{path:path}", http_method=GOT)
    async def of_number(request: Request[Any, Any, Any], number: str, path: str) -> Response[Any]:
        frozen = await archive.by_number(int(number)) if is_number(number) else None
        edition, writer = found(frozen, home, path)
        return answer(request, edition, writer, beside)

    @route("/r/latest/{path:path}", http_method=GOT)
    async def of_latest(path: str) -> Response[Any]:
        edition, writer = found(archive.current(), home, path)
        address = f"/r/{edition.snapshot.number}/{writer.path}"
        return Redirect(address, status_code=302, headers={"Cache-Control": NOT_KEPT})

    return [of_number, of_latest]


def home_of(origin: str) -> str:
    """The address of the registry: its log lies at `/log` below it, and is named after that."""
    return f"https://{origin.removesuffix('/log')}"


def host_of(origin: str) -> str:
    """The name under which the registry is asked."""
    return urlsplit(home_of(origin)).hostname or ""


def is_number(text: str) -> bool:
    """Whether a text is the number of a snapshot as it is written: no sign, no leading zero."""
    return text.isascii() and text.isdecimal() and len(text) < 10 and text[0] != "0"


def found(frozen: FrozenSnapshot | None, home: str, path: str) -> tuple[Edition, Writer]:
    """The edition and what writes its file. NotFoundException where there is none."""
    edition = Edition(frozen, home) if frozen else None
    writer = writer_of(edition, path.removeprefix("/")) if edition else None
    if edition is None or writer is None:
        raise NotFoundException
    return edition, writer


def answer(
    request: Request[Any, Any, Any], edition: Edition, writer: Writer, beside: Executor
) -> Response[Any]:
    """The file; that the reader has it already; or, in plain words, that it is not written here."""
    if not is_installed(writer.path):
        return Response(f"{NOT_INSTALLED}\n", status_code=501, media_type=MediaType.TEXT)
    tag = entity_tag(edition, writer.path)
    headers = {"ETag": tag, "Cache-Control": FOR_EVER, "Link": links(edition)}
    had = request.headers.get("if-none-match", "")
    if tag in had or had.strip() == "*":
        return Response(None, status_code=304, headers=headers)
    # whoever asks for the head alone is told no length, for it is not known before all is written
    pieces = () if request.method == "HEAD" else writer.write(edition)
    return Stream(off_loop(pieces, beside), media_type=writer.media_type, headers=headers)


def links(edition: Edition) -> str:
    """The licence, and what describes the file (RFC 8288)."""
    package = f"/r/{edition.snapshot.number}/datapackage.json"
    return f'<{LICENCE}>; rel="license", <{package}>; rel="describedby"'


async def off_loop(pieces: Iterable[bytes], beside: Executor) -> AsyncIterator[bytes]:
    """The pieces as they are made, each in a thread, so that others are answered meanwhile.

    One thread makes those of all files in turn: several would share the event loop's turns.
    """
    made: Iterator[bytes] = iter(pieces)
    while piece := await asyncio.get_running_loop().run_in_executor(beside, next, made, b""):
        yield piece


def client_file(source: Callable[[], str]) -> HTTPRouteHandler:
    """The Python client of this version, for whoever has nothing but the address of a registry."""

    @route("/r/he_registry.py", http_method=GOT, sync_to_thread=False)
    def of_client() -> Response[str]:
        return Response(source(), media_type=MediaType.TEXT, headers={"Cache-Control": NOT_KEPT})

    return of_client
