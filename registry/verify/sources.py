"""Where public files are read from: a folder or an address. Never more bytes than a file can have.

A reader gives no bytes where there is no file. Every path is made here from whole numbers; no text
that was read ever becomes a part of a path.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from registry.errors import DataError, RegistryUnreachable

if TYPE_CHECKING:
    import httpx

Read = Callable[[str], bytes]

MIB = 1 << 20
LIMITS = (
    ("log/tile/entries/", 256 * (2 + 65_535)),
    ("log/tile/", 256 * 32),
    ("log/", MIB),
    ("r/latest.json", MIB),
    ("r/", 128 * MIB),
)
AT_ONCE = 8
SECONDS = 60
OK, NOT_FOUND = 200, (404, 410)


def most_bytes(path: str) -> int:
    """How many bytes a public file has at most."""
    return next(most for start, most in LIMITS if path.startswith(start))


def from_folder(folder: Path) -> Read:
    """Reads the public files in a folder. A file that is too long is cut one byte after its end."""

    def read(path: str) -> bytes:
        file = folder / path
        if not file.is_file():
            return b""
        try:
            with file.open("rb") as opened:
                return opened.read(most_bytes(path) + 1)
        except OSError as fault:
            raise DataError(f"{path} cannot be read ({fault.strerror}).", "Check it.") from fault

    return read


def from_address(http: "httpx.Client") -> Read:
    """Reads the public files at an address. RegistryUnreachable where there is no plain answer."""
    import httpx  # slow to import, and no folder needs it

    def read(path: str) -> bytes:
        try:
            with http.stream("GET", path, headers={"Accept-Encoding": "identity"}) as answer:
                return body_of(answer, path)
        except httpx.HTTPError as fault:
            raise RegistryUnreachable(
                f"{path} could not be read ({type(fault).__name__}).",
                "Check address and network, and verify again.",
            ) from None

    return read


def body_of(answer: "httpx.Response", path: str) -> bytes:
    """The body of an answer, cut one byte after the longest it may be."""
    if answer.status_code in NOT_FOUND:
        return b""
    if answer.status_code != OK:
        raise RegistryUnreachable(
            f"{path} was answered with HTTP {answer.status_code}.",
            "Check the address; it is the one under which log/checkpoint lies.",
        )
    most, body = most_bytes(path) + 1, bytearray()
    for some in answer.iter_raw():
        body += some
        if len(body) >= most:
            break
    return bytes(body[:most])


def client(address: str) -> "httpx.Client":
    """A client for the public files under an address."""
    import httpx

    return httpx.Client(base_url=address, timeout=SECONDS, follow_redirects=True)


def ahead(read: Read, paths: Iterable[str]) -> Iterator[bytes]:
    """The files of these paths in order, the next few read meanwhile."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting: deque[Future[bytes]] = deque()
        for path in paths:
            waiting.append(pool.submit(read, path))
            if len(waiting) == AT_ONCE:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
