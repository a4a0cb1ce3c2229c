"""Bearer API keys: shown once, stored only as keyed digests, refused with a reason.

A key is 256 bits of randomness, so a keyed SHA-256 digest (HMAC) protects it at rest; slow
password hashing would protect nothing more (RFC 6750 for the header).
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from anonymise.pseudonym import keyed_digest, matches
from registry.access.because import Because
from registry.access.principal import Principal
from registry.errors import AccountError
from registry.model.access import EVERY_SCOPE, AccountState, Scope
from registry.model.parties import Organisation
from registry.storage.accounts import (
    StoredKey,
    add_key,
    expire_key,
    find_key,
    key_of,
    revoke_key,
)
from registry.storage.directory import find_fact
from registry.storage.engine import Database
from registry.storage.last_uses import note_key
from registry.storage.ledger import record_act
from registry.storage.people import find_account

PREFIX = "her_"
RandomBytes = Callable[[int], bytes]


class Refusal(StrEnum):
    """Why a request has no principal. All are answered 401."""

    NO_KEY = "Send your API key as `Authorization: Bearer …`."
    UNKNOWN_KEY = "This API key is not known. Check that it was copied whole."
    REVOKED_KEY = "This API key was revoked. Ask the registry for a new one."
    NO_ACCOUNT = "The account this API key belongs to is not active. Ask the registry."
    EXPIRED_KEY = "This API key has expired. Ask the registry for a new one."


class Terms(Struct, frozen=True):
    """What a new key is for: whose it is, its scopes, until when, and within whose rights.

    `expires` is None for a key that works until it is revoked. A key with an `account_id` can do
    what its scopes and that person's roles both allow, and stops when the account is suspended.
    """

    organisation_id: str
    scopes: frozenset[Scope] = EVERY_SCOPE
    expires: datetime | None = None
    account_id: str | None = None


class IssuedKey(Struct, frozen=True):
    """A new key. `token` is shown to its owner once and kept nowhere."""

    id: str
    token: str

    def __repr__(self) -> str:
        return f"IssuedKey({self.id})"


class Doorkeeper(Struct, frozen=True):
    """Issues, checks, rotates and revokes keys of one registry."""

    database: Database
    digest_key: bytes

    def __repr__(self) -> str:
        return "Doorkeeper()"

    def digest(self, token: str) -> str:
        """The only form in which a token is stored."""
        return keyed_digest(self.digest_key, token)

    async def issue(
        self,
        terms: Terms,
        because: Because,
        random_bytes: RandomBytes,
    ) -> IssuedKey:
        """A new key, with its audit event; AccountError where its owner is not there."""
        async with self.database.transaction():
            return await self._issue(terms, because, "key issued", random_bytes)

    async def _issue(
        self, terms: Terms, because: Because, action: str, random_bytes: RandomBytes
    ) -> IssuedKey:
        await self._check_owner(terms)
        issued = IssuedKey(random_bytes(8).hex(), PREFIX + random_bytes(32).hex())
        digest = self.digest(issued.token)
        stored = StoredKey(
            issued.id,
            terms.organisation_id,
            digest,
            because.at,
            terms.scopes,
            terms.expires,
            terms.account_id,
        )
        await add_key(self.database, stored)
        await record_act(self.database, because.act(action, issued.id, digest))
        return issued

    async def _check_owner(self, terms: Terms) -> None:
        if await find_fact(self.database, Organisation, terms.organisation_id) is None:
            raise AccountError("No organisation has this id.", "Check its spelling.")
        if terms.account_id is not None:
            account = await find_account(self.database, terms.account_id)
            if account is None or account.organisation_id != terms.organisation_id:
                raise AccountError("This organisation has no such account.", "List the accounts.")

    async def rotate(
        self,
        key_id: str,
        overlap: timedelta,
        because: Because,
        random_bytes: RandomBytes,
    ) -> IssuedKey:
        """A new key on the terms of an old one, which works on for the overlap and no longer.

        The new one lives as long as the old one was issued for. AccountError for a key that is
        not there, or works no more.
        """
        at = because.at
        async with self.database.transaction():
            old = await key_of(self.database, key_id)
            if old is None or self._refusal(old, at) is not None:
                raise AccountError(
                    "No key that works has this id.", "List the organisation's keys."
                )
            ends = at + overlap
            await expire_key(self.database, key_id, min(ends, old.expires or ends))
            life = old.expires - old.created if old.expires else None
            until = at + life if life else None
            terms = Terms(old.organisation_id, old.scopes, until, old.account_id)
            return await self._issue(terms, because, f"key rotated from {key_id}", random_bytes)

    async def revoke(self, key_id: str, because: Because) -> None:
        """No request passes with this key from now on. AccountError if there is none."""
        async with self.database.transaction():
            if not await revoke_key(self.database, key_id, because.at):
                raise AccountError("No key has this id.", "Copy the id shown when it was issued.")
            await record_act(self.database, because.act("key revoked", key_id))

    async def admit(self, header: str | None, at: datetime) -> Principal | Refusal:
        """The principal behind an Authorization header, or why there is none.

        Notes the day on which a key was last used, at most once a day.
        """
        scheme, _, token = (header or "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            return Refusal.NO_KEY
        digest = self.digest(token.strip())
        key = await find_key(self.database, digest)
        if key is None or not matches(key.digest, digest):
            return Refusal.UNKNOWN_KEY
        refused = self._refusal(key, at)
        if refused is not None:
            return refused
        organisation = await find_fact(self.database, Organisation, key.organisation_id)
        if organisation is None:
            return Refusal.UNKNOWN_KEY
        roles = None
        if key.account_id is not None:
            account = await find_account(self.database, key.account_id)
            if account is None or account.state is not AccountState.ACTIVE:
                return Refusal.NO_ACCOUNT
            roles = account.active_roles
        await self._note_use(key.id, at.date())
        return Principal(key.id, organisation, key.scopes, roles)

    async def _note_use(self, id: str, on: date) -> None:
        """Note the day of a use, where this process did not yet."""
        noted = self.database.sealing.remembered
        if noted.get(("key used", id)) != on:
            await note_key(self.database, id, on)
            noted["key used", id] = on

    def _refusal(self, key: StoredKey, at: datetime) -> Refusal | None:
        if key.revoked:
            return Refusal.REVOKED_KEY
        return Refusal.EXPIRED_KEY if key.expires and key.expires <= at else None
