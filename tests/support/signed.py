"""A sponsor that signs what it sends."""

from datetime import timedelta

import msgspec
from logbook import verified
from running import UNIVERSITY, Running

from registry.access.because import Because
from registry.access.signing import register
from registry.client import PATH, RegistryClient
from registry.log.receipts import Receipt
from registry.log.signatures import content_of, digest_of_body, encoded, public_of, sign

SECRET = bytes(range(1, 33))


async def announce(registry: Running, organisation: str, secret: bytes, days: int = 0) -> None:
    """Register the public half of a key; earlier ones end after so many days."""
    because = Because("ada", registry.clock(), "compared by telephone")
    key = encoded(public_of(secret))
    await register(registry.house.database, organisation, key, timedelta(days=days), because)


def client(registry: Running, secret: bytes | None, whose: str = UNIVERSITY) -> RegistryClient:
    """The client of a sponsor that signs with this key, or not at all."""

    def signer(path: str, body: bytes) -> str:
        assert secret is not None
        return sign(secret, content_of(path, digest_of_body(body)))

    return RegistryClient(registry.http, registry.keys[whose], signer if secret else None)


def content(body: bytes) -> bytes:
    """What is signed where a body goes to the sponsor surface."""
    return content_of(PATH, digest_of_body(body))


def said(registry: Running, receipt: Receipt) -> str:
    """What verifying says of a receipt."""
    return verified(registry.house, msgspec.json.encode(receipt).decode()).reason
