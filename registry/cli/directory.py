"""`he-registry directory`: the facts everything else refers to, entered by the operator."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from registry.cli import study
from registry.cli.acting import Acting, acting
from registry.cli.day import DAY
from registry.cli.entering import enter
from registry.cli.house import in_house

if TYPE_CHECKING:
    from registry.app import House


@click.group("directory")
def command() -> None:
    """Enter organisations, hospitals, authorities and sourced facts."""


command.add_command(study.command)


@command.command("catalogue")
@acting
def catalogue_command(name: str | None, reason: str) -> None:
    """Enter the catalogue: authorities, products, approvals and cited trials, with sources."""
    from registry.settings import system_clock
    from seeds.catalogue import catalogue

    enter(catalogue(system_clock().date()).all(), "catalogue", Acting(name, reason))


@command.command("add")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@acting
def add(file: Path, name: str | None, reason: str) -> None:
    """Enter the organisations, centres and authorities of a TOML FILE."""
    from registry.intake.directory_file import read_directory

    facts = read_directory(file.read_bytes()).all()
    enter(facts, "directory file", Acting(name, reason))


@command.command("confirm")
@click.argument("approval")
@click.option("--by", type=click.Choice(["AUTHORITY", "HOLDER"]), required=True, help="Who.")
@click.option("--on", type=DAY, required=True, help="When.")
@click.option("--source", required=True, help="Where it can be checked: an address, a letter.")
@acting
def confirm(approval: str, by: str, on: date, source: str, name: str | None, reason: str) -> None:
    """Note that APPROVAL stands, as its authority or its holder confirmed it.

    An offer is confirmed to patients for twelve months after that day.
    """
    from registry.intake.confirmations import confirmed
    from registry.model.product import Approval, Confirmer
    from registry.settings import system_clock
    from registry.storage.directory import find_fact

    async def work(house: "House") -> Approval:
        found = await find_fact(house.database, Approval, approval)
        return confirmed(found, Confirmer(by), on, source, system_clock().date())

    enter((in_house(work),), "confirmation", Acting(name, reason))
