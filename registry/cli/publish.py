"""`he-registry publish`: freeze what is public today into the next snapshot."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from registry.cli.house import in_house

if TYPE_CHECKING:
    from registry.app import House


@click.command("publish")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day to publish for; today where left out.",
)
def command(as_of: datetime | None) -> None:
    """Publish a snapshot. Groups are sealed and opened once per release date."""
    from registry.release.publish import publish_snapshot
    from registry.settings import system_clock
    from registry.storage.ledger import acts

    now = system_clock()

    async def work(house: "House") -> str:
        day = (as_of or now).date()
        began = min((act.at.date() for act in await acts(house.database)), default=now.date())
        if day < began:
            raise click.BadParameter("The registry did not exist yet.", param_hint="--as-of")
        frozen = await publish_snapshot(house.publisher, day, now, "operator")
        return f"snapshot {frozen.snapshot.number} of {day}\nsha256 {frozen.digest}"

    click.echo(in_house(work))
