"""`he-registry duplicates`: pseudonyms that are possibly one person, and deciding about them."""

from typing import TYPE_CHECKING

import click

from registry.cli.acting import Acting, acting, in_name_of

if TYPE_CHECKING:
    from registry.access.because import Because
    from registry.app import House

CURATOR = "curator"


@click.group("duplicates")
def command() -> None:
    """Patients whom two pseudonyms possibly name; for curators only."""


@command.command("list")
@acting
def waiting(name: str | None, reason: str) -> None:
    """List pairs that wait: two pseudonyms, each with programme and number, and shared tokens."""
    place = "he-registry duplicates list"
    who = Acting(name, reason)
    for line in in_name_of(who, place, CURATOR, pairs):
        click.echo(line)


async def pairs(house: "House", because: "Because") -> list[str]:
    """Every pair as a line; the sponsors know a patient by the number in the programme."""
    from registry.board.curation import read_pairs

    return [
        f"{pair.found.first} ({', '.join(pair.first_places)}) "
        f"{pair.found.second} ({', '.join(pair.second_places)}) "
        f"shared tokens: {pair.found.tokens}"
        for pair in await read_pairs(house.database, because)
    ]


@command.command("decide")
@click.argument("first")
@click.argument("second")
@click.argument("decision", type=click.Choice(["SAME", "DIFFERENT"], case_sensitive=False))
@acting
def decide_command(first: str, second: str, decision: str, name: str | None, reason: str) -> None:
    """Decide whether FIRST and SECOND are one person. It cannot be decided anew."""
    from registry.intake.persons import decide
    from registry.model.codes import PersonDecision

    async def work(house: "House", because: "Because") -> None:
        pair = (first, second)
        decided = PersonDecision(decision.upper())
        await decide(house.database, pair, decided, because.at, because.actor, because.reason)

    in_name_of(Acting(name, reason), "he-registry duplicates decide", CURATOR, work)
    click.echo("Decided.")
