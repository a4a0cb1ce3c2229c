"""The guards of every route that only somebody known may use."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.types import Guard

from registry.access.keys import Doorkeeper, Refusal
from registry.access.principal import denial
from registry.access.rates import KEY, UNKNOWN, Turnstile, came_from
from registry.access.table import row_of

AnyConnection = ASGIConnection[Any, Any, Any, Any]


def guard_of(doorkeeper: Doorkeeper, turnstile: Turnstile, clock: Callable[[], datetime]) -> Guard:
    """Admit by API key; the principal stands in the connection's state. 401 with the reason.

    429 for a key that comes too often, and for an address that tries keys.
    """

    async def admit(connection: AnyConnection, _: BaseRouteHandler) -> None:
        now = clock()
        admitted = await doorkeeper.admit(connection.headers.get("authorization"), now)
        if isinstance(admitted, Refusal):
            await turnstile.pass_(UNKNOWN, came_from(connection), now)
            raise NotAuthorizedException(detail=admitted.value)
        await turnstile.pass_(KEY, admitted.actor, now)
        connection.state.principal = admitted

    return admit


def may_use(place: str) -> Guard:
    """After `guard_of`: 403 with the reason unless the table lets this principal use a route."""

    async def judge(connection: AnyConnection, _: BaseRouteHandler) -> None:
        refused = denial(connection.state.principal, row_of(place))
        if refused:
            raise PermissionDeniedException(detail=refused.value)

    return judge
