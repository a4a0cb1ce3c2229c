"""A sign-in that goes to an identity provider and comes back, once, to the same browser."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from anonymise.pseudonym import matches
from registry.access.because import Because
from registry.access.oidc import Client, Distrust
from registry.access.sessions import Begun
from registry.access.sign_in import NOBODY, Reception, Unable
from registry.model.access import AccountState
from registry.storage.ledger import record_act
from registry.storage.people import find_account
from registry.storage.sign_ins import (
    StoredRequest,
    account_behind,
    add_request,
    invited,
    set_identity,
    take_request,
)

BROWSER = "__Host-signing-in"
GOOD_FOR = timedelta(minutes=10)
STRAY = "This sign-in was not begun in this browser, is over, or was used. Begin it again."
UNBOUND = "No active account is bound to this identity. Ask an administrator for an invitation."
TAKEN = "This identity is bound to another account already. Ask an administrator."


class Away(Struct, frozen=True):
    """Where the browser goes, and the secret it keeps until it comes back."""

    address: str
    browser: str

    def __repr__(self) -> str:
        return "Away()"


async def go(
    reception: Reception, client: Client, at: datetime, invitation: str = ""
) -> Away | str:
    """Begin a sign-in; with an invitation, its account is bound to whoever comes back.

    A sentence where that cannot be begun.
    """
    if invitation:
        offered = await reception.offered(invitation, at)
        if isinstance(offered, Unable):
            return offered.value
    state, nonce, verifier, browser = (reception.random_bytes(32).hex() for _ in range(4))
    address = await client.way_there(state, nonce, verifier)
    if isinstance(address, Distrust):
        return address.value
    digest = reception.people.digest
    request = StoredRequest(
        digest("state", state),
        digest("browser", browser),
        nonce,
        verifier,
        at + GOOD_FOR,
        digest("invitation", invitation.strip()) if invitation else None,
    )
    async with reception.database.transaction():
        await add_request(reception.database, request, at)
    return Away(address, browser)


async def come_back(
    reception: Reception,
    client: Client,
    answers: Mapping[str, str],
    browser: str,
    at: datetime,
    earlier: str | None = None,
) -> Begun | str:
    """A session for whoever the provider says came back, or why there is none.

    The request is used whatever comes of it, so that no answer counts twice.
    """
    digest = reception.people.digest
    async with reception.database.transaction():
        request = await take_request(reception.database, digest("state", answers.get("state", "")))
    same = request is not None and matches(request.browser, digest("browser", browser))
    if request is None or not same or request.expires <= at:
        return await told(reception, at, STRAY)
    subject = await client.subject(answers, request.nonce, request.verifier, at)
    if isinstance(subject, Distrust):
        return await told(reception, at, subject.value)
    async with reception.database.transaction():
        if request.invitation is not None:
            return await bind(reception, client, subject, request.invitation, at, earlier)
        return await enter(reception, client, subject, at, earlier)


async def told(reception: Reception, at: datetime, refusal: str) -> str:
    """Why nobody came back, with the audit event of it."""
    async with reception.database.transaction():
        await reception.tell_failure(NOBODY, at)
    return refusal


async def enter(
    reception: Reception, client: Client, subject: str, at: datetime, earlier: str | None
) -> Begun | str:
    """A session for the account bound to an identity, in the caller's transaction."""
    id = await account_behind(reception.database, client.provider.issuer, subject)
    account = await find_account(reception.database, id) if id else None
    if account is None or account.state is not AccountState.ACTIVE:
        await reception.tell_failure(id or NOBODY, at)
        return UNBOUND
    await record_act(reception.database, Because(account.id, at).act("signed in", account.id))
    return await reception.sessions.begin(account.id, at, earlier)


async def bind(
    reception: Reception,
    client: Client,
    subject: str,
    invitation: str,
    at: datetime,
    earlier: str | None,
) -> Begun | str:
    """Bind an invited account to an identity and take it over, in the caller's transaction."""
    database, issuer = reception.database, client.provider.issuer
    id = await invited(database, invitation, at)
    account = await find_account(database, id) if id else None
    if account is None or account.state is AccountState.SUSPENDED:
        return Unable.NO_INVITATION.value
    if await account_behind(database, issuer, subject) not in (None, account.id):
        return TAKEN
    await set_identity(database, account.id, issuer, subject)
    return await reception.taken_over(account, at, earlier)
