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

    now = system_clock()
    if as_of is not None and as_of.date() > now.date():
        raise click.BadParameter("This day has not come yet.", param_hint="--as-of")

    async def work(house: "House") -> str:
        day = (as_of or now).date()
        frozen = await publish_snapshot(house.publisher, day, now, "operator")
        return f"snapshot {frozen.snapshot.number} of {day}\nsha256 {frozen.digest}"

    click.echo(in_house(work))
