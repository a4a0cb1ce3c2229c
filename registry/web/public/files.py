"""Files of the log and of snapshots, byte for byte; what never changes may be kept for ever."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from litestar import MediaType, Response, route
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.response import File

from registry.kept import SingleFlight
from registry.web.public.ready import AnyRequest, Files, Source, answer_with

FindFile = Callable[[str], Awaitable[bytes | Path | None]]
Body = Response[Any] | File

CHANGING = ("log/checkpoint", "log/keys", "r/latest.json")
FOR_EVER = "public, max-age=31536000, immutable"
NOT_KEPT = "no-cache"


def public_files(find: FindFile, files: Files | None = None) -> list[HTTPRouteHandler]:
    """The routes; `find` gives the bytes of a path, or None where nothing public has it.

    Instead of bytes it may give the place where they lie, from where they are sent in pieces. Bytes
    that never change are kept in `files`, if there are any. Who asks for a path while it is being
    looked for gets what is found then.
    """
    flights: SingleFlight[bytes | Path | None] = SingleFlight()

    async def answer(request: AnyRequest, path: str) -> Body:
        headers = {"Cache-Control": NOT_KEPT if path in CHANGING else FOR_EVER}
        keeping = None if path in CHANGING else files
        ready = keeping.get(path) if keeping else None
        if keeping and ready:
            return answer_with(request, ready, headers, keeping.beside)
        data = await flights.get(path.encode(), partial(find, path))
        if data is None:
            raise NotFoundException
        if isinstance(data, Path):
            return File(data, filename=data.name, media_type=media_type(path), headers=headers,
                        content_disposition_type="inline")  # fmt: skip
        if keeping:
            ready = await keeping.made(path, await asyncio.to_thread(source_of, path, data))
            return answer_with(request, ready, headers, keeping.beside)
        return Response(data, media_type=media_type(path), headers=headers)

    @route("/log/{path:path}", http_method=["GET", "HEAD"])
    async def log_file(request: AnyRequest, path: str) -> Body:
        return await answer(request, f"log{path}")

    @route("/r/latest.json", http_method=["GET", "HEAD"])
    async def latest(request: AnyRequest) -> Body:
        return await answer(request, "r/latest.json")

    @route("/r/{number:str}/snapshot.json", http_method=["GET", "HEAD"])
    async def snapshot(request: AnyRequest, number: str) -> Body:
        return await answer(request, f"r/{number}/snapshot.json")

    return [log_file, latest, snapshot]


def source_of(path: str, data: bytes) -> Source:
    """What is known of bytes that were found."""
    tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    return Source(tag, media_type(path), lambda: [data])


def media_type(path: str) -> str:
    """Text for notes and keys, JSON for snapshots, bytes for tiles (C2SP tlog-tiles)."""
    if path.endswith(".json"):
        return MediaType.JSON
    return "application/octet-stream" if path.startswith("log/tile/") else MediaType.TEXT
