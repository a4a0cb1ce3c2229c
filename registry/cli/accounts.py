"""`he-registry accounts`: the people of the registry and of its sponsors, and their roles."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import click

from registry.cli.acting import Acting, acting, in_name_of
from registry.cli.house import ACTOR
from registry.cli.plain import plain
from registry.model.access import Account, AccountState, Role

if TYPE_CHECKING:
    from registry.access.because import Because
    from registry.access.people import Invitation
    from registry.app import House

ROLE = click.Choice([role.value for role in Role], case_sensitive=False)
HERE = "he-registry accounts"


@click.group("accounts")
def command() -> None:
    """Invite people, grant and revoke roles, suspend, sign out."""


@command.command("invite")
@click.argument("account")
@click.option("--name", "called", default="", help="The person's name; the id where left out.")
@click.option("--organisation", help="The id of the sponsor the person works for.")
@click.option("--role", "roles", type=ROLE, multiple=True, help="Give several times.")
@acting
def invite(
    account: str,
    called: str,
    organisation: str | None,
    roles: tuple[str, ...],
    name: str | None,
    reason: str,
) -> None:
    """Invite somebody under the id ACCOUNT, or anew whoever lost password or second factor.

    The code is shown once; hand it over in another way than the address.
    """
    held = frozenset(Role(role.upper()) for role in roles)
    wanted = Account(account, called or account, organisation, AccountState.INVITED, held)

    async def work(house: "House", because: "Because") -> "Invitation":
        from registry.storage.people import find_account

        if await find_account(house.database, account) is None:
            return await house.people.invite(wanted, because)
        if held or organisation or called:
            raise click.UsageError("This account exists. To invite it anew, give its id alone.")
        return await house.people.invite_again(account, because)

    show(in_name_of(Acting(name, reason), f"{HERE} invite", ACTOR, work))


def show(invitation: "Invitation") -> None:
    """The one time an invitation's code is shown."""
    click.echo(f"account: {invitation.account.id}\ncode:    {invitation.code}")
    click.echo(f"Enter it at /invitation until {invitation.expires:%Y-%m-%d %H:%M} UTC.", err=True)


@command.command("list")
@acting
def listed(name: str | None, reason: str) -> None:
    """List accounts with organisation, state, roles, and how many sessions are open."""
    from registry.board.trail import note_read
    from registry.storage.people import accounts
    from registry.storage.sessions import sessions_of

    async def work(house: "House", because: "Because") -> list[str]:
        await note_read(house.database, because, "accounts", "registry")
        found = await accounts(house.database)
        return [line_of(a, len(await sessions_of(house.database, a.id))) for a in found]

    for line in in_name_of(Acting(name, reason), f"{HERE} list", ACTOR, work):
        click.echo(plain(line))


def line_of(account: Account, sessions: int) -> str:
    """An account on one line."""
    roles = " ".join(sorted(account.roles)) or "no role"
    where = account.organisation_id or "the registry"
    return f"{account.id} ({account.name}) of {where}, {account.state}: {roles}; {sessions} open"


def change(
    who: Acting, verb: str, said: str, work: Callable[["House", "Because"], Awaitable[object]]
) -> None:
    """Carry out a change of an account and say so."""
    in_name_of(who, f"{HERE} {verb}", ACTOR, work)
    click.echo(said)


@command.command("grant")
@click.argument("account")
@click.argument("role", type=ROLE)
@acting
def grant(account: str, role: str, name: str | None, reason: str) -> None:
    """Give ACCOUNT a ROLE. Its sessions end; the next one has it."""
    wanted = Role(role.upper())
    change(
        Acting(name, reason),
        "grant",
        "Granted.",
        lambda house, because: house.people.grant(account, wanted, because),
    )


@command.command("revoke")
@click.argument("account")
@click.argument("role", type=ROLE)
@acting
def revoke(account: str, role: str, name: str | None, reason: str) -> None:
    """Take a ROLE from ACCOUNT. Its sessions end."""
    wanted = Role(role.upper())
    change(
        Acting(name, reason),
        "revoke",
        "Revoked.",
        lambda house, because: house.people.deprive(account, wanted, because),
    )


@command.command("suspend")
@click.argument("account")
@acting
def suspend(account: str, name: str | None, reason: str) -> None:
    """Suspend ACCOUNT: sessions, keys and invitations of it stop at once."""
    change(
        Acting(name, reason),
        "suspend",
        "Suspended.",
        lambda house, because: house.people.suspend(account, because),
    )


@command.command("restore")
@click.argument("account")
@acting
def restore(account: str, name: str | None, reason: str) -> None:
    """Restore a suspended ACCOUNT with a new invitation."""

    async def work(house: "House", because: "Because") -> "Invitation":
        return await house.people.restore(account, because)

    show(in_name_of(Acting(name, reason), f"{HERE} restore", ACTOR, work))


@command.command("sign-out")
@click.argument("account")
@acting
def sign_out(account: str, name: str | None, reason: str) -> None:
    """End every session of ACCOUNT."""

    async def work(house: "House", because: "Because") -> int:
        return await house.people.sign_out(account, because)

    ended = in_name_of(Acting(name, reason), f"{HERE} sign-out", ACTOR, work)
    click.echo(f"{ended} session{'' if ended == 1 else 's'} ended.")
