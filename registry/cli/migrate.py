"""`he-registry migrate`: bring a database to the schema of this version."""

import asyncio

import click


@click.command("migrate")
@click.option(
    "--new-root-key", is_flag=True, help="First create the root key file; refused if one exists."
)
def command(new_root_key: bool) -> None:
    """Bring the database to the schema of this version."""
    from registry.settings import (
        create_root_key,
        root_key_file,
        settings_from_environment,
        system_random,
    )
    from registry.storage.engine import open_database
    from registry.storage.migrations import MIGRATIONS, migrate

    if new_root_key:
        create_root_key(root_key_file(), system_random)
    database = open_database(settings_from_environment().database_url)

    async def run() -> list[str]:
        await database.start()
        try:
            return await migrate(database, MIGRATIONS)
        finally:
            await database.stop()

    applied = asyncio.run(run())
    click.echo("\n".join(applied) or "The schema is current.")
