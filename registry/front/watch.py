"""Tells whoever watches a server of each request: by its route's template, without any value."""

from collections.abc import Awaitable, Callable, Collection, MutableMapping, Sequence
from contextvars import ContextVar
from typing import Any

from msgspec import Struct

from registry.cache import name_of

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
App = Callable[[Any, Any, Any], Awaitable[None]]

ROUTE = "registry.route"
NO_ROUTE = "(none)"
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
REQUEST: ContextVar[str] = ContextVar("request", default="")
"""The id of the request in hand, drawn by the server; it says nothing of who asks."""


class Seen(Struct, frozen=True):
    """A request that is over. `route` is a template such as `/products/{product_id:str}`.

    `status` is 0 where nothing was answered; `from_memory` says that no handler was asked.
    """

    method: str
    route: str
    status: int
    microseconds: int
    request: str
    from_memory: bool


class Watcher:
    """An application, and those who are told of its requests.

    `kept` are the paths that are answered from memory; they are templates themselves. `ticks`
    gives microseconds that never go back.
    """

    def __init__(
        self,
        app: App,
        told: Sequence[Callable[[Seen], None]],
        kept: Collection[str],
        ticks: Callable[[], int],
        new_id: Callable[[], str],
    ) -> None:
        self.app = app
        self.told = told
        self.kept = kept
        self.ticks = ticks
        self.new_id = new_id

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Let the application answer, then tell; a fault goes on to the server."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, found, request, status = self.ticks(), [NO_ROUTE], self.new_id(), 0
        token = REQUEST.set(request)

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app({**scope, ROUTE: found}, receive, noting)
        finally:
            REQUEST.reset(token)
            name = name_of(scope["path"], self.kept) if found[0] == NO_ROUTE else None
            from_memory = name is not None and status in (200, 304)
            route = name if name is not None and from_memory else found[0]
            method = scope["method"] if scope["method"] in METHODS else "OTHER"
            seen = Seen(method, route, status, self.ticks() - began, request, from_memory)
            for tell in self.told:
                tell(seen)


async def note_route(_: Any, scope: Any) -> None:
    """Note the template of the route that answers: a `before_send` hook of an application."""
    found = scope.get(ROUTE)
    if found is not None and scope.get("path_template"):
        found[0] = scope["path_template"]
