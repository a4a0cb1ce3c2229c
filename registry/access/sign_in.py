"""Signing in with password and second factor, and taking over an invited account.

Whatever is wrong, the answer is one sentence and takes the same work: it tells neither whether the
name exists nor what was wrong nor whether the name is locked. Five failures in a row lock a name
for fifteen minutes, also one that does not exist.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from anonymise.envelope import NONCE_BYTES, EnvelopeDamaged
from registry.access.because import Because
from registry.access.passwords import SALT_BYTES, Passwords, weakness
from registry.access.people import ACCOUNT_ID, People
from registry.access.second_factor import opened, sealed, secret_for, step_of
from registry.access.sessions import Begun, Sessions
from registry.model.access import Account, AccountState
from registry.storage.engine import Database
from registry.storage.last_uses import note_step
from registry.storage.ledger import record_act
from registry.storage.passkeys import remove_passkeys
from registry.storage.people import find_account, set_state
from registry.storage.sessions import end_sessions
from registry.storage.sign_ins import (
    Credentials,
    Failures,
    credentials_of,
    failures_of,
    forget_failures,
    invited,
    note_failure,
    remove_invitations,
    set_credentials,
)

NOBODY, FAILED = "-", "sign-in failed"
MOST_FAILURES = 5
LOCKED = timedelta(minutes=15)


class Unable(StrEnum):
    """Why nobody was signed in, in words that tell nothing more."""

    WRONG = (
        "Name, password or code is not right, or there were too many attempts. "
        "Wait for the next code and try again; after several attempts, wait fifteen minutes."
    )
    NO_INVITATION = (
        "This invitation is not valid: it was used, has ended, or was copied incompletely."
    )
    WRONG_CODE = "The code is not right. Enter the one your app shows now."


class Typed(Struct, frozen=True):
    """What somebody typed to sign in."""

    name: str
    password: str
    code: str

    def __repr__(self) -> str:
        return "Typed()"


class Chosen(Struct, frozen=True):
    """What an invited person typed: the invitation's code, a new password, the first code."""

    invitation: str
    password: str
    code: str

    def __repr__(self) -> str:
        return "Chosen()"


class Offered(Struct, frozen=True):
    """What an invitation leads to: an account, and the secret for its second factor."""

    account: Account
    secret: str

    def __repr__(self) -> str:
        return f"Offered({self.account.id})"


class Reception(Struct, frozen=True):
    """Where people sign in; `factor_key` seals second factors."""

    people: People
    sessions: Sessions
    passwords: Passwords
    factor_key: bytes
    random_bytes: Callable[[int], bytes]

    def __repr__(self) -> str:
        return "Reception()"

    @property
    def database(self) -> Database:
        """The registry's database."""
        return self.people.database

    async def sign_in(
        self, typed: Typed, at: datetime, earlier: str | None = None
    ) -> Begun | Unable:
        """A session, or the one sentence. `earlier` is the session the browser had before."""
        name = as_id(typed.name)
        found = await credentials_of(self.database, name)
        fits = await self.passwords.right(typed.password, found.password)
        async with self.database.transaction():
            if not await self._proved(name, typed.code, fits, at):
                await self._note_failure(name, at)
                await self.tell_failure(name, at)
                return Unable.WRONG
            await forget_failures(self.database, self._subject(name))
            await record_act(self.database, Because(name, at).act("signed in", name))
            return await self.sessions.begin(name, at, earlier)

    async def prove(self, typed: Typed, at: datetime) -> bool:
        """Whether somebody is who they say, for one act and without a session."""
        begun = await self.sign_in(typed, at)
        if isinstance(begun, Unable):
            return False
        await self.sessions.end(begun.token)
        return True

    async def _proved(self, name: str, code: str, fits: bool, at: datetime) -> bool:
        """Whether name, password and code belong together now; the code is used by it."""
        account = await find_account(self.database, name)
        found = await credentials_of(self.database, name)
        nobody = secret_for(self.factor_key, "nobody")
        kept = found.second_factor
        secret = self._secret(kept, name) if kept else nobody
        step = step_of(secret, code, at, found.last_step)
        active = account is not None and account.state is AccountState.ACTIVE
        locked = is_locked(await failures_of(self.database, self._subject(name)), at)
        if step is None or not (fits and active and kept) or locked:
            return False
        await note_step(self.database, name, step)
        return True

    def _secret(self, kept: str, name: str) -> str:
        """A stored second factor; one that does not open, as after a change of the root key until
        this process is started anew, is nobody's.
        """
        try:
            return opened(self.factor_key, kept, name)
        except EnvelopeDamaged:
            return secret_for(self.factor_key, self.random_bytes(SALT_BYTES).hex())

    async def _note_failure(self, name: str, at: datetime) -> None:
        subject = self._subject(name)
        before = await failures_of(self.database, subject)
        running = before.count if before and at - before.last < LOCKED else 0
        locked = is_locked(before, at)
        # while a name is locked, further attempts do not lengthen the lock for its owner
        failures = before if locked and before else Failures(running + 1, at)
        await note_failure(self.database, subject, failures, at - LOCKED)

    async def tell_failure(self, name: str, at: datetime) -> None:
        """The audit event of a failed sign-in, in the caller's transaction.

        One an account and quarter of an hour, and one for all names that no account has: these may
        be mistyped passwords, are never kept, and nobody fills the trail by them. A name that
        nobody has is as much work as one of an account: else the time told which one there is.
        """
        account = await find_account(self.database, name)
        mine, nobodys = self.people.digest("failed", name), self.people.digest("told", NOBODY)
        if not is_over(await failures_of(self.database, mine), at):
            return
        await note_failure(self.database, mine, Failures(1, at), at - LOCKED)
        last = await failures_of(self.database, nobodys)
        if account is None:
            noted = last if last and not is_over(last, at) else Failures(1, at)
            await note_failure(self.database, nobodys, noted, at - LOCKED)
        if account is not None or is_over(last, at):
            whose = account.id if account else NOBODY
            await record_act(self.database, Because(NOBODY, at).act(FAILED, whose))

    def _subject(self, name: str) -> str:
        return self.people.digest("name", name)

    async def offered(self, invitation: str, at: datetime) -> Offered | Unable:
        """What an invitation leads to; looking does not use it."""
        digest = self.people.digest("invitation", invitation.strip())
        account_id = await invited(self.database, digest, at)
        account = await find_account(self.database, account_id) if account_id else None
        if account is None or account.state is AccountState.SUSPENDED:
            return Unable.NO_INVITATION
        return Offered(account, secret_for(self.factor_key, invitation.strip()))

    async def accept(
        self, chosen: Chosen, at: datetime, earlier: str | None = None
    ) -> Begun | Unable | str:
        """Take over an account: a session, or what is wrong with what was chosen.

        The invitation is used by it, sessions from before end, and the first code is used, too.
        """
        offered = await self.offered(chosen.invitation, at)
        if isinstance(offered, Unable):
            return offered
        weak = weakness(chosen.password, offered.account.id)
        if weak is not None:
            return weak
        step = step_of(offered.secret, chosen.code, at, 0)
        if step is None:
            return Unable.WRONG_CODE
        password = await self.passwords.hashed(chosen.password, self.random_bytes(SALT_BYTES))
        async with self.database.transaction():
            still = await self.offered(chosen.invitation, at)
            if isinstance(still, Unable):
                return still
            id, nonce = still.account.id, self.random_bytes(NONCE_BYTES)
            factor = sealed(self.factor_key, still.secret, id, nonce)
            await set_credentials(self.database, id, Credentials(password, factor, step))
            return await self.taken_over(still.account, at, earlier)

    async def taken_over(self, account: Account, at: datetime, earlier: str | None) -> Begun:
        """An invited account becomes active, in the caller's transaction; a first session.

        Passkeys from before are gone: whoever was invited again may have lost the device.
        """
        await remove_passkeys(self.database, account.id)
        await remove_invitations(self.database, account.id)
        await set_state(self.database, account.id, AccountState.ACTIVE)
        await end_sessions(self.database, account.id)
        act = Because(account.id, at).act("invitation accepted", account.id)
        await record_act(self.database, act)
        return await self.sessions.begin(account.id, at, earlier)


def as_id(typed: str) -> str:
    """The id of an account as somebody typed it; what cannot be one stands for nobody's."""
    name = typed.strip().casefold()
    return name if ACCOUNT_ID.fullmatch(name) else NOBODY


def is_over(told: Failures | None, at: datetime) -> bool:
    """Whether a failure may be told again."""
    return told is None or at - told.last >= LOCKED


def is_locked(failures: Failures | None, at: datetime) -> bool:
    """Whether a name is locked now."""
    return bool(failures and failures.count >= MOST_FAILURES and at - failures.last < LOCKED)
