"""`he-registry migrate`: bring a database to the schema of this version."""

import asyncio

import click


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
def command(new_root_key: bool, new_log_key: bool) -> None:
    """Bring the database to the schema of this version."""
    from registry.app import build_house
    from registry.settings import settings_from_environment, system_clock, system_random

    create_keys(new_root_key, new_log_key)
    house = build_house(settings_from_environment(), system_clock, system_random)

    async def run() -> list[str]:
        await house.database.start()
        try:
            return await house.prepare()
        finally:
            await house.database.stop()

    applied = asyncio.run(run())
    click.echo("\n".join(applied) or "The schema is current.")


def create_keys(root: bool, log: bool) -> None:
    """The key files asked for, all of them or none. SettingsError where one exists."""
    from registry.settings import log_key_file, root_key_file, system_random

    files = [*([root_key_file()] if root else []), *([log_key_file()] if root or log else [])]
    for file in files:
        file.refuse_existing()
    for file in files:
        file.create(system_random)
