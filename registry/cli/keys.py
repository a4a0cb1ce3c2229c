"""`he-registry keys`: API keys of sponsors' machines, and the registry's own keys."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from registry.cli.acting import Acting, acting, in_name_of
from registry.cli.house import ACTOR
from registry.cli.rotating import rotate_column_key, rotate_log, rotate_root
from registry.model.access import EVERY_SCOPE, Scope

if TYPE_CHECKING:
    from datetime import date

    from registry.access.because import Because
    from registry.access.keys import IssuedKey
    from registry.app import House
    from registry.storage.accounts import StoredKey


@click.group("keys")
def command() -> None:
    """Issue, list, rotate and revoke API keys of sponsors; change the registry's own keys."""


LIFE = click.option(
    "--days",
    type=click.IntRange(1, 3660),
    default=365,
    show_default=True,
    help="How many days it works.",
)


@command.command("issue")
@click.argument("organisation")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice([scope.value for scope in Scope]),
    multiple=True,
    help="What it may do; give several times. All of it where left out.",
)
@LIFE
@click.option("--for", "account", help="The account whose rights bound it; it ends with them.")
@acting
def issue(
    organisation: str,
    scopes: tuple[str, ...],
    days: int,
    account: str | None,
    name: str | None,
    reason: str,
) -> None:
    """Issue a key for ORGANISATION (its id). The key is shown once and kept nowhere."""
    from registry.access.keys import IssuedKey, Terms

    wanted = frozenset(map(Scope, scopes)) or EVERY_SCOPE

    async def work(house: "House", because: "Because") -> IssuedKey:
        terms = Terms(organisation, wanted, because.at + timedelta(days=days), account)
        return await house.doorkeeper.issue(terms, because, house.intake.random_bytes)

    show(in_name_of(Acting(name, reason), "he-registry keys issue", ACTOR, work))


@command.command("rotate")
@click.argument("key_id")
@click.option(
    "--overlap-days",
    type=click.IntRange(0, 90),
    default=14,
    show_default=True,
    help="How many days the old key works on beside the new one.",
)
@acting
def rotate(key_id: str, overlap_days: int, name: str | None, reason: str) -> None:
    """Issue a successor of the key with this id, on the same terms. It is shown once."""
    from registry.access.keys import IssuedKey

    overlap = timedelta(days=overlap_days)

    async def work(house: "House", because: "Because") -> IssuedKey:
        return await house.doorkeeper.rotate(key_id, overlap, because, house.intake.random_bytes)

    show(in_name_of(Acting(name, reason), "he-registry keys rotate", ACTOR, work))


def show(issued: "IssuedKey") -> None:
    """The one time a key is shown."""
    click.echo(f"id:  {issued.id}\nkey: {issued.token}")


@command.command("revoke")
@click.argument("key_id")
@acting
def revoke(key_id: str, name: str | None, reason: str) -> None:
    """Revoke the key with this id. No request passes with it from now on."""

    async def work(house: "House", because: "Because") -> None:
        await house.doorkeeper.revoke(key_id, because)

    in_name_of(Acting(name, reason), "he-registry keys revoke", ACTOR, work)
    click.echo("Revoked.")


@command.command("list")
@click.argument("organisation")
@acting
def listed(organisation: str, name: str | None, reason: str) -> None:
    """List the keys of ORGANISATION: id, scopes, until when, last use, whether revoked."""
    from registry.board.trail import note_read
    from registry.storage.accounts import keys_of
    from registry.storage.last_uses import last_uses

    async def work(house: "House", because: "Because") -> "list[str]":
        await note_read(house.database, because, "API keys", organisation)
        used = (await last_uses(house.database)).keys
        keys = await keys_of(house.database, organisation)
        return [line_of(key, used.get(key.id)) for key in keys]

    for line in in_name_of(Acting(name, reason), "he-registry keys list", ACTOR, work):
        click.echo(line)


def line_of(key: "StoredKey", last: "date | None") -> str:
    """A key as its owner may read it; never the key itself."""
    until = f"until {key.expires.date()}" if key.expires else "without end"
    used = f"last used on {last}" if last else "never used"
    state = "revoked" if key.revoked else until
    bound = f" of {key.account_id}" if key.account_id else ""
    return f"{key.id}{bound} {state}, {used}: {' '.join(sorted(key.scopes))}"


@command.command("register-signing")
@click.argument("organisation")
@click.argument("public_key")
@click.option(
    "--overlap-days",
    type=click.IntRange(0, 90),
    default=14,
    show_default=True,
    help="How many days earlier keys of the organisation sign on.",
)
@acting
def register_signing(
    organisation: str, public_key: str, overlap_days: int, name: str | None, reason: str
) -> None:
    """Register the PUBLIC_KEY with which ORGANISATION signs what it sends; earlier ones end.

    `keys new-signing` at the sponsor shows it. Compare it over another channel first.
    """
    from registry.access.signing import register

    async def work(house: "House", because: "Because") -> None:
        overlap = timedelta(days=overlap_days)
        await register(house.database, organisation, public_key, overlap, because)

    in_name_of(Acting(name, reason), "he-registry keys register-signing", ACTOR, work)
    click.echo("Registered.")


@command.command("new-signing")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def new_signing(file: Path) -> None:
    """At the sponsor: write a new private key into FILE, and show the public key to register."""
    from registry.key_files import signing_key_at
    from registry.log.signatures import encoded, public_of
    from registry.settings import system_random

    click.echo(encoded(public_of(signing_key_at(file).create(system_random))))


for rotate_secret in (rotate_log, rotate_column_key, rotate_root):
    command.add_command(rotate_secret)
