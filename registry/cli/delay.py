"""`he-registry delay`: the board says in public that a release comes later."""

from datetime import date
from typing import TYPE_CHECKING

import click

from registry.cli.acting import Acting, in_name_of
from registry.cli.day import DAY

if TYPE_CHECKING:
    from registry.access.because import Because
    from registry.app import House


@click.command("delay")
@click.argument("release", type=DAY, metavar="RELEASE")
@click.option("--reason", required=True, help="Why; it is public.")
@click.option("--as", "name", required=True, help="Who decides; your account in production.")
def command(release: date, reason: str, name: str) -> None:
    """Say why the RELEASE, a day such as 2028-03-31, comes later than that day.

    It moves no date: one that passes is shown as missed, with the reason beside it. In production
    it counts once two members of the board have said exactly the same.
    """
    from registry.release.delays import WantedDelay, delay_release

    wanted = WantedDelay(release, reason)

    async def work(house: "House", because: "Because") -> str:
        said = await delay_release(house.publisher.board, wanted, because.at, because.actor)
        if said.delay is None:
            return f"{said.people} of {house.publisher.approvers} people have decided so."
        return f"{said.delay.id}: the next snapshot says so."

    click.echo(in_name_of(Acting(name, reason), "he-registry delay", name, work))
