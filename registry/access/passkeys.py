"""Passkeys (WebAuthn level 2): a key in a person's device that signs for this registry alone.

The device asks its owner first (user verification), so a passkey stands for password and code
together. A challenge is 256 random bits, counts once and for five minutes, and for one purpose: to
sign in, or to add a passkey to one account. A counter that does not rise shows that somebody has a
copy (section 6.1.1): the passkey is removed and every session of its owner ends.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct

from registry.access.because import Because
from registry.access.credential import challenge_in, id_in
from registry.access.sessions import Begun
from registry.access.sign_in import NOBODY, Reception
from registry.model.access import Account, AccountState
from registry.storage.engine import Database
from registry.storage.last_uses import note_counter
from registry.storage.ledger import record_act
from registry.storage.passkeys import (
    Passkey,
    add_challenge,
    add_passkey,
    find_passkey,
    passkeys_of,
    remove_passkey,
    take_challenge,
)
from registry.storage.people import find_account
from registry.storage.sessions import end_sessions

if TYPE_CHECKING:
    from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
    from webauthn.registration.verify_registration_response import VerifiedRegistration

NAME = "HE Registry"
CHALLENGE_BYTES = 32
GOOD_FOR = timedelta(minutes=5)
MOST, LONGEST_NAME = 20, 60
SIGN_IN = "sign in"
REFUSED = "This passkey was not accepted. Try again, or sign in with password and code."
NOT_ADDED = "The passkey was not added. Try again."
TOO_MANY = f"An account has at most {MOST} passkeys. Remove one first."


class RelyingParty(Struct, frozen=True):
    """For whom passkeys sign: the registry's host name, and the origin its pages come from."""

    id: str
    origin: str

    @classmethod
    def at(cls, home: str) -> "RelyingParty":
        """The registry at an address, of which an origin has neither path nor query (RFC 6454)."""
        parts = urlsplit(home)
        return cls(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")


class Passkeys(Struct, frozen=True):
    """The passkeys of one registry's people."""

    reception: Reception
    party: RelyingParty

    def __repr__(self) -> str:
        return f"Passkeys({self.party.id})"

    @property
    def database(self) -> Database:
        """The registry's database."""
        return self.reception.database

    async def to_sign_in(self, at: datetime) -> str:
        """What a browser needs to sign in with a passkey, as JSON. It names no account."""
        from webauthn import generate_authentication_options, options_to_json
        from webauthn.helpers.structs import UserVerificationRequirement

        return options_to_json(
            generate_authentication_options(
                rp_id=self.party.id,
                challenge=await self._challenge(SIGN_IN, at),
                timeout=milliseconds(GOOD_FOR),
                user_verification=UserVerificationRequirement.REQUIRED,
            )
        )

    async def sign_in(
        self, credential: str, at: datetime, earlier: str | None = None
    ) -> Begun | None:
        """A session for whose passkey signed; None, whatever is wrong, with the challenge used."""
        async with self.database.transaction():
            challenge = challenge_in(credential)
            fresh = await take_challenge(self.database, self._digest(SIGN_IN, challenge), at)
            passkey = await find_passkey(self.database, id_in(credential))
            if not fresh or passkey is None or not await self._signed(passkey, credential, at):
                await self.reception.tell_failure(passkey.account_id if passkey else NOBODY, at)
                return None
            owner = passkey.account_id
            because = Because(owner, at, f"passkey: {passkey.name}")
            await record_act(self.database, because.act("signed in", owner))
            return await self.reception.sessions.begin(owner, at, earlier)

    async def _signed(self, passkey: Passkey, credential: str, at: datetime) -> bool:
        """Whether a passkey of an active account signed the challenge, and was not copied."""
        account = await find_account(self.database, passkey.account_id)
        if account is None or account.state is not AccountState.ACTIVE:
            return False
        signed = verified(self.party, passkey, credential, challenge_in(credential))
        return signed is not None and await self._counts(passkey, signed.new_sign_count, at)

    async def _counts(self, passkey: Passkey, count: int, at: datetime) -> bool:
        """Note a counter that rose, or was never there; where it did not rise there is a copy."""
        if count > passkey.sign_count or count == passkey.sign_count == 0:
            await note_counter(self.database, passkey.id, count, at.date())
            return True
        owner = passkey.account_id
        await remove_passkey(self.database, owner, passkey.id)
        await end_sessions(self.database, owner)
        because = Because(owner, at, f"counter {count} after {passkey.sign_count}")
        await record_act(self.database, because.act("copied passkey removed", owner))
        return False

    async def of(self, account_id: str) -> list[Passkey]:
        """The passkeys of an account, oldest first."""
        return await passkeys_of(self.database, account_id)

    async def to_add(self, account: Account, at: datetime) -> str:
        """What a browser needs to make a passkey for an account, as JSON."""
        from webauthn import base64url_to_bytes, generate_registration_options, options_to_json
        from webauthn.helpers import structs

        required = structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        )
        there = await self.of(account.id)
        return options_to_json(
            generate_registration_options(
                rp_id=self.party.id,
                rp_name=NAME,
                user_id=bytes.fromhex(self.reception.people.digest("passkey owner", account.id)),
                user_name=account.id,
                user_display_name=account.name,
                challenge=await self._challenge(account.id, at),
                timeout=milliseconds(GOOD_FOR),
                authenticator_selection=required,
                exclude_credentials=[
                    structs.PublicKeyCredentialDescriptor(base64url_to_bytes(p.id)) for p in there
                ],
            )
        )

    async def add(self, account: Account, credential: str, name: str, at: datetime) -> str | None:
        """Add a passkey to an account; None, or what is wrong, with the challenge used."""
        async with self.database.transaction():
            challenge = challenge_in(credential)
            if not await take_challenge(self.database, self._digest(account.id, challenge), at):
                return NOT_ADDED
            made = made_for(self.party, credential, challenge)
            if made is None or await find_passkey(self.database, id_in(credential)) is not None:
                return NOT_ADDED
            if len(await self.of(account.id)) >= MOST:
                return TOO_MANY
            passkey = as_stored(account.id, named(name), made, at)
            await add_passkey(self.database, passkey)
            because = Because(account.id, at, f"passkey: {passkey.name}")
            await record_act(self.database, because.act("passkey added", account.id))
        return None

    async def remove(self, account: Account, id: str, at: datetime) -> None:
        """Take one's own passkey away; one that is not there or not one's own is left alone."""
        async with self.database.transaction():
            removed = await remove_passkey(self.database, account.id, id)
            if removed is not None:
                because = Because(account.id, at, f"passkey: {removed.name}")
                await record_act(self.database, because.act("passkey removed", account.id))

    async def _challenge(self, purpose: str, at: datetime) -> bytes:
        challenge = self.reception.random_bytes(CHALLENGE_BYTES)
        digest = self._digest(purpose, challenge)
        async with self.database.transaction():
            await add_challenge(self.database, digest, at + GOOD_FOR, at)
        return challenge

    def _digest(self, purpose: str, challenge: bytes) -> str:
        return self.reception.people.digest(f"passkey challenge to {purpose}", challenge.hex())


def verified(
    party: RelyingParty, passkey: Passkey, credential: str, challenge: bytes
) -> "VerifiedAuthentication | None":
    """What a passkey signed (section 7.2); None where anything of it is not right.

    The counter is judged apart: here each counts.
    """
    from webauthn import base64url_to_bytes, verify_authentication_response
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        return verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        return None


def made_for(
    party: RelyingParty, credential: str, challenge: bytes
) -> "VerifiedRegistration | None":
    """The new passkey that a device made (section 7.1); None where anything is not right."""
    from webauthn import verify_registration_response
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        return verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        return None


def as_stored(account_id: str, name: str, made: "VerifiedRegistration", at: datetime) -> Passkey:
    """A new passkey as it is kept."""
    from webauthn.helpers import bytes_to_base64url

    id, key = map(bytes_to_base64url, (made.credential_id, made.credential_public_key))
    return Passkey(id, account_id, name, key, made.sign_count, at.isoformat())


def named(typed: str) -> str:
    """The name of a passkey as its owner typed it, without what cannot be shown."""
    told = "".join(each for each in typed if each.isprintable()).strip()
    return told[:LONGEST_NAME] or "Passkey"


def milliseconds(time: timedelta) -> int:
    """A span of time as browsers take it."""
    return int(time.total_seconds() * 1000)
