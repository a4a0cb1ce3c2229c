"""`he-registry backup`: everything stored at one moment, in one sealed file."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from registry.cli.house import ACTOR

if TYPE_CHECKING:
    from registry.backup.contents import Contents


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Write all that is stored into FILE, sealed, while the registry goes on.

    It needs the database and the backup key (`he-registry migrate --new-backup-key`), and neither
    root key nor log key. That it was made stands in the audit trail, also in the backup's. Keep the
    erasure list (REGISTRY_ERASURES_FILE) with the newest backup, and every key somewhere else.
    """
    click.echo(told(asyncio.run(made(file))))


async def made(file: Path) -> "Contents":
    """Make the backup, and bring the erasure list up to the database."""
    from registry.backup.write import back_up
    from registry.settings import (
        backup_key_file,
        database_url_in_environment,
        erasures_file,
        key_source,
        system_clock,
        system_random,
    )
    from registry.storage.engine import open_database
    from registry.storage.erasures import keep_erasures
    from registry.storage.ledger import Act

    act = Act(system_clock(), ACTOR, "backed up", file.name, "")
    key = key_source(backup_key_file()).read()
    database = open_database(database_url_in_environment())
    await database.start()
    try:
        contents = await back_up(database, file, key, system_random(32), act)
        await keep_erasures(database, erasures_file())
    finally:
        await database.stop()
    return contents


def told(contents: "Contents") -> str:
    """What a backup holds, in one line."""
    head = contents.head
    return (
        f"{contents.rows} rows, the log at {head.log_size} leaves, of "
        f"{head.made_at:%Y-%m-%d %H:%M} UTC, digest {contents.digest}"
    )
