"""Coming back after signing in: to a page of the workspaces, with what was typed there.

Where a session was over, what was typed travels sealed in the browser's own form through the
sign-in and back. Nothing of it is kept here, and nothing is done with it: its owner sees the form
filled in again and sends it, or does not.
"""

import re
from datetime import datetime
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from registry.access.carried import Carrier
from registry.web.desk.forms import FIELD, Form

TYPED, OWNER, TO = "typed", "owner", "to"
PURPOSE = "typed"
PLACE = re.compile(r"/(?:desk|board|account)(?:/[\w-][\w.-]*)*(?:\?[\w.=&%+:-]*)?", re.ASCII)
LONGEST_PLACE = 500
OURS = (FIELD, OWNER, TYPED)


class WasTyped(Struct, frozen=True):
    """A form as it was sent after its session was over: where to, and its fields."""

    path: str
    fields: dict[str, str]


def place_of(text: str) -> str:
    """A page of the workspaces as somebody may be sent to it; empty for anything else."""
    return text if len(text) <= LONGEST_PLACE and PLACE.fullmatch(text) else ""


def way_in(sign_in: str, place: str) -> str:
    """The address of the sign-in page that leads back to a place."""
    return f"{sign_in}?{urlencode({TO: place})}" if place_of(place) else sign_in


def seal_typed(carrier: Carrier, path: str, form: Form, at: datetime) -> str:
    """A form for its owner alone; empty where it names none."""
    owner = form.get(OWNER, "")
    fields = {name: value for name, value in form.items() if name not in OURS}
    if not owner or not fields:
        return ""
    return carrier.sealed(PURPOSE, owner, msgspec.json.encode(WasTyped(path, fields)), at)


def open_typed(carrier: Carrier, sealed: str, owner: str, at: datetime) -> WasTyped | None:
    """What somebody typed; None where another person did, or long ago."""
    found = carrier.opened(PURPOSE, owner, sealed, at)
    return msgspec.json.decode(found, type=WasTyped) if found else None
