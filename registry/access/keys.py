"""Bearer API keys: shown once, stored only as keyed digests, refused with a reason.

A key is 256 bits of randomness, so a keyed SHA-256 digest (HMAC) protects it at rest; slow
password hashing would protect nothing more (RFC 6750 for the header).
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from anonymise.pseudonym import keyed_digest
from registry.errors import AccountError
from registry.model.parties import Organisation
from registry.storage.accounts import add_key, find_key, revoke_key
from registry.storage.directory import find_fact
from registry.storage.engine import Database
from registry.storage.ledger import Act, record_act

PREFIX = "her_"


class Refusal(StrEnum):
    """Why a request has no principal. All are answered 401."""

    NO_KEY = "Send your API key as `Authorization: Bearer …`."
    UNKNOWN_KEY = "This API key is not known. Check that it was copied whole."
    REVOKED_KEY = "This API key was revoked. Ask the registry for a new one."


class Principal(Struct, frozen=True):
    """The organisation on whose behalf a request is made, and the key that made it."""

    organisation: Organisation
    key_id: str


class IssuedKey(Struct, frozen=True):
    """A new key. `token` is shown to its owner once and kept nowhere."""

    id: str
    token: str

    def __repr__(self) -> str:
        return f"IssuedKey({self.id})"


class Doorkeeper(Struct, frozen=True):
    """Issues, checks and revokes keys of one registry."""

    database: Database
    digest_key: bytes

    def __repr__(self) -> str:
        return "Doorkeeper()"

    def digest(self, token: str) -> str:
        """The only form in which a token is stored."""
        return keyed_digest(self.digest_key, token)

    async def issue(
        self, organisation_id: str, at: datetime, actor: str, random_bytes: Callable[[int], bytes]
    ) -> IssuedKey:
        """A new key for an organisation, with its audit event; AccountError if there is none."""
        issued = IssuedKey(random_bytes(8).hex(), PREFIX + random_bytes(32).hex())
        digest = self.digest(issued.token)
        async with self.database.transaction():
            if await find_fact(self.database, Organisation, organisation_id) is None:
                raise AccountError("No organisation has this id.", "Check its spelling.")
            await add_key(self.database, issued.id, organisation_id, digest, at)
            await record_act(self.database, Act(at, actor, "key issued", issued.id, digest))
        return issued

    async def revoke(self, key_id: str, at: datetime, actor: str) -> None:
        """No request passes with this key from now on. AccountError if there is none."""
        async with self.database.transaction():
            if not await revoke_key(self.database, key_id, at):
                raise AccountError("No key has this id.", "Copy the id shown when it was issued.")
            await record_act(self.database, Act(at, actor, "key revoked", key_id, ""))

    async def admit(self, header: str | None) -> Principal | Refusal:
        """The principal behind an Authorization header, or why there is none."""
        scheme, _, token = (header or "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            return Refusal.NO_KEY
        key = await find_key(self.database, self.digest(token.strip()))
        if key is None:
            return Refusal.UNKNOWN_KEY
        if key.revoked:
            return Refusal.REVOKED_KEY
        organisation = await find_fact(self.database, Organisation, key.organisation_id)
        return Principal(organisation, key.id) if organisation else Refusal.UNKNOWN_KEY
