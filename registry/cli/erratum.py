"""`he-registry erratum`: the board has a published content counted anew."""

from typing import TYPE_CHECKING

import click

from registry.cli.house import in_house
from registry.model.transparency import ErratumReason

if TYPE_CHECKING:
    from registry.app import House


@click.command("erratum")
@click.argument("subject")
@click.argument("content")
@click.option(
    "--reason",
    type=click.Choice([reason.value for reason in ErratumReason]),
    required=True,
    help="Why; it is public.",
)
@click.option("--as", "name", required=True, help="Who decides.")
def command(subject: str, content: str, reason: str, name: str) -> None:
    """Have CONTENT of the group or bundle SUBJECT counted anew at the next release date.

    Corrections of fewer than five patients wait. An erratum shows them, whoever they concern.
    """
    from registry.release.errata import decide_erratum
    from registry.settings import system_clock

    async def work(house: "House") -> str:
        decided = await decide_erratum(
            house.database, subject, content, ErratumReason(reason), system_clock(), name
        )
        return f"{decided.id}: {content} of {subject} is counted anew at the next release date."

    click.echo(in_house(work))
