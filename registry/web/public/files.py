"""Files of the log and of snapshots, byte for byte; what never changes may be kept for ever."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from litestar import MediaType, Response, route
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.response import File

FindFile = Callable[[str], Awaitable[bytes | Path | None]]
Body = Response[bytes] | File

CHANGING = ("log/checkpoint", "log/keys", "r/latest.json")
FOR_EVER = "public, max-age=31536000, immutable"
NOT_KEPT = "no-cache"


def public_files(find: FindFile) -> list[HTTPRouteHandler]:
    """The routes; `find` gives the bytes of a path, or None where nothing public has it.

    Instead of bytes it may give the place where they lie, from where they are sent in pieces.
    """

    async def answer(path: str) -> Body:
        data = await find(path)
        if data is None:
            raise NotFoundException
        headers = {"Cache-Control": NOT_KEPT if path in CHANGING else FOR_EVER}
        if isinstance(data, Path):
            return File(data, filename=data.name, media_type=media_type(path), headers=headers,
                        content_disposition_type="inline")  # fmt: skip
        return Response(data, media_type=media_type(path), headers=headers)

    @route("/log/{path:path}", http_method=["GET", "HEAD"])
    async def log_file(path: str) -> Body:
        return await answer(f"log{path}")

    @route("/r/latest.json", http_method=["GET", "HEAD"])
    async def latest() -> Body:
        return await answer("r/latest.json")

    @route("/r/{number:str}/snapshot.json", http_method=["GET", "HEAD"])
    async def snapshot(number: str) -> Body:
        return await answer(f"r/{number}/snapshot.json")

    return [log_file, latest, snapshot]


def media_type(path: str) -> str:
    """Text for notes and keys, JSON for snapshots, bytes for tiles (C2SP tlog-tiles)."""
    if path.endswith(".json"):
        return MediaType.JSON
    return "application/octet-stream" if path.startswith("log/tile/") else MediaType.TEXT
