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
    """List withdrawals that wait: id, programme, number of the patient, what was asked for.

    A patient of whom a death was told is marked: ask the sponsor when the wish was made.
    """
    for line in in_house(lines):
        click.echo(line)


async def lines(house: "House") -> list[str]:
    """Every withdrawal that waits, as a line."""
    from registry.release.contents.seen import died_by
    from registry.storage.courses import read_courses
    from registry.storage.withdrawals import open_withdrawals

    found = await open_withdrawals(house.database)
    courses = await read_courses(house.database, [w.episode.id for w in found])
    died = {id for id, course in courses.items() if died_by(course) is not None}
    return [
        f"{w.episode.id} {w.episode.programme_id} {w.episode.sequence} {w.withdrawal}"
        f"{' (a death was told)' if w.episode.id in died else ''}"
        for w in found
    ]


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
