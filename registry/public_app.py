"""The read side from a snapshot alone: no database, no keys, no person-level rows.

`public_handlers` is what the whole registry serves to the public too; `create_public_app` is a
machine that has nothing but snapshots.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Litestar
from litestar.exceptions import NotFoundException
from litestar.types import ControllerRouterHandler

from registry.cache import App, ResponseCache
from registry.snapshot import FrozenSnapshot, thaw
from registry.web.public.handlers import not_found, public_pages
from registry.web.public.headers import security_headers
from registry.web.public.pages import Operation, operation
from registry_graphql.public.endpoint import KEPT, public_endpoint
from registry_graphql.public.schema import operation_files


class Shelf:
    """Holds the snapshot that readers get; None before the first one exists."""

    def __init__(self, current: FrozenSnapshot | None = None) -> None:
        self.current = current

    @property
    def number(self) -> int:
        """The number of the snapshot of the moment; 0 before the first."""
        return self.current.snapshot.number if self.current else 0

    def put(self, frozen: FrozenSnapshot | None) -> None:
        """Show a snapshot, unless a later one is shown already."""
        if frozen is not None and frozen.snapshot.number > self.number:
            self.current = frozen

    def read(self) -> FrozenSnapshot | None:
        """The snapshot of the moment."""
        return self.current


class Archive:
    """Published snapshots by number, read from their public files, the last few kept at hand."""

    AT_HAND = 3

    def __init__(self, shelf: Shelf, read_file: Callable[[str], Awaitable[bytes | None]]) -> None:
        self._shelf = shelf
        self._read_file = read_file
        self._kept: OrderedDict[int, FrozenSnapshot] = OrderedDict()

    async def by_number(self, number: int) -> FrozenSnapshot | None:
        """A published snapshot; None where there is none of this number."""
        if self._shelf.current is not None and number == self._shelf.number:
            return self._shelf.current
        if number not in self._kept:
            body = await self._read_file(f"r/{number}/snapshot.json")
            if body is None:
                return None
            self._kept[number] = await asyncio.to_thread(thawed, body)
        self._kept.move_to_end(number)
        while len(self._kept) > self.AT_HAND:
            self._kept.popitem(last=False)
        return self._kept[number]


def thawed(body: bytes) -> FrozenSnapshot:
    """A snapshot from its public bytes, whose digest was checked where they are kept."""
    return thaw(body, hashlib.sha256(body).hexdigest())


class CachedApp(Litestar):
    """An application with the public answers of the shelf kept in front of its router."""

    def __init__(self, shelf: Shelf, **parts: Any) -> None:
        super().__init__(**parts)
        self.front = in_front(super().__call__, shelf.read)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer from memory what can be, and by the router everything else."""
        await self.front(scope, receive, send)


def in_front(app: App, read: Callable[[], FrozenSnapshot | None]) -> ResponseCache:
    """The cache for the public paths of an application that shows what `read` gives."""

    def digest() -> str:
        frozen = read()
        return frozen.digest if frozen else ""

    return ResponseCache(app, digest, KEPT)


def public_handlers(
    read: Callable[[], FrozenSnapshot | None], new_error_id: Callable[[], str]
) -> list[ControllerRouterHandler]:
    """Start page, query explorer, static files and the public GraphQL endpoint."""
    return [*public_pages(read, shown_operations()), public_endpoint(read, new_error_id)]


def shown_operations() -> list[Operation]:
    """The questions of the contract, as the explorer shows them."""
    return [operation(path.stem, path.read_text()) for path in operation_files()]


def create_public_app(shelf: Shelf, new_error_id: Callable[[], str]) -> Litestar:
    """The public side by itself, over whatever snapshot is on the shelf.

    `new_error_id` makes the opaque id under which an unexpected error is reported.
    """
    return CachedApp(
        shelf,
        route_handlers=public_handlers(shelf.read, new_error_id),
        openapi_config=None,
        before_send=[security_headers],
        exception_handlers={NotFoundException: not_found},
    )
