"""`he-registry keys`: API keys of sponsors' machines."""

from typing import TYPE_CHECKING

import click

from registry.cli.house import in_house

if TYPE_CHECKING:
    from registry.app import House

ACTOR = "operator"


@click.group("keys")
def command() -> None:
    """Issue and revoke API keys of sponsors."""


@command.command("issue")
@click.argument("organisation")
def issue(organisation: str) -> None:
    """Issue a key for ORGANISATION (its id). The key is shown once and kept nowhere."""
    from registry.settings import system_clock, system_random

    async def work(house: "House") -> str:
        issued = await house.doorkeeper.issue(organisation, system_clock(), ACTOR, system_random)
        return f"id:  {issued.id}\nkey: {issued.token}"

    click.echo(in_house(work))


@command.command("revoke")
@click.argument("key_id")
def revoke(key_id: str) -> None:
    """Revoke the key with this id. No request passes with it from now on."""
    from registry.settings import system_clock

    async def work(house: "House") -> None:
        await house.doorkeeper.revoke(key_id, system_clock(), ACTOR)

    in_house(work)
    click.echo("Revoked.")
