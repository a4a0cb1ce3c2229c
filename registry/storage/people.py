"""Accounts and their roles, as rows."""

from collections.abc import Iterable
from datetime import datetime

from registry.model.access import Account, AccountState, Role
from registry.storage.account_tables import AccountRecord, AccountRoleRecord
from registry.storage.engine import Database
from registry.storage.rows import insert


async def add_account(database: Database, account: Account, at: datetime) -> None:
    """Store an account with its roles; UniqueViolation where its id is taken."""
    row = {
        "id": account.id,
        "name": account.name,
        "organisation_id": account.organisation_id,
        "state": account.state.value,
        "created_at": at.isoformat(),
    }
    await insert(database, AccountRecord, [row])
    await add_roles(database, account.id, account.roles)


async def add_roles(database: Database, account_id: str, roles: Iterable[Role]) -> None:
    """Give an account roles it does not have."""
    rows = [{"account_id": account_id, "role": role.value} for role in sorted(roles)]
    await insert(database, AccountRoleRecord, rows)


async def remove_role(database: Database, account_id: str, role: Role) -> None:
    """Take a role from an account."""
    mine = (AccountRoleRecord.account_id == account_id) & (AccountRoleRecord.role == role.value)
    await database.run(AccountRoleRecord.delete().where(mine))


async def set_state(database: Database, account_id: str, state: AccountState) -> None:
    """Let an account be invited, active or suspended."""
    change = AccountRecord.update({AccountRecord.state: state.value})
    await database.run(change.where(AccountRecord.id == account_id))


async def find_account(database: Database, id: str) -> Account | None:
    """The account with this id, or None."""
    return next((each for each in await accounts(database, [id])), None)


async def accounts(database: Database, ids: Iterable[str] | None = None) -> list[Account]:
    """Every account, or those with these ids, by id."""
    found, roles = AccountRecord.select(), AccountRoleRecord.select()
    if ids is not None:
        wanted = list(ids)
        found = found.where(AccountRecord.id.is_in(wanted))
        roles = roles.where(AccountRoleRecord.account_id.is_in(wanted))
    held: dict[str, set[Role]] = {}
    for row in await database.run(roles):
        held.setdefault(row["account_id"], set()).add(Role(row["role"]))
    return [
        Account(
            row["id"],
            row["name"],
            row["organisation_id"],
            AccountState(row["state"]),
            frozenset(held.get(row["id"], ())),
        )
        for row in await database.run(found.order_by(AccountRecord.id))
    ]


async def holders(database: Database, role: Role) -> frozenset[str]:
    """The ids of active accounts that have a role."""
    found = await accounts(database)
    return frozenset(account.id for account in found if role in account.active_roles)
