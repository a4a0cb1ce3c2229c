"""`he-registry migrate`: bring a database to the schema of this version."""

import asyncio

import click


@click.command("migrate")
@click.option(
    "--new-root-key", is_flag=True, help="First create the root key file; refused if one exists."
)
def command(new_root_key: bool) -> None:
    """Bring the database to the schema of this version."""
    from registry.app import build_house
    from registry.settings import (
        create_root_key,
        root_key_file,
        settings_from_environment,
        system_clock,
        system_random,
    )

    if new_root_key:
        create_root_key(root_key_file(), system_random)
    house = build_house(settings_from_environment(), system_clock, system_random)

    async def run() -> list[str]:
        await house.database.start()
        try:
            return await house.prepare()
        finally:
            await house.database.stop()

    applied = asyncio.run(run())
    click.echo("\n".join(applied) or "The schema is current.")
