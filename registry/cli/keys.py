"""`he-registry keys`: API keys of sponsors' machines, and the key that signs the log."""

from typing import TYPE_CHECKING

import click

from registry.cli.house import in_house

if TYPE_CHECKING:
    from registry.app import House

ACTOR = "operator"


@click.group("keys")
def command() -> None:
    """Issue and revoke API keys of sponsors; change the key of the log."""


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


@command.command("rotate-log")
def rotate_log() -> None:
    """Let the log go on under a new key, and keep the old key file beside it.

    Restart the servers afterwards: they accept nothing until they sign with the new key. Broken
    off half-way, run it again.
    """
    import asyncio

    from registry.app import build_house
    from registry.settings import (
        log_key_file,
        settings_from_environment,
        system_clock,
        system_random,
    )

    file = log_key_file()
    house = build_house(settings_from_environment(), system_clock, system_random)
    new = file.successor
    secret = new.read() if new.path.exists() else new.create(system_random)
    key = asyncio.run(rotated(house, secret))
    kept = file.give_way(new)
    click.echo(f"The log signs with a new key from now on; restart the servers.\n{key}")
    click.echo(f"The old key file is kept as {kept}.", err=True)


async def rotated(house: "House", secret: bytes) -> str:
    """Hand the log over to a key, unless that is done; the new verifier key."""
    from registry.log.signer import LogSigner
    from registry.storage.log_keys import hand_over
    from registry.storage.transparency import read_head

    signer = house.publisher.signer
    successor = LogSigner(signer.origin, secret)
    await house.database.start()
    try:
        await house.check_installation()
        if (await read_head(house.database)).verifier_key != successor.key.encoded:
            await hand_over(house.database, signer, successor, house.clock(), ACTOR)
    finally:
        await house.database.stop()
    return successor.key.encoded
