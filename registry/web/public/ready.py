"""Files that never change, made once and kept whole: whoever asks next is sent the same bytes.

Kept is what most readers are sent, the file packed by gzip, which of a table is a twentieth; for
others it is unpacked as it is sent. A file is made beside the event loop, its pieces in turn with
those of other files, and whoever asks for it meanwhile waits for that making.
"""

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

from litestar import Request, Response
from litestar.response import Stream
from msgspec import Struct, structs

from registry.cache import has_already, takes_gzip
from registry.kept import Kept, SingleFlight

AnyRequest = Request[Any, Any, Any]

MOST_BYTES = 64 * 2**20
PART_OF_ALL = 4
"""A file that packed is larger than this part of all that may be kept is made for each reader."""
AT_ONCE = 4
BATCH = 64 * 2**10
# what one entry takes beside its bytes
OVERHEAD = 500
GZIP = 16 + zlib.MAX_WBITS
DENSE = frozenset({"application/vnd.apache.parquet", "application/octet-stream"})
"""Media types of what would become no shorter: tables in Parquet, hashes of the log."""


class Source(Struct, frozen=True):
    """A file that is not made yet: its entity tag, its media type, and what writes its pieces."""

    tag: str
    media_type: str
    write: Callable[[], Iterable[bytes]]

    @property
    def is_packed(self) -> bool:
        """Whether it is kept packed."""
        return self.media_type.partition(";")[0] not in DENSE

    @property
    def written(self) -> "Source":
        """The same once it is made: what wrote it holds a whole snapshot, and is let go."""
        return structs.replace(self, write=tuple)


class Ready(Struct, frozen=True):
    """A file as it is kept, `length` bytes before it was packed; no body where it is too large."""

    source: Source
    body: bytes | None
    length: int

    def size(self) -> int:
        """About how many bytes of memory it takes."""
        return OVERHEAD + len(self.body or b"")


class Files:
    """The files of this process: at most `most_bytes` kept, and few in the making at once."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.kept: Kept[Ready] = Kept(most_bytes)
        self.flights: SingleFlight[Ready] = SingleFlight()
        self.places = asyncio.Semaphore(AT_ONCE)
        self.beside = ThreadPoolExecutor(1, "files")

    def get(self, key: str) -> Ready | None:
        """A file that is kept."""
        return self.kept.get(key.encode())

    def holds(self, key: str) -> bool:
        """Whether a file is kept whole; to ask does not count as a use."""
        ready = self.kept.entries.get(key.encode())
        return ready is not None and ready.body is not None

    async def made(self, key: str, source: Source) -> Ready:
        """The file, made and kept, or as somebody else is making it."""
        return await self.flights.get(key.encode(), lambda: self.keep(key.encode(), source))

    async def keep(self, key: bytes, source: Source) -> Ready:
        """Make a file and keep it, or that it is too large."""
        async with self.places:
            ready = await self.make(source)
        self.kept.put(key, ready)
        return ready

    async def make(self, source: Source) -> Ready:
        """Make a file, as long as it does not become too large to be kept."""
        packing, parts, size = Packing(source), list[bytes](), 0
        async for part in off_loop(in_batches(packing), self.beside):
            parts.append(part)
            size += len(part)
            if size * PART_OF_ALL > self.kept.most:
                return Ready(source, None, 0)
        return Ready(source.written, b"".join(parts), packing.length)


class Packing:
    """The pieces of a file as they are packed, and how long all of them were before."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.length = 0

    def __iter__(self) -> Iterator[bytes]:
        packer = zlib.compressobj(wbits=GZIP) if self.source.is_packed else None
        for piece in self.source.write():
            self.length += len(piece)
            yield packer.compress(piece) if packer else piece
        yield packer.flush() if packer else b""


def in_batches(pieces: Iterable[bytes], least: int = BATCH) -> Iterator[bytes]:
    """The same bytes in fewer pieces, none of them empty."""
    waiting, size = list[bytes](), 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= least:
            yield b"".join(waiting)
            waiting, size = [], 0
    if size:
        yield b"".join(waiting)


async def off_loop(pieces: Iterable[bytes], beside: Executor) -> AsyncIterator[bytes]:
    """The pieces as they are made, each in a thread, so that others are answered meanwhile.

    One thread makes those of all files in turn: several would share the event loop's turns.
    """
    made: Iterator[bytes] = iter(pieces)
    while piece := await asyncio.get_running_loop().run_in_executor(beside, next, made, b""):
        yield piece


def not_modified(request: AnyRequest, source: Source, told: dict[str, str]) -> Response[Any] | None:
    """That the reader has the file already, packed or not; None where not."""
    for tag in (source.tag, tag_of(source, packed=True)):
        if has_already(request.scope["headers"], tag.encode()):
            return Response(None, status_code=304, headers={**told, "ETag": tag})
    return None


def head_of(request: AnyRequest, source: Source, told: dict[str, str]) -> Response[Any]:
    """The head of a file that is not made: its length is not known before all is written."""
    headers = headers_of(source, packed=source.is_packed and takes_packed(request))
    return Stream(iter(()), media_type=source.media_type, headers={**told, **headers})


def answer_with(
    request: AnyRequest, ready: Ready, told: dict[str, str], beside: Executor
) -> Response[Any]:
    """A file in the form that the reader takes, with the headers `told` beside its own."""
    source, body = ready.source, ready.body
    if (had := not_modified(request, source, told)) is not None:
        return had
    packed = body is not None and source.is_packed and takes_packed(request)
    headers = {**told, **headers_of(source, packed=packed)}
    if body is None:
        made = off_loop(in_batches(source.write()), beside)
        return Stream(made, media_type=source.media_type, headers=headers)
    length = ready.length if source.is_packed and not packed else len(body)
    pieces = slices(body) if length == len(body) else unpacked(body)
    if length <= BATCH:
        return Response(b"".join(pieces), media_type=source.media_type, headers=headers)
    headers["Content-Length"] = str(length)
    return Stream(in_turns(pieces), media_type=source.media_type, headers=headers)


def takes_packed(request: AnyRequest) -> bool:
    """Whether the reader says that it unpacks gzip."""
    return takes_gzip(request.headers.get("accept-encoding", "").encode("latin-1"))


def headers_of(source: Source, *, packed: bool) -> dict[str, str]:
    """What depends on the form that is sent."""
    coding = {"Content-Encoding": "gzip"} if packed else {}
    return {"ETag": tag_of(source, packed=packed), "Vary": "Accept-Encoding", **coding}


def tag_of(source: Source, *, packed: bool) -> str:
    """The entity tag of a form: two codings of one file are two (RFC 9110, 8.8.3.3)."""
    return source.tag[:-1] + '-gzip"' if packed else source.tag


def slices(body: bytes) -> Iterator[bytes]:
    """The same bytes in pieces that a slow reader can be sent one after the other."""
    return (body[start : start + BATCH] for start in range(0, len(body), BATCH))


def unpacked(body: bytes) -> Iterator[bytes]:
    """A packed file as it was before, in pieces."""
    unpacker = zlib.decompressobj(wbits=GZIP)
    while not unpacker.eof:
        yield unpacker.decompress(body, BATCH)
        body = unpacker.unconsumed_tail


async def in_turns(pieces: Iterable[bytes]) -> AsyncIterator[bytes]:
    """The pieces, and others are answered between two of them."""
    for piece in pieces:
        yield piece
        await asyncio.sleep(0)
