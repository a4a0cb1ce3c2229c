"""`he-registry move`: the whole registry into another database, proved, or nothing."""

from typing import TYPE_CHECKING

import click

from registry.cli.house import ACTOR

if TYPE_CHECKING:
    from registry.app import House
    from registry.backup.contents import Contents
    from registry.backup.move import Moving

AFTERWARDS = (
    "Name the new database in REGISTRY_DATABASE_URL and restart the servers: the old one accepts "
    "and publishes nothing more. Everybody signs in anew. Destroy the old one once the new one is "
    "backed up: later erasures do not reach it."
)


@click.command("move")
def command() -> None:
    """Move everything from REGISTRY_DATABASE_URL to the empty REGISTRY_NEW_DATABASE_URL.

    From SQLite to PostgreSQL or back. Every table is compared by its digest before it is kept;
    then the old database takes no more, so that no second log can grow in it.
    """
    import asyncio

    from registry.cli.backup import told

    click.echo(f"Moved: {told(asyncio.run(moved()))}")
    click.echo(AFTERWARDS, err=True)


async def moved() -> "Contents":
    """Move between the databases of this environment."""
    from registry.app import build_house
    from registry.backup.move import move
    from registry.settings import settings_from_environment, system_clock, system_random

    house = build_house(settings_from_environment(), system_clock, system_random)
    moving = what_is_moved(house)
    databases = (moving.old, moving.reading, moving.new)
    try:
        for database in databases:
            await database.start()
        await house.check()
        return await move(moving)
    finally:
        for database in databases:
            await database.stop()


def what_is_moved(house: "House") -> "Moving":
    """The databases, keys and audit event of this environment."""
    from registry.backup.move import Moving
    from registry.backup.restore import Restoring
    from registry.settings import (
        database_url_in_environment,
        erasures_file,
        new_database_url_in_environment,
        system_clock,
        system_random,
    )
    from registry.storage.engine import open_database
    from registry.storage.erasures import kept_in
    from registry.storage.ledger import Act

    act = Act(system_clock(), ACTOR, "moved to another database", "", "")
    erased = kept_in(erasures_file()) or {}
    signer = house.publisher.signer
    return Moving(
        house.database,
        open_database(database_url_in_environment()),
        open_database(new_database_url_in_environment()),
        Restoring(system_random(32), house.root_check, signer, erased, act),
        system_random(32),
    )
