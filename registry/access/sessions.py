"""Sessions of signed-in people: held by the server, named by 256 random bits in one cookie.

The cookie says nothing and is stored as keyed digest. A session ends 30 minutes after its last use,
12 hours after its beginning, when its owner's rights change, and when anybody ends it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import Struct

from anonymise.pseudonym import keyed_digest, matches
from registry.access.principal import Principal
from registry.model.access import Account, AccountState
from registry.model.parties import Organisation
from registry.storage.directory import find_fact
from registry.storage.engine import Database
from registry.storage.people import find_account
from registry.storage.sessions import (
    StoredSession,
    add_session,
    end_session,
    end_sessions_from_before,
    find_session,
    note_seen,
    sessions_of,
)

COOKIE = "__Host-session"
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)


class Begun(Struct, frozen=True):
    """A new session; `token` goes into the cookie and is kept nowhere."""

    id: str
    token: str

    def __repr__(self) -> str:
        return f"Begun({self.id})"


class SignedIn(Struct, frozen=True):
    """Who a session belongs to, and what a form of theirs must carry."""

    account: Account
    principal: Principal
    session: StoredSession
    form_token: str

    def __repr__(self) -> str:
        return f"SignedIn({self.account.id})"


class Sessions(Struct, frozen=True):
    """The sessions of one registry; `digest_key` keys their digests."""

    database: Database
    digest_key: bytes
    random_bytes: Callable[[int], bytes]

    def __repr__(self) -> str:
        return "Sessions()"

    def digest(self, token: str) -> str:
        """The only form in which a session's token is stored."""
        return keyed_digest(self.digest_key, "session", token)

    async def begin(self, account_id: str, at: datetime, earlier: str | None = None) -> Begun:
        """A new session, in the caller's transaction; the one the browser had before ends."""
        await end_sessions_from_before(self.database, at - LONGEST)
        if earlier:
            await end_session(self.database, self.digest(earlier))
        begun = Begun(self.random_bytes(8).hex(), self.random_bytes(32).hex())
        stored = StoredSession(self.digest(begun.token), begun.id, account_id, at, at)
        await add_session(self.database, stored)
        return begun

    async def read(self, token: str | None, at: datetime) -> SignedIn | None:
        """Who a cookie stands for now; None where its session is over or never was."""
        if not token:
            return None
        session = await find_session(self.database, self.digest(token))
        if session is None:
            return None
        if is_over(session, at):
            await end_session(self.database, session.digest)
            return None
        account = await find_account(self.database, session.account_id)
        if account is None or account.state is not AccountState.ACTIVE:
            return None
        if at - session.seen >= SEEN_EVERY:
            await note_seen(self.database, session.digest, at)
        principal = await principal_of(self.database, account)
        return SignedIn(account, principal, session, self.form_token(session))

    async def of(self, account_id: str) -> list[StoredSession]:
        """The open sessions of an account, oldest first."""
        return await sessions_of(self.database, account_id)

    async def end(self, token: str | None) -> None:
        """End the session of a cookie."""
        if token:
            await end_session(self.database, self.digest(token))

    def form_token(self, session: StoredSession) -> str:
        """What every form of a session carries, so that no other site can send one."""
        return keyed_digest(self.digest_key, "form", session.digest)


def form_fits(signed_in: SignedIn, token: str) -> bool:
    """Whether a form was made for this very session."""
    return matches(signed_in.form_token, token)


def is_over(session: StoredSession, at: datetime) -> bool:
    """Whether a session was idle too long, or lasted too long."""
    return at - session.seen >= IDLE or at - session.started >= LONGEST


async def principal_of(database: Database, account: Account) -> Principal:
    """A person as the table judges it."""
    organisation = None
    if account.organisation_id is not None:
        organisation = await find_fact(database, Organisation, account.organisation_id)
    return Principal(account.id, organisation, None, account.active_roles)
