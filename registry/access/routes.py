"""Every route of an application has a row in the table, or the application does not start."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from litestar import Litestar
from litestar.routes import HTTPRoute

from registry.access.table import ROWS
from registry.errors import SettingsError

READS_SNAPSHOTS_ONLY = ("registry.web.public", "registry_graphql.surface", "litestar")
"""Handlers of these modules cannot reach the database; for them a row may end in `*`."""


def check_routes(app: Litestar) -> None:
    """SettingsError naming the routes that nobody may use according to the table."""
    closed = sorted(set(routes_without_row(app)))
    if closed:
        raise SettingsError(
            f"These routes have no row in registry/access/table.py: {', '.join(closed)}.",
            "Say there who may use them.",
        )


def routes_without_row(app: Litestar) -> Iterator[str]:
    """Each method and path that answers with something and has no row of its own."""
    named = {place for row in ROWS for place in row.places}
    everybodys = {place.partition(" ")[0] for place in named if place.endswith(" *")}
    for route in app.routes:
        for handler in route.route_handlers if isinstance(route, HTTPRoute) else ():
            if handler.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                continue
            for method in sorted(handler.http_methods):
                reads = method in everybodys and is_public(handler)
                if not reads and f"{method} {route.path}" not in named:
                    yield f"{method} {route.path}"


def is_public(handler: Any) -> bool:
    """Whether a handler is of the public side."""
    module = handler.fn.__module__
    return any(module == place or module.startswith(place + ".") for place in READS_SNAPSHOTS_ONLY)
