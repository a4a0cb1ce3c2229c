"""The read side from a snapshot alone: no database, no keys, no person-level rows.

`public_handlers` is what the whole registry serves to the public too; `create_public_app` is a
machine that has nothing but snapshots.
"""

from collections.abc import Callable
from typing import Any

from litestar import Litestar
from litestar.types import ControllerRouterHandler

from registry.archive import Archive, ReadFile, no_files
from registry.cache import App, ResponseCache
from registry.front.door import Door, Front
from registry.front.rates import Spend, free
from registry.front.watch import note_route
from registry.shelf import Shelf
from registry.snapshot import FrozenSnapshot
from registry.web.public.drawn import Drawn
from registry.web.public.faults import faults
from registry.web.public.handlers import AROUND, KEPT_PAGES, Around, public_pages
from registry.web.public.headers import raw_headers_of, security_headers
from registry.web.public.pages import Operation, operation
from registry.web.public.ready import Files
from registry.web.public.releases import client_file, release_files
from registry_graphql.public.client_code import client_source
from registry_graphql.public.endpoint import KEPT, public_endpoint
from registry_graphql.public.schema import ready_files

KEPT_PATHS = {**KEPT, **KEPT_PAGES}
"""Where answers may come from memory, and by what they are known there."""


class CachedApp(Litestar):
    """An application with the public answers of the shelf kept in front of its router.

    Outermost stands the door, where there is one; without it every request is let in.
    """

    def __init__(self, shelf: Shelf, front: Front | None = None, **parts: Any) -> None:
        super().__init__(**parts)
        self.front = in_front(super().__call__, shelf.read)
        self.door: App = Door(self.front, front, raw_headers_of) if front else self.front

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer from memory what can be, and by the router everything else."""
        await self.door(scope, receive, send)


def in_front(app: App, read: Callable[[], FrozenSnapshot | None]) -> ResponseCache:
    """The cache for the public paths of an application that shows what `read` gives."""

    def digest() -> str:
        frozen = read()
        return frozen.digest if frozen else ""

    return ResponseCache(app, digest, KEPT_PATHS)


def public_handlers(
    archive: Archive,
    files: Files,
    drawn: Drawn,
    new_error_id: Callable[[], str],
    home: str = "",
    spend: Spend = free,
    around: Around = AROUND,
) -> list[ControllerRouterHandler]:
    """Pages, static files, the files of snapshots and the public GraphQL endpoint.

    Files that were made are kept in `files`, pages in `drawn`. `home` is the registry's own address
    as files state it; without it they state paths. `spend` takes what a query costs from what its
    address may ask. `around` stands around every page.
    """
    return [
        *public_pages(archive.current, shown_operations(), drawn, around),
        *release_files(archive, home, files),
        public_endpoint(archive, new_error_id, spend),
        client_file(client_source),
    ]


def shown_operations() -> list[Operation]:
    """The ten ready questions, as the explorer shows them."""
    return [operation(path.stem, path.read_text()) for path in ready_files()]


def create_public_app(
    shelf: Shelf,
    new_error_id: Callable[[], str],
    read_file: ReadFile = no_files,
    home: str = "",
) -> Litestar:
    """The public side by itself, over whatever snapshot is on the shelf.

    `new_error_id` makes the opaque id under which an unexpected error is reported; `read_file`
    gives the public files by path.
    """
    archive = Archive(shelf.read, read_file)
    return CachedApp(
        shelf,
        route_handlers=public_handlers(archive, Files(), Drawn(), new_error_id, home),
        openapi_config=None,
        before_send=[security_headers, note_route],
        exception_handlers=faults(),
    )
