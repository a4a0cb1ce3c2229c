"""What signing in rests on: credentials, invitations, failed attempts, requests to providers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct, structs

from registry.storage.account_tables import (
    AccountRecord,
    FailureRecord,
    InvitationRecord,
    ProviderRequestRecord,
)
from registry.storage.engine import Database
from registry.storage.last_uses import last_uses, note_step
from registry.storage.rows import insert


class Credentials(Struct, frozen=True):
    """How a person proves who they are: an Argon2 hash, a sealed second factor, its last step."""

    password: str | None = None
    second_factor: str | None = None
    last_step: int = 0

    def __repr__(self) -> str:
        return "Credentials()"


class Failures(Struct, frozen=True):
    """How often somebody failed in a row under one name, and when last."""

    count: int
    last: datetime


class StoredRequest(Struct, frozen=True):
    """A sign-in under way at a provider: what has to come back, and to which browser."""

    state: str
    browser: str
    nonce: str
    verifier: str
    expires: datetime
    invitation: str | None = None

    def __repr__(self) -> str:
        return "StoredRequest()"


async def credentials_of(database: Database, account_id: str) -> Credentials:
    """The credentials of an account; empty ones where it has none or is not there."""
    steps = (await last_uses(database)).steps  # as much work where there is no such account
    rows = await database.run(AccountRecord.select().where(AccountRecord.id == account_id))
    if not rows:
        return Credentials()
    return Credentials(rows[0]["password"], rows[0]["second_factor"], steps.get(account_id, 0))


async def set_credentials(database: Database, account_id: str, new: Credentials) -> None:
    """Replace password and second factor; a provider's identity no longer counts."""
    proofs = {"password": new.password, "second_factor": new.second_factor}
    await _change(database, account_id, proofs | {"issuer": None, "subject": None})
    await note_step(database, account_id, new.last_step)


async def second_factors(database: Database) -> dict[str, str]:
    """The sealed second factor of each account that has one, by account."""
    columns = AccountRecord.select(AccountRecord.id, AccountRecord.second_factor)
    rows = await database.run(columns.where(AccountRecord.second_factor.is_not_null()))
    return {row["id"]: row["second_factor"] for row in rows}


async def set_second_factor(database: Database, account_id: str, sealed: str) -> None:
    """Replace the sealed second factor of an account by the same one, sealed otherwise."""
    await _change(database, account_id, {"second_factor": sealed})


async def set_identity(database: Database, account_id: str, issuer: str, subject: str) -> None:
    """Bind an account to an identity of a provider; UniqueViolation where it is bound already."""
    bound = {"issuer": issuer, "subject": subject, "password": None, "second_factor": None}
    await _change(database, account_id, bound)


async def account_behind(database: Database, issuer: str, subject: str) -> str | None:
    """The account bound to an identity of a provider, or None."""
    same = (AccountRecord.issuer == issuer) & (AccountRecord.subject == subject)
    rows = await database.run(AccountRecord.select(AccountRecord.id).where(same))
    return rows[0]["id"] if rows else None


async def add_invitation(
    database: Database, digest: str, account_id: str, expires: datetime
) -> None:
    """Store an invitation's digest."""
    row = {"digest": digest, "account_id": account_id, "expires_at": expires.isoformat()}
    await insert(database, InvitationRecord, [row])


async def invited(database: Database, digest: str, at: datetime) -> str | None:
    """The account an invitation is for, unless it was used or has ended."""
    rows = await database.run(InvitationRecord.select().where(InvitationRecord.digest == digest))
    if not rows or datetime.fromisoformat(rows[0]["expires_at"]) <= at:
        return None
    return str(rows[0]["account_id"])


async def remove_invitations(database: Database, account_id: str) -> None:
    """No earlier invitation of this account counts any more."""
    mine = InvitationRecord.account_id == account_id
    await database.run(InvitationRecord.delete().where(mine))


async def failures_of(database: Database, subject: str) -> Failures | None:
    """The failed sign-ins under a name, by its digest; None where there are none."""
    rows = await database.run(FailureRecord.select().where(FailureRecord.subject == subject))
    if not rows:
        return None
    return Failures(rows[0]["failures"], datetime.fromisoformat(rows[0]["last_at"]))


async def note_failure(
    database: Database, subject: str, failures: Failures, forget_before: datetime
) -> None:
    """Note a failed sign-in, and forget those that count no more."""
    old = FailureRecord.last_at < forget_before.isoformat()
    await database.run(FailureRecord.delete().where((FailureRecord.subject == subject) | old))
    row = {"subject": subject, "failures": failures.count, "last_at": failures.last.isoformat()}
    await insert(database, FailureRecord, [row])


async def forget_failures(database: Database, subject: str) -> None:
    """Somebody signed in: the failures before count no more."""
    await database.run(FailureRecord.delete().where(FailureRecord.subject == subject))


async def add_request(database: Database, request: StoredRequest, at: datetime) -> None:
    """Store a sign-in that goes to a provider; those that never came back are removed."""
    old = ProviderRequestRecord.expires_at < at.isoformat()
    await database.run(ProviderRequestRecord.delete().where(old))
    row = structs.asdict(request)
    expires = row.pop("expires").isoformat()
    await insert(database, ProviderRequestRecord, [row | {"expires_at": expires}])


async def take_request(database: Database, state: str) -> StoredRequest | None:
    """The sign-in with this state, which is thereby used; None where it was used or never was."""
    mine = ProviderRequestRecord.state == state
    rows = await database.run(ProviderRequestRecord.select().where(mine))
    await database.run(ProviderRequestRecord.delete().where(mine))
    if not rows:
        return None
    row = rows[0]
    ends = datetime.fromisoformat(row["expires_at"])
    told = {name: row[name] for name in ("state", "browser", "nonce", "verifier", "invitation")}
    return StoredRequest(**told, expires=ends)


async def _change(database: Database, account_id: str, values: Mapping[str, Any]) -> None:
    change = AccountRecord.update(
        {AccountRecord._meta.get_column_by_name(n): v for n, v in values.items()}
    )
    await database.run(change.where(AccountRecord.id == account_id))
