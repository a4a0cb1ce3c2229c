"""`he-registry correct`: where a file differs from what is stored, correct what is stored."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from registry.cli.check import FILE, MAPPING, PROGRAMME
from registry.cli.hospital import at_registry, on_terminal, read_document, read_file, tell
from registry.model.codes import CorrectionReason
from registry.model.submission import Accepted, CorrectionBatch, Rejected, SubmissionBatch

if TYPE_CHECKING:
    from registry.client import RegistryClient
    from registry.intake.importers.assemble import ReadFile
    from registry.intake.importers.findings import FileFinding
    from registry.model.records import StoredRecord

CONFLICT = "based-on-latest"


@click.command("correct")
@click.argument("file", type=FILE)
@PROGRAMME
@MAPPING
@click.option(
    "--reason",
    required=True,
    type=click.Choice([reason.name for reason in CorrectionReason], case_sensitive=False),
    help="Why the stored facts were wrong.",
)
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per change or finding.")
@click.option("--url", help="The registry's address; REGISTRY_URL where left out.")
@click.pass_context
def command(
    context: click.Context,
    file: Path,
    document: Path,
    mapping: Path | None,
    reason: str,
    dry_run: bool,
    yes: bool,
    as_json: bool,
    url: str | None,
) -> None:
    """Store the values of FILE where others are stored, as new versions with your reason.

    The old versions are kept. Rows the registry does not have are sent by `submit`.
    """
    read = read_file(file, read_document(document).programme.id, mapping)
    if read.findings:
        tell(read.findings, as_json)
        context.exit(1)
    cause = CorrectionReason[reason.upper()]
    made, others = at_registry(url, partial(differences, read=read, reason=cause))
    tell(others, as_json)
    if not made.corrections:
        if others:
            context.exit(1)
        click.echo("Nothing that is stored differs from this file.", err=True)
        return
    shown = at_registry(url, lambda client: client.correct(made, dry_run=True))
    show(context, shown, as_json)
    asks = not yes and on_terminal()
    if dry_run or (asks and not click.confirm("Store this?", err=True)):
        return
    stored = at_registry(url, lambda client: client.correct(made))
    keep(context, file, stored, as_json)


async def differences(
    client: "RegistryClient", read: "ReadFile", reason: CorrectionReason
) -> "tuple[CorrectionBatch, list[FileFinding]]":
    """The corrections a file asks for, each made from the revision as it is now.

    What else is wrong with the file comes beside them.
    """
    from registry.cli.sending import PATIENTS_PER_PART, found
    from registry.intake.importers.differing import DIFFERS, corrections
    from registry.intake.importers.findings import placed
    from registry.intake.importers.parts import parts

    records: dict[str, StoredRecord] = {}
    others: list[FileFinding] = []
    for part in parts(read, PATIENTS_PER_PART):
        answer = await client.submit_outcomes(part.batch, dry_run=True)
        others += (placed(f, part.places) for f in found(answer) if f.rule not in DIFFERS)
        for pseudonym in differing(answer, part.batch):
            record = await client.episode(read.batch.programme_id, pseudonym)
            if record is not None:
                records[pseudonym] = record
    made = corrections(read.batch, records, reason)
    return CorrectionBatch(read.batch.programme_id, tuple(made)), others


def differing(answer: Accepted | Rejected, batch: SubmissionBatch) -> set[str]:
    """The patients of whom the registry has stored something else."""
    from registry.intake.importers.differing import DIFFERS

    found = answer.findings if isinstance(answer, Rejected) else ()
    return {
        (batch.notices if finding.path.startswith("notices") else batch.outcomes)[
            finding.row
        ].pseudonym
        for finding in found
        if finding.rule in DIFFERS and finding.row is not None
    }


def show(context: click.Context, answer: Accepted | Rejected, as_json: bool) -> None:
    """What would change, old and new; or end the command with what is wrong."""
    import msgspec

    if isinstance(answer, Rejected):
        refuse(context, answer, as_json)
        return
    for change in answer.changes:
        if as_json:
            click.echo(msgspec.json.encode(change).decode())
        else:
            click.echo(f"{change.path}: {change.before} becomes {change.after}")


def refuse(context: click.Context, answer: Rejected, as_json: bool) -> None:
    """Tell every finding; a record that changed meanwhile is a conflict."""
    from registry.intake.importers.findings import at_row

    tell((at_row(f, ("correction", f.row), f.path) for f in answer.findings), as_json)
    context.exit(5 if any(finding.rule == CONFLICT for finding in answer.findings) else 1)


def keep(context: click.Context, file: Path, answer: Accepted | Rejected, as_json: bool) -> None:
    """Keep the receipt, or end the command with what is wrong."""
    from registry.cli.sending import keep_receipt, receipts_of

    if isinstance(answer, Rejected):
        refuse(context, answer, as_json)
        return
    keep_receipt(receipts_of(file), answer)
    click.echo(f"{answer.new} facts are corrected; their earlier versions are kept.", err=True)
