"""Accounts: invited, granted and deprived of roles, suspended, restored; each with its audit event.

An invitation is 256 random bits, stored as keyed digest, used once, and ends after some days.
Whenever rights change, the person's sessions end: the next one begins with the new rights.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import Struct, structs

from anonymise.pseudonym import keyed_digest
from registry.access.because import Because
from registry.errors import AccountError, DutyError
from registry.model.access import OF_SPONSORS, Account, AccountState, Role, broken_duties
from registry.model.parties import Organisation
from registry.storage.directory import find_fact
from registry.storage.engine import Database
from registry.storage.ledger import record_act
from registry.storage.people import (
    add_account,
    add_roles,
    find_account,
    holders,
    remove_role,
    set_state,
)
from registry.storage.sessions import end_sessions
from registry.storage.sign_ins import add_invitation, remove_invitations

INVITATION_DAYS = 7
PREFIX = "inv_"
ACCOUNT_ID = re.compile(r"[a-z][a-z0-9.-]{1,63}")


class Invitation(Struct, frozen=True):
    """An account and the code with which its owner takes it over; shown once, kept nowhere."""

    account: Account
    code: str
    expires: datetime

    def __repr__(self) -> str:
        return f"Invitation({self.account.id})"


class People(Struct, frozen=True):
    """The accounts of one registry; `digest_key` keys the digests of codes and sessions."""

    database: Database
    digest_key: bytes
    random_bytes: Callable[[int], bytes]

    def __repr__(self) -> str:
        return "People()"

    def digest(self, purpose: str, secret: str) -> str:
        """The only form in which codes and session tokens are stored."""
        return keyed_digest(self.digest_key, purpose, secret)

    async def invite(self, account: Account, because: Because) -> Invitation:
        """A new account that waits for its owner, and the invitation; AccountError, DutyError."""
        invited = structs.replace(account, state=AccountState.INVITED)
        check_id(account.id)
        check_duties(account.id, account.roles)
        async with self.database.transaction():
            await self._check_organisation(invited)
            if await find_account(self.database, account.id) is not None:
                raise AccountError("An account has this id already.", "Choose another one.")
            await add_account(self.database, invited, because.at)
            roles = " ".join(sorted(account.roles))
            await record_act(self.database, because.act(f"account invited: {roles}", account.id))
            return await self._invitation(invited, because.at)

    async def invite_again(self, account_id: str, because: Because) -> Invitation:
        """A new invitation for whoever lost password or second factor; earlier ones end.

        The account stays as it is until the invitation is accepted. AccountError if suspended.
        """
        async with self.database.transaction():
            account = await self._known(account_id)
            if account.state is AccountState.SUSPENDED:
                raise AccountError("This account is suspended.", "Restore it first.")
            await record_act(self.database, because.act("account invited again", account_id))
            return await self._invitation(account, because.at)

    async def grant(self, account_id: str, role: Role, because: Because) -> None:
        """Give a role; DutyError where one person may not have it beside the others."""
        async with self.database.transaction():
            account = await self._known(account_id)
            after = structs.replace(account, roles=account.roles | {role})
            check_duties(account_id, after.roles)
            await self._check_organisation(after)
            if role not in account.roles:
                await add_roles(self.database, account_id, [role])
                await end_sessions(self.database, account_id)
                await record_act(self.database, because.act(f"role granted: {role}", account_id))

    async def deprive(self, account_id: str, role: Role, because: Because) -> None:
        """Take a role away. AccountError for the last administrator."""
        async with self.database.transaction():
            account = await self._known(account_id)
            await self._check_not_last(account, role)
            if role in account.roles:
                await remove_role(self.database, account_id, role)
                await end_sessions(self.database, account_id)
                await record_act(self.database, because.act(f"role revoked: {role}", account_id))

    async def suspend(self, account_id: str, because: Because) -> None:
        """Nothing is done in this account's name from now on: sessions, keys, invitations."""
        async with self.database.transaction():
            account = await self._known(account_id)
            await self._check_not_last(account, Role.ADMINISTRATOR)
            await set_state(self.database, account_id, AccountState.SUSPENDED)
            await end_sessions(self.database, account_id)
            await remove_invitations(self.database, account_id)
            await record_act(self.database, because.act("account suspended", account_id))

    async def restore(self, account_id: str, because: Because) -> Invitation:
        """A suspended account waits for its owner again, with a new invitation."""
        async with self.database.transaction():
            account = await self._known(account_id)
            if account.state is not AccountState.SUSPENDED:
                raise AccountError("This account is not suspended.", "Nothing is to be done.")
            await set_state(self.database, account_id, AccountState.INVITED)
            await record_act(self.database, because.act("account restored", account_id))
            return await self._invitation(account, because.at)

    async def sign_out(self, account_id: str, because: Because) -> int:
        """End every session of an account; how many there were."""
        async with self.database.transaction():
            await self._known(account_id)
            ended = await end_sessions(self.database, account_id)
            await record_act(self.database, because.act("signed out everywhere", account_id))
            return ended

    async def _invitation(self, account: Account, at: datetime) -> Invitation:
        await remove_invitations(self.database, account.id)
        code = PREFIX + self.random_bytes(32).hex()
        expires = at + timedelta(days=INVITATION_DAYS)
        digest = self.digest("invitation", code)
        await add_invitation(self.database, digest, account.id, expires)
        return Invitation(account, code, expires)

    async def _known(self, account_id: str) -> Account:
        account = await find_account(self.database, account_id)
        if account is None:
            raise AccountError("No account has this id.", "List the accounts.")
        return account

    async def _check_organisation(self, account: Account) -> None:
        if account.organisation_id is None:
            if account.roles & OF_SPONSORS:
                raise AccountError("A sponsor's role needs an organisation.", "Name it.")
            return
        if await find_fact(self.database, Organisation, account.organisation_id) is None:
            raise AccountError("No organisation has this id.", "Check its spelling.")

    async def _check_not_last(self, account: Account, role: Role) -> None:
        counts = role is Role.ADMINISTRATOR and role in account.active_roles
        if counts and await holders(self.database, role) == {account.id}:
            raise AccountError("This is the last administrator.", "Make somebody else one first.")


def check_id(id: str) -> None:
    """AccountError unless an id can stand in the audit trail: lower-case letters, digits, .-"""
    if not ACCOUNT_ID.fullmatch(id):
        raise AccountError(
            "This cannot be the id of an account.",
            "Use 2 to 64 lower-case letters, digits, dots and hyphens, a letter first.",
        )


def check_duties(account_id: str, roles: frozenset[Role]) -> None:
    """DutyError where these roles may not meet in one person."""
    broken = next(broken_duties(roles), None)
    if broken is not None:
        raise DutyError(
            f"{account_id} may not have these roles together ({broken.id}).", broken.sentence
        )
