"""`he-registry restore`: a backup into an empty database, proved, or nothing."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from registry.cli.house import ACTOR

if TYPE_CHECKING:
    from registry.app import House
    from registry.backup.contents import Contents
    from registry.backup.restore import Restoring
    from registry.log.checkpoint import Checkpoint
    from registry.log.signer import LogSigner

AFTERWARDS = (
    "Everybody signs in anew. What happened after the backup is not in it: look through "
    "`he-registry keys list` and `he-registry accounts list` for what was revoked since, and "
    "compare the log with the last public checkpoint (docs/operations.md)."
)


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--since",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The last public checkpoint anybody kept: a backup that ends before it is refused.",
)
def command(file: Path, since: Path | None) -> None:
    """Restore FILE into the empty database of REGISTRY_DATABASE_URL, SQLite or PostgreSQL.

    Needs root key, log key and backup key, and the newest erasure list
    (REGISTRY_ERASURES_FILE): they are erased again. All is checked against the log and the sums
    in the backup before it is kept.
    """
    import asyncio

    from registry.cli.backup import told

    click.echo(f"Restored: {told(asyncio.run(restored(file, since)))}")
    click.echo(AFTERWARDS, err=True)


async def restored(file: Path, since: Path | None) -> "Contents":
    """Restore into the database of this environment."""
    from registry.app import build_house
    from registry.backup.restore import restore
    from registry.settings import settings_from_environment, system_clock, system_random

    house = build_house(settings_from_environment(), system_clock, system_random)
    telling = what_is_told(house, file, since)
    await house.database.start()
    try:
        return await restore(house.database, file, telling)
    finally:
        await house.database.stop()


def what_is_told(house: "House", file: Path, since: Path | None) -> "Restoring":
    """Keys, erasure list and audit event of this environment."""
    from registry.backup.restore import Restoring
    from registry.settings import backup_key_file, erasures_file, key_source, system_clock
    from registry.storage.erasures import read_erasures
    from registry.storage.ledger import Act

    erased = read_erasures(erasures_file())
    act = Act(system_clock(), ACTOR, "restored from a backup", file.name, "")
    signer = house.publisher.signer
    known = public_checkpoint(since, signer) if since else None
    return Restoring(
        key_source(backup_key_file()).read(), house.root_check, signer, erased, act, known
    )


def public_checkpoint(file: Path, signer: "LogSigner") -> "Checkpoint":
    """A checkpoint in a file. DataError unless the log's key signed it."""
    from registry.errors import DataError
    from registry.log.checkpoint import open_checkpoint
    from registry.log.fault import Fault

    found = open_checkpoint(file.read_bytes(), [signer.key])
    if isinstance(found, Fault):
        raise DataError(f"{file.name} is no checkpoint of this log.", found.reason)
    return found
