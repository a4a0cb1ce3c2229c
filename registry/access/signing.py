"""Whether a sponsor's signature under a request is one of its own."""

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from registry.access.because import Because
from registry.errors import AccountError
from registry.log.signatures import KEY_BYTES, SponsorSignature, content_of, read_header
from registry.model.parties import Organisation
from registry.storage.directory import find_fact
from registry.storage.engine import Database, UniqueViolation
from registry.storage.ledger import record_act
from registry.storage.signing_keys import add_signing_key, end_signing_keys, signs_for

HEADER, IDEMPOTENCY_KEY, DRY_RUN = "registry-signature", "idempotency-key", "dry-run"
WRONG = (
    "The signature in `Registry-Signature` is not by a registered key of your organisation under "
    "exactly this request: its route, `Idempotency-Key`, `Dry-Run` and body. Nothing was stored."
)


class Asked(Struct, frozen=True):
    """A request as a sponsor signs it: its route, its headers, the SHA-256 of its body."""

    path: str
    headers: Mapping[str, str]
    body_digest: bytes

    @property
    def content(self) -> bytes:
        """What is signed, with everything that decides about what becomes of the request."""
        key, dry_run = self.headers.get(IDEMPOTENCY_KEY), self.headers.get(DRY_RUN)
        return content_of(self.path, self.body_digest, key, dry_run)


async def signature_of(
    database: Database, asked: Asked, organisation_id: str, at: datetime
) -> SponsorSignature | str | None:
    """The signature of a request; a sentence where it does not count, None where there is none."""
    header = asked.headers.get(HEADER)
    if header is None:
        return None
    read = read_header(header, asked.content)
    if read is None or not read.holds:
        return WRONG
    ours = await signs_for(database, organisation_id, read.key, at)
    return read if ours else WRONG


async def register(
    database: Database, organisation_id: str, public_key: str, overlap: timedelta, because: Because
) -> None:
    """Register a public key (base64) of an organisation; its earlier keys end after the overlap.

    With its audit event. AccountError where it is no key, is taken, or nobody is there.
    """
    try:
        key = base64.b64decode(public_key, validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise AccountError("This is no public key.", "Copy what `keys new-signing` showed.")
    async with database.transaction():
        if await find_fact(database, Organisation, organisation_id) is None:
            raise AccountError("No organisation has this id.", "Check its spelling.")
        await end_signing_keys(database, organisation_id, because.at + overlap)
        try:
            await add_signing_key(database, organisation_id, key, because.at)
        except UniqueViolation as taken:
            raise AccountError("This key is registered already.", "Make a new one.") from taken
        act = because.act("signing key registered", organisation_id, key.hex())
        await record_act(database, act)
