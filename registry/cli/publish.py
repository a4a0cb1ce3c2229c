"""`he-registry publish`: freeze what is public today into the next snapshot."""

from datetime import date
from typing import TYPE_CHECKING

import click

from registry.cli.day import DAY
from registry.cli.house import ACTOR, in_house

if TYPE_CHECKING:
    from registry.app import House


@click.command("publish")
@click.option(
    "--as-of",
    type=DAY,
    help="The day to publish for; today where left out.",
)
@click.option("--dry-run", is_flag=True, help="Only show what would be sealed and opened.")
def command(as_of: date | None, dry_run: bool) -> None:
    """Publish a snapshot. Groups are sealed and opened once per release date."""
    from registry.access.because import Because
    from registry.board.trail import note_read
    from registry.release.publish import plan_snapshot, publish_snapshot
    from registry.settings import system_clock
    from registry.storage.ledger import first_act_at

    now = system_clock()

    async def work(house: "House") -> str:
        day = as_of or now.date()
        began = await first_act_at(house.database) or now
        if day < began.date():
            raise click.BadParameter("The registry did not exist yet.", param_hint="--as-of")
        if dry_run:
            await note_read(house.database, Because(ACTOR, now), "plan", f"snapshot of {day}")
            plan = await plan_snapshot(house.publisher, day, now)
            lines = [" ".join((step.what, step.subject, step.detail)) for step in plan.steps]
            return "\n".join([*lines, f"snapshot {plan.number} of {day}", f"sha256 {plan.digest}"])
        frozen = await publish_snapshot(house.publisher, day, now, ACTOR)
        return f"snapshot {frozen.snapshot.number} of {day}\nsha256 {frozen.digest}"

    click.echo(in_house(work))
