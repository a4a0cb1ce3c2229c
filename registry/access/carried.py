"""What a person's own page carries for them, sealed, and brings back with its next form.

Neither browser nor proxy can read or alter it, it opens for one account and one purpose alone, for
as long as a session may last, and nobody keeps it.
"""

import zlib
from collections.abc import Callable
from datetime import datetime

import msgspec
from msgspec import Struct

from anonymise.envelope import NONCE_BYTES, EnvelopeDamaged, seal, unseal
from registry.access.sessions import LONGEST


class Parcel(Struct, frozen=True):
    """What is carried, and when it was sealed."""

    at: datetime
    content: bytes


class Carrier(Struct, frozen=True):
    """Seals and opens what pages carry; `key` lies outside the database."""

    key: bytes
    random_bytes: Callable[[int], bytes]

    def __repr__(self) -> str:
        return "Carrier()"

    def sealed(self, purpose: str, owner: str, content: bytes, at: datetime) -> str:
        """The content as text for a hidden field: compressed, then AES-256-GCM."""
        parcel = zlib.compress(msgspec.msgpack.encode(Parcel(at, content)))
        return seal(self.key, parcel, context(purpose, owner), self.random_bytes(NONCE_BYTES))

    def opened(self, purpose: str, owner: str, text: str, at: datetime) -> bytes | None:
        """What was sealed for this purpose and owner; None where it was not, or is too old."""
        try:
            parcel = unseal(self.key, text, context(purpose, owner))
        except EnvelopeDamaged:
            return None
        found = msgspec.msgpack.decode(zlib.decompress(parcel), type=Parcel)
        return found.content if at - found.at < LONGEST else None


def context(purpose: str, owner: str) -> str:
    """What a parcel is bound to."""
    return f"carried|{purpose}|{owner}"
