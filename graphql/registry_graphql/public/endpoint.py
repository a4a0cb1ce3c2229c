"""The public endpoint: each request reads the snapshot that is current when it arrives."""

from collections.abc import Callable
from typing import Any

from litestar import Controller, Request
from litestar.enums import HttpMethod

from registry.archive import Archive
from registry.front.rates import Spend, free
from registry_graphql.over_http import REVALIDATED, key_of
from registry_graphql.public.context import context_for
from registry_graphql.public.schema import public_schema
from registry_graphql.surface import make_surface

PATH = "/graphql"
BODY_LIMIT = 64 * 1024
KEPT = {PATH: key_of}
PINNING = "at"


def public_endpoint(
    archive: Archive, new_error_id: Callable[[], str], spend: Spend = free
) -> type[Controller]:
    """The controller of the public surface. `new_error_id` makes the id of an unexpected error."""

    async def context(request: Request[Any, Any, Any]) -> dict[str, Any]:
        return context_for(archive, by_post=request.method == HttpMethod.POST)

    return make_surface(
        schema=public_schema(),
        path=PATH,
        context_getter=context,
        new_error_id=new_error_id,
        body_limit=BODY_LIMIT,
        kept=REVALIDATED,
        pinning=PINNING,
        spend=spend,
    )
