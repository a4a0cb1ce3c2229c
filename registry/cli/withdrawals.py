"""`he-registry withdrawals`: what waits for a curator, and confirming it."""

from typing import TYPE_CHECKING

import click

from registry.cli.house import in_house

if TYPE_CHECKING:
    from registry.app import House


@click.group("withdrawals")
def command() -> None:
    """Withdrawals of patients that a curator confirms."""


@command.command("list")
def waiting() -> None:
    """List withdrawals that wait: id, programme, number of the patient, what was asked for."""
    from registry.storage.withdrawals import open_withdrawals

    async def work(house: "House") -> list[str]:
        return [
            f"{w.episode.id} {w.episode.programme_id} {w.episode.sequence} {w.withdrawal}"
            for w in await open_withdrawals(house.database)
        ]

    for line in in_house(work):
        click.echo(line)


@command.command("confirm")
@click.argument("id")
def confirm_command(id: str) -> None:
    """Confirm the withdrawal with this ID. Erasure cannot be undone."""
    from registry.intake.withdraw import confirm
    from registry.settings import system_clock

    async def work(house: "House") -> None:
        await confirm(house.intake, id, system_clock(), "curator")

    in_house(work)
    click.echo("Confirmed.")
