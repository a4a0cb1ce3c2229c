"""How much one address may have drawn for it: paid from what its GraphQL queries may cost."""

from typing import Any

from litestar import Request
from litestar.exceptions import TooManyRequestsException

from registry.front.rates import Spend

DRAWING_COST = 1_000
"""Of a page that answers a question or a form, in the costs of GraphQL queries."""


class TooOften(TooManyRequestsException):
    """An address has nothing left for what must be drawn."""


def address_of(request: Request[Any, Any, Any]) -> str:
    """Who asks, as the door found it behind trusted proxies."""
    return request.client.host if request.client else ""


def pay(spend: Spend, address: str) -> None:
    """Take what drawing costs from what the address may ask; TooOften where it has too little."""
    wait = spend(address, DRAWING_COST)
    if wait:
        raise TooOften(headers={"Retry-After": str(wait)})
