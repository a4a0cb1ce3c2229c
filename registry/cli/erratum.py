"""`he-registry erratum`: the board has a published content counted anew."""

from typing import TYPE_CHECKING

import click

from registry.cli.acting import Acting, in_name_of
from registry.model.transparency import ErratumReason

if TYPE_CHECKING:
    from registry.access.because import Because
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
@click.option("--as", "name", required=True, help="Who decides; your account in production.")
def command(subject: str, content: str, reason: str, name: str) -> None:
    """Have CONTENT of the group or bundle SUBJECT counted anew at the next release date.

    Corrections of fewer than five patients wait. An erratum shows them, whoever they concern. In
    production it counts once two members of the board have decided exactly the same.
    """
    from registry.release.errata import WantedErratum, decide_erratum

    wanted = WantedErratum(subject, content, ErratumReason(reason))

    async def work(house: "House", because: "Because") -> str:
        needed, at = house.publisher.approvers, because.at
        said = await decide_erratum(house.database, wanted, needed, at, because.actor)
        if said.erratum is None:
            return f"{said.people} of {needed} people have decided so."
        id = said.erratum.id
        return f"{id}: {content} of {subject} is counted anew at the next release date."

    click.echo(in_name_of(Acting(name, ""), "he-registry erratum", name, work))
