"""`he-registry withdrawals`: what waits for a curator, and confirming it."""

from typing import TYPE_CHECKING

import click

from registry.cli.acting import Acting, acting, in_name_of

if TYPE_CHECKING:
    from registry.access.because import Because
    from registry.app import House

CURATOR = "curator"


@click.group("withdrawals")
def command() -> None:
    """Withdrawals of patients that a curator confirms."""


@command.command("list")
@acting
def waiting(name: str | None, reason: str) -> None:
    """List withdrawals that wait: id, programme, number of the patient, what was asked for.

    A patient of whom a death was told is marked: ask the sponsor when the wish was made.
    """
    place = "he-registry withdrawals list"
    who = Acting(name, reason)
    for line in in_name_of(who, place, CURATOR, lines):
        click.echo(line)


async def lines(house: "House", because: "Because") -> list[str]:
    """Every withdrawal that waits, as a line."""
    from registry.board.curation import read_withdrawals

    return [
        f"{asked.id} {asked.programme_id} {asked.sequence} {asked.scope}"
        f"{' (a death was told)' if asked.death_told else ''}"
        for asked in await read_withdrawals(house.database, because)
    ]


@command.command("confirm")
@click.argument("id")
@acting
def confirm_command(id: str, name: str | None, reason: str) -> None:
    """Confirm the withdrawal with this ID. Erasure cannot be undone."""
    from registry.board.curation import confirm_withdrawal
    from registry.settings import erasures_file

    async def work(house: "House", because: "Because") -> None:
        await confirm_withdrawal(house.intake, erasures_file(), id, because)

    in_name_of(Acting(name, reason), "he-registry withdrawals confirm", CURATOR, work)
    click.echo("Confirmed.")
