"""Files of the log and of snapshots, byte for byte; what never changes may be kept for ever."""

from litestar import MediaType, Response, route
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler

from registry.archive import ReadFile

CHANGING = ("log/checkpoint", "log/keys", "r/latest.json")
FOR_EVER = "public, max-age=31536000, immutable"
NOT_KEPT = "no-cache"


def public_files(read: ReadFile) -> list[HTTPRouteHandler]:
    """The routes; `read` gives the bytes of a path, or None where nothing public has it."""

    async def answer(path: str) -> Response[bytes]:
        data = await read(path)
        if data is None:
            raise NotFoundException
        kept = NOT_KEPT if path in CHANGING else FOR_EVER
        return Response(data, media_type=media_type(path), headers={"Cache-Control": kept})

    @route("/log/{path:path}", http_method=["GET", "HEAD"])
    async def log_file(path: str) -> Response[bytes]:
        return await answer(f"log{path}")

    @route("/r/latest.json", http_method=["GET", "HEAD"])
    async def latest() -> Response[bytes]:
        return await answer("r/latest.json")

    @route("/r/{number:str}/snapshot.json", http_method=["GET", "HEAD"])
    async def snapshot(number: str) -> Response[bytes]:
        return await answer(f"r/{number}/snapshot.json")

    return [log_file, latest, snapshot]


def media_type(path: str) -> str:
    """Text for notes and keys, JSON for snapshots, bytes for tiles (C2SP tlog-tiles)."""
    if path.endswith(".json"):
        return MediaType.JSON
    return "application/octet-stream" if path.startswith("log/tile/") else MediaType.TEXT
