"""The sponsor surface as a route: admitted by API key, never by GET."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

from litestar import Controller, Request
from litestar.exceptions import PermissionDeniedException

from registry.access.guard import guard_of
from registry.access.keys import Doorkeeper
from registry.access.principal import Principal
from registry.access.rates import Turnstile
from registry.access.signing import HEADER, Asked, signature_of
from registry.intake.tools import Envelope, Intake
from registry.model.submission import Sender
from registry.release.preview import Previewer
from registry_graphql.sponsor.desk import Desk
from registry_graphql.sponsor.schema import sponsor_schema
from registry_graphql.surface import make_surface

PATH = "/sponsor/graphql"
BODY_LIMIT = 5_000_000


def sponsor_endpoint(
    doorkeeper: Doorkeeper,
    turnstile: Turnstile,
    intake: Intake,
    previewer: Previewer,
    clock: Callable[[], datetime],
) -> type[Controller]:
    """The controller at /sponsor/graphql. Values never travel in addresses: POST only."""

    async def context(request: Request[Any, Any, Any]) -> dict[str, Any]:
        principal: Principal = request.state.principal
        sender, now = Sender(principal.owner.id, principal.actor), clock()
        is_signed = HEADER in request.headers
        digest = sha256(await request.body()).digest() if is_signed else b""
        asked = Asked(PATH, request.headers, digest)
        signed = await signature_of(intake.database, asked, sender.sponsor_id, now)
        if isinstance(signed, str):
            raise PermissionDeniedException(detail=signed)
        envelope = Envelope(sender, now, signature=signed)
        return {"desk": Desk(principal, intake, previewer, envelope)}

    return make_surface(
        schema=sponsor_schema(),
        path=PATH,
        context_getter=context,
        new_error_id=intake.new_id,
        guards=[guard_of(doorkeeper, turnstile, clock)],
        body_limit=BODY_LIMIT,
        read_by_get=False,
    )
