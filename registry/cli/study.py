"""`he-registry directory study`: a study of ClinicalTrials.gov as a cited programme."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from registry.cli.acting import Acting, acting
from registry.cli.entering import enter
from registry.cli.house import in_house
from registry.cli.plain import plain
from registry.errors import DataError

if TYPE_CHECKING:
    from registry.app import House
    from registry.intake.importers.trial_register import Study
    from registry.intake.importers.trial_reports import ParticipantFlow, SeriousEvents
    from registry.model.product import Product
    from registry.model.programme import Programme


@click.command("study")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--product", "product_id", required=True, help="The product's id in the directory.")
@click.option("--disease", required=True, help="A code of the disease list, for example lbcl.")
@click.option("--dry-run", is_flag=True, help="Only show what was read.")
@acting
def command(
    file: Path, product_id: str, disease: str, dry_run: bool, name: str | None, reason: str
) -> None:
    """Enter FILE, a study as JSON of the register's API version 2, with its reported outcomes.

    Verdicts stay open: confirm each from the study's publication.
    """
    from registry.intake.importers.trial_register import read_study
    from registry.model.diseases import DISEASES
    from registry.settings import system_clock

    if disease not in DISEASES:
        raise DataError("This disease is not a code of the registry.", "Use a code such as lbcl.")
    product, listed = in_house(lambda house: look_up(house, product_id))
    on = system_clock().date()
    study = read_study(file.read_bytes(), product.id, product.id, disease, on)
    refuse_another(study.programme, listed)
    show(study)
    if not dry_run:
        before = {programme.id: programme for programme in listed}
        facts = as_entered(study, before.get(study.programme.id))
        enter(facts, "study register", Acting(name, reason))


async def look_up(house: "House", product_id: str) -> "tuple[Product, tuple[Programme, ...]]":
    """The product, and every programme that is listed."""
    from registry.model.product import Product
    from registry.model.programme import Programme
    from registry.storage.directory import find_fact, read_facts

    product = await find_fact(house.database, Product, product_id)
    if product is None or product.synthetic:
        raise DataError(
            "No real product has this id.", "Enter the product first, or use its id as listed."
        )
    return product, (await read_facts(house.database)).all(Programme)


def refuse_another(programme: "Programme", listed: "tuple[Programme, ...]") -> None:
    """A study is listed once, under whatever id."""
    for other in listed:
        if other.id != programme.id and set(other.identifiers) & set(programme.identifiers):
            raise DataError(f"This study is listed already, as {other.id}.", "Nothing was entered.")


def as_entered(study: "Study", before: "Programme | None") -> tuple[object, ...]:
    """The facts; a study entered before keeps the day of its first entry."""
    from msgspec import structs

    programme = study.programme
    if before is not None:
        programme = structs.replace(programme, registered_on=before.registered_on)
    return programme, *study.results


def show(study: "Study") -> None:
    """What was read, and what a curator should look at."""
    told = study.programme
    click.echo(plain(f"{told.identifiers[0]}: {told.title}"))
    for text in (told.status_text, told.design_text):
        if text:
            click.echo(plain(text))
    if study.stop_reason is not None:
        click.echo(f"reason to stop, as coded: {study.stop_reason} (shown only, not entered)")
    for result in study.results:
        click.echo(plain(f"- {result.label}: {result.measure_text}"))
    for line in (*flow_table(study.flow), *event_table(study.events)):
        click.echo(plain(line))
    for note in study.notes:
        click.echo(plain(note), err=True)


def flow_table(flow: "ParticipantFlow") -> Iterator[str]:
    """Participants who started, completed, and dropped out by reason, a line each."""
    told = (("started", flow.started), ("completed", flow.completed), *flow.drop_outs)
    known = [(name, count) for name, count in told if count is not None]
    if known:
        yield "participants"
    for name, count in known:
        yield f"{count:>11}  {name}"


def event_table(events: "tuple[SeriousEvents, ...]") -> Iterator[str]:
    """Affected and at risk, term, organ system and arm, a line for each term and arm."""
    if events:
        yield "serious adverse events: affected / at risk (shown only, not entered)"
    for event in events:
        affected, at_risk = ("?" if n is None else n for n in (event.affected, event.at_risk))
        named = "; ".join(filter(None, (event.term, event.organ_system, event.arm)))
        yield f"{affected:>4} / {at_risk:>4}  {named}"
