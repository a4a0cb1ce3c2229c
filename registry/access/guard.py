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
from registry.access.table import row_of

AnyConnection = ASGIConnection[Any, Any, Any, Any]


def guard_of(doorkeeper: Doorkeeper, clock: Callable[[], datetime]) -> Guard:
    """Admit by API key; the principal stands in the connection's state. 401 with the reason."""

    async def admit(connection: AnyConnection, _: BaseRouteHandler) -> None:
        admitted = await doorkeeper.admit(connection.headers.get("authorization"), clock())
        if isinstance(admitted, Refusal):
            raise NotAuthorizedException(detail=admitted.value)
        connection.state.principal = admitted

    return admit


def may_use(place: str) -> Guard:
    """After `guard_of`: 403 with the reason unless the table lets this principal use a route."""

    async def judge(connection: AnyConnection, _: BaseRouteHandler) -> None:
        refused = denial(connection.state.principal, row_of(place))
        if refused:
            raise PermissionDeniedException(detail=refused.value)

    return judge
