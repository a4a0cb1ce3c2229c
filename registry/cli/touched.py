"""`he-registry touched`: which organisations touched a pseudonym."""

from typing import TYPE_CHECKING

import click

from registry.cli.acting import Acting, acting, in_name_of

if TYPE_CHECKING:
    from registry.access.because import Because
    from registry.app import House
    from registry.storage.touches import Touch


@click.command("touched")
@click.argument("pseudonym")
@acting
def command(pseudonym: str, name: str | None, reason: str) -> None:
    """List what was sent and read about the registry PSEUDONYM. Give the reason with --why."""
    from registry.access.touched import touched

    async def work(house: "House", because: "Because") -> "list[Touch]":
        return await touched(house.database, pseudonym, because)

    for touch in in_name_of(Acting(name, reason), "he-registry touched", "curator", work):
        by = f" by {touch.by}" if touch.by else ""
        click.echo(f"{touch.on} {touch.organisation_id or 'the registry'} {touch.kind}{by}")
