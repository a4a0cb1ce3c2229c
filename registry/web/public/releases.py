"""The files of snapshots over HTTP: kept for ever by number, redirected to from the latest."""

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from litestar import HttpMethod, MediaType, Response, route
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from registry.archive import Archive
from registry.exports.edition import LICENCE, Edition, Writer
from registry.exports.parquet_file import NOT_INSTALLED
from registry.exports.release import entity_tag, files_of, is_installed, writer_of
from registry.snapshot import FrozenSnapshot
from registry.web.public.files import FOR_EVER, NOT_KEPT
from registry.web.public.ready import (
    AnyRequest,
    Files,
    Ready,
    Source,
    answer_with,
    head_of,
    not_modified,
)

GOT: Final = (HttpMethod.GET, HttpMethod.HEAD)


def release_files(archive: Archive, home: str, files: Files) -> list[HTTPRouteHandler]:
    """The routes; `home` is the registry's own address, as it stands in the files."""

    @route("/r/{number:str}/{path:path}", http_method=GOT)
    async def of_number(request: AnyRequest, number: str, path: str) -> Response[Any]:
        told = {"Cache-Control": FOR_EVER, "Link": links(number)}
        digest = await archive.digest(int(number)) if is_number(number) else None
        tag = entity_tag(digest or "", home, path.removeprefix("/"))
        ready = files.get(tag)
        if ready is None:
            frozen = await archive.by_number(int(number)) if digest else None
            edition, writer = found(frozen, home, path)
            source = source_of(edition, writer, tag)
            if not is_installed(writer.path):
                return not_installed()
            if (had := not_modified(request, source, told)) is not None:
                return had
            if request.method == HttpMethod.HEAD:
                return head_of(request, source, told)
            ready = await files.made(tag, source)
        return answer_with(request, ready, told, files.beside)

    @route("/r/latest/{path:path}", http_method=GOT)
    async def of_latest(path: str) -> Response[Any]:
        edition, writer = found(archive.current(), home, path)
        address = f"/r/{edition.snapshot.number}/{writer.path}"
        return Redirect(address, status_code=302, headers={"Cache-Control": NOT_KEPT})

    return [of_number, of_latest]


def source_of(edition: Edition, writer: Writer, tag: str) -> Source:
    """A file of a snapshot that is not made yet."""
    return Source(tag, writer.media_type, partial(writer.write, edition))


def made_again(
    files: Files, home: str, last: FrozenSnapshot, coming: FrozenSnapshot
) -> Iterator[Callable[[], Awaitable[Ready]]]:
    """What makes the files of a snapshot that were asked for of the last one."""
    edition = Edition(coming, home)
    for path, writer in files_of(edition).items():
        if files.holds(entity_tag(last.digest, home, path)):
            tag = entity_tag(coming.digest, home, path)
            yield partial(files.made, tag, source_of(edition, writer, tag))


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


def not_installed() -> Response[Any]:
    """In plain words, that files of this kind are not written here."""
    return Response(f"{NOT_INSTALLED}\n", status_code=501, media_type=MediaType.TEXT)


def links(number: str) -> str:
    """The licence, and what describes the files of a snapshot (RFC 8288)."""
    return f'<{LICENCE}>; rel="license", </r/{number}/datapackage.json>; rel="describedby"'


def client_file(source: Callable[[], str]) -> HTTPRouteHandler:
    """The Python client of this version, for whoever has nothing but the address of a registry."""

    @route("/r/he_registry.py", http_method=GOT, sync_to_thread=False)
    def of_client() -> Response[str]:
        return Response(source(), media_type=MediaType.TEXT, headers={"Cache-Control": NOT_KEPT})

    return of_client
