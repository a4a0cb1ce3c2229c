"""`he-registry migrate`: bring a database to the schema of this version."""

import asyncio

import click

from registry.cli.house import ACTOR


@click.command("migrate")
@click.option(
    "--new-root-key",
    is_flag=True,
    help="First create the files of root key and log key; refused if one exists.",
)
@click.option(
    "--new-log-key",
    is_flag=True,
    help="First create the log key file alone, for a database older than the log.",
)
@click.option(
    "--new-backup-key",
    is_flag=True,
    help="First create the backup key file; refused if it exists.",
)
def command(new_root_key: bool, new_log_key: bool, new_backup_key: bool) -> None:
    """Bring the database to the schema of this version."""
    from registry.app import build_house
    from registry.settings import (
        erasures_file,
        settings_from_environment,
        system_clock,
        system_random,
    )
    from registry.storage.erasures import keep_erasures

    create_keys(new_root_key, new_log_key, new_backup_key)
    house = build_house(settings_from_environment(), system_clock, system_random)

    async def run() -> list[str]:
        await house.database.start()
        try:
            applied = await house.prepare(ACTOR)
            await keep_erasures(house.database, erasures_file())
            return applied
        finally:
            await house.database.stop()

    applied = asyncio.run(run())
    click.echo("\n".join(applied) or "The schema is current.")


def create_keys(root: bool, log: bool, backup: bool) -> None:
    """The key files asked for, all of them or none. SettingsError where one exists."""
    from registry.settings import (
        backup_key_file,
        log_key_file,
        require_file,
        root_key_file,
        system_random,
    )

    wanted = ((root, root_key_file()), (root or log, log_key_file()), (backup, backup_key_file()))
    files = [file for is_wanted, file in wanted if is_wanted]
    for file in files:
        require_file(file).refuse_existing()
    for file in files:
        file.create(system_random)
