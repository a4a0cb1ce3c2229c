"""`he-registry directory`: the facts everything else refers to, entered by the operator."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from registry.cli.house import in_house

if TYPE_CHECKING:
    from registry.app import House

ACTOR = "operator"


@click.group("directory")
def command() -> None:
    """Enter organisations, hospitals, authorities and sourced facts."""


@command.command("catalogue")
def catalogue_command() -> None:
    """Enter the catalogue: authorities, products, approvals and cited trials, with sources."""
    from registry.settings import system_clock
    from seeds.catalogue import catalogue

    enter(catalogue(system_clock().date()).all(), "catalogue")


@command.command("add")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def add(file: Path) -> None:
    """Enter the organisations, centres and authorities of a TOML FILE."""
    from registry.cli.directory_file import read_directory

    enter(read_directory(file.read_bytes()).all(), "directory file")


def enter(facts: tuple[Any, ...], source: str) -> None:
    """Enter what is new or changed, with one audit event."""
    from registry.intake.register import enter_directory
    from registry.intake.tools import Envelope
    from registry.model.submission import Sender
    from registry.settings import system_clock
    from registry.storage.directory import find_fact

    async def work(house: "House") -> int:
        known = [await find_fact(house.database, type(fact), fact.id) for fact in facts]
        news = [fact for fact, before in zip(facts, known, strict=True) if fact != before]
        if news:
            envelope = Envelope(Sender("", ACTOR), system_clock())
            await enter_directory(house.database, news, envelope, source)
        return len(news)

    click.echo(f"{in_house(work)} of {len(facts)} facts are new or changed.")
