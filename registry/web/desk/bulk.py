"""`POST /sponsor/submissions`: a submission as NDJSON, for tools that send thousands."""

import tempfile
from collections.abc import Callable
from datetime import datetime
from typing import Any, BinaryIO

import msgspec
from litestar import Request, Response, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from msgspec import structs

from registry.access.guard import guard_of, may_use
from registry.access.keys import Doorkeeper
from registry.access.principal import Principal
from registry.access.rates import Turnstile
from registry.access.signing import DRY_RUN, HEADER, IDEMPOTENCY_KEY, Asked, signature_of
from registry.intake.bulk import accept_lines, digest_of
from registry.intake.tools import Envelope, Intake
from registry.model.submission import Rejected, Sender

PATH = "/sponsor/submissions"
MEDIA_TYPE = "application/x-ndjson"
MOST_BYTES = 2_000_000_000


def bulk_endpoint(
    doorkeeper: Doorkeeper, turnstile: Turnstile, intake: Intake, clock: Callable[[], datetime]
) -> HTTPRouteHandler:
    """The route. `Idempotency-Key` and `Dry-Run: true` are headers; 422 lists every finding."""

    guards = [guard_of(doorkeeper, turnstile, clock), may_use(f"POST {PATH}")]

    @post(PATH, guards=guards, status_code=200, request_max_body_size=MOST_BYTES)
    async def submissions(request: Request[Any, Any, Any]) -> Response[bytes]:
        if not request.headers.get("content-type", "").startswith(MEDIA_TYPE):
            raise HTTPException(status_code=415, detail=f"Send {MEDIA_TYPE}.")
        envelope = envelope_of(request, clock())
        with tempfile.TemporaryFile() as lines:
            await spool(request, lines)
            envelope = await with_signature(intake, request, lines, envelope)
            answer = await accept_lines(intake, lines, envelope)
        status = 422 if isinstance(answer, Rejected) else 200
        body = msgspec.json.encode({"kind": type(answer).__name__, "answer": answer})
        return Response(body, status_code=status, media_type="application/json")

    return submissions


def envelope_of(request: Request[Any, Any, Any], received: datetime) -> Envelope:
    """How the stream was sent."""
    principal: Principal = request.state.principal
    return Envelope(
        Sender(principal.owner.id, principal.actor),
        received,
        request.headers.get(IDEMPOTENCY_KEY) or None,
        request.headers.get(DRY_RUN, "").lower() == "true",
    )


async def with_signature(
    intake: Intake, request: Request[Any, Any, Any], lines: BinaryIO, envelope: Envelope
) -> Envelope:
    """The envelope with the sponsor's signature; 403 for one that does not count."""
    if HEADER not in request.headers:
        return envelope
    asked = Asked(PATH, request.headers, bytes.fromhex(digest_of(lines)))
    sponsor_id, received = envelope.sender.sponsor_id, envelope.received
    signed = await signature_of(intake.database, asked, sponsor_id, received)
    if isinstance(signed, str):
        raise HTTPException(status_code=403, detail=signed)
    return structs.replace(envelope, signature=signed)


async def spool(request: Request[Any, Any, Any], lines: BinaryIO) -> None:
    """The whole body, before anything of it is looked at."""
    async for some in request.stream():
        lines.write(some)
