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
    for line in in_name_of(who, place, CURATOR, lambda house, _: lines(house)):
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
@acting
def confirm_command(id: str, name: str | None, reason: str) -> None:
    """Confirm the withdrawal with this ID. Erasure cannot be undone."""
    from registry.intake.withdraw import confirm
    from registry.settings import erasures_file
    from registry.storage.erasures import keep_erasures

    async def work(house: "House", because: "Because") -> None:
        await confirm(house.intake, id, because.at, because.actor, because.reason)
        await keep_erasures(house.database, erasures_file())

    in_name_of(Acting(name, reason), "he-registry withdrawals confirm", CURATOR, work)
    click.echo("Confirmed.")
