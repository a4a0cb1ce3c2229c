"""`he-registry approve`: a person of the board approves the bytes of a planned snapshot."""

from typing import TYPE_CHECKING

import click

from registry.cli.house import in_house

if TYPE_CHECKING:
    from registry.app import House


@click.command("approve")
@click.argument("digest")
@click.option("--as", "name", required=True, help="Who approves.")
def command(digest: str, name: str) -> None:
    """Approve the snapshot whose DIGEST `publish --dry-run` printed."""
    from registry.release.approval import approve
    from registry.settings import system_clock

    async def work(house: "House") -> str:
        count = await approve(house.database, digest, name, system_clock())
        people = "1 person has" if count == 1 else f"{count} people have"
        return f"{people} approved {digest}."

    click.echo(in_house(work))
