"""What one sponsor request works with, handed to every resolver."""

from typing import Any

import msgspec
import strawberry
from msgspec import Struct

from registry.access.principal import Principal
from registry.intake.tools import Envelope, Intake
from registry.release.preview import Previewer


class Desk(Struct, frozen=True):
    """What one request works with: who asks, intake and preview, and when it was received."""

    principal: Principal
    intake: Intake
    previewer: Previewer
    envelope: Envelope


Info = strawberry.Info[dict[str, Any], None]


def desk_of(info: Info) -> Desk:
    """The desk this request is handled at."""
    desk: Desk = info.context["desk"]
    return desk


def envelope_of(desk: Desk, idempotency_key: str | None, dry_run: bool) -> Envelope:
    """How this input was sent."""
    return msgspec.structs.replace(
        desk.envelope, idempotency_key=idempotency_key or None, dry_run=dry_run
    )
