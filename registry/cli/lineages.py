"""`he-registry lineages`: products that are one under different names."""

from typing import TYPE_CHECKING

import click

from registry.cli.acting import Acting, acting, in_name_of
from registry.cli.house import in_house

if TYPE_CHECKING:
    from registry.access.because import Because
    from registry.app import House


@click.group("lineages")
def command() -> None:
    """Products that are one under different names; for curators."""


@command.command("list")
def listed() -> None:
    """List the lineages of more than one product, each with its products."""
    for line in in_house(families):
        click.echo(line)


async def families(house: "House") -> list[str]:
    """Every lineage that a curator made, as a line."""
    from registry.intake.lineages import family_of
    from registry.model.programme import Lineage
    from registry.storage.directory import read_facts

    facts = await read_facts(house.database)
    lineages = sorted({found.lineage for found in facts.all(Lineage)})
    return [f"{lineage}: {', '.join(family_of(facts, lineage))}" for lineage in lineages]


@command.command("join")
@click.argument("product")
@click.argument("other")
@acting
def join_command(product: str, other: str, name: str | None, reason: str) -> None:
    """Put the product OTHER, with its whole family, into the lineage of PRODUCT."""
    from registry.intake.lineages import join

    async def work(house: "House", because: "Because") -> int:
        return await join(house.database, product, other, because.at, because.actor, because.reason)

    moved = in_name_of(Acting(name, reason), "he-registry lineages join", "curator", work)
    click.echo(f"Joined. {moved} programme{'' if moved == 1 else 's'} moved.")
