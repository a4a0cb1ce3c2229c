"""`he-registry approve`: a person of the board approves the bytes of a planned snapshot."""

from typing import TYPE_CHECKING

import click

from registry.cli.acting import Acting, in_name_of

if TYPE_CHECKING:
    from registry.access.because import Because
    from registry.app import House


@click.command("approve")
@click.argument("digest")
@click.option("--as", "name", required=True, help="Who approves; your account in production.")
def command(digest: str, name: str) -> None:
    """Approve the snapshot whose DIGEST `publish --dry-run` printed."""
    from registry.release.approval import approve
    from registry.release.proposals import check_unprepared

    async def work(house: "House", because: "Because") -> str:
        await check_unprepared(house.database, house.publisher.approvers, because.actor)
        count = await approve(house.database, digest, because.actor, because.at)
        people = "1 person has" if count == 1 else f"{count} people have"
        return f"{people} approved {digest}."

    click.echo(in_name_of(Acting(name, ""), "he-registry approve", name, work))
