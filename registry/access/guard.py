"""The guard of every route that only a sponsor may use."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException
from litestar.handlers import BaseRouteHandler
from litestar.types import Guard

from registry.access.keys import Doorkeeper, Refusal


def guard_of(doorkeeper: Doorkeeper) -> Guard:
    """Admit by API key; the principal stands in the connection's state. 401 with the reason."""

    async def admit(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        admitted = await doorkeeper.admit(connection.headers.get("authorization"))
        if isinstance(admitted, Refusal):
            raise NotAuthorizedException(detail=admitted.value)
        connection.state.principal = admitted

    return admit
