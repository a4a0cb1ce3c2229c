"""`he-registry submit`: send a file, a part after the other, and keep the answers as receipts."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct

from registry.cli.check import FILE, MAPPING, PROGRAMME
from registry.cli.hospital import at_registry, on_terminal, read_document, read_file, tell
from registry.model.submission import Accepted

if TYPE_CHECKING:
    from registry.client import RegistryClient
    from registry.intake.importers.assemble import ReadFile
    from registry.intake.importers.findings import FileFinding

PATIENTS_PER_PART = 100
CONFLICT = "idempotency-key-once"


class Sent(Struct, frozen=True):
    """What became of the parts of a file."""

    parts: int
    accepted: tuple[Accepted, ...]
    findings: tuple["FileFinding", ...]


@click.command("submit")
@click.argument("file", type=FILE)
@PROGRAMME
@MAPPING
@click.option("--dry-run", is_flag=True, help="Only show what would be stored.")
@click.option("--yes", is_flag=True, help="Do not ask after the dry run.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per finding.")
@click.option("--quiet", is_flag=True, help="Say nothing but findings.")
@click.option("--url", help="The registry's address; REGISTRY_URL where left out.")
@click.pass_context
def command(
    context: click.Context,
    file: Path,
    document: Path,
    mapping: Path | None,
    dry_run: bool,
    yes: bool,
    as_json: bool,
    quiet: bool,
    url: str | None,
) -> None:
    """Send FILE. Broken off? Send it again: what is stored already stays as it is."""
    read = read_file(file, read_document(document).programme.id, mapping)
    if read.findings:
        tell(read.findings, as_json)
        context.exit(1)
    ask = not dry_run and not yes and on_terminal()
    if dry_run or ask:
        done(context, at_registry(url, lambda client: send(client, read, True)), as_json, quiet)
    if dry_run or (ask and not click.confirm("Store this?", err=True)):
        return
    sent = at_registry(url, lambda client: send(client, read, False))
    keep(file, sent.accepted)
    done(context, sent, as_json, quiet)


async def send(client: "RegistryClient", read: "ReadFile", dry_run: bool) -> Sent:
    """Send every part, also after one was refused, so that all findings come in one pass."""
    from registry.intake.importers.findings import placed
    from registry.intake.importers.parts import parts

    accepted: list[Accepted] = []
    findings: list[FileFinding] = []
    sending = list(parts(read, PATIENTS_PER_PART))
    for part in sending:
        answer = await client.submit_outcomes(part.batch, dry_run=dry_run)
        if isinstance(answer, Accepted):
            accepted.append(answer)
        told = answer.warnings if isinstance(answer, Accepted) else answer.findings
        findings += [placed(finding, part.places) for finding in told]
    return Sent(len(sending), tuple(accepted), tuple(findings))


def done(context: click.Context, sent: Sent, as_json: bool, quiet: bool) -> None:
    """Tell the findings and what was stored; end the command where a part was refused."""
    tell(sent.findings, as_json)
    if any(finding.rule == CONFLICT for finding in sent.findings):
        context.exit(5)
    if not quiet:
        click.echo(summary(sent), err=True)
    if len(sent.accepted) < sent.parts:
        context.exit(1)


def summary(sent: Sent) -> str:
    """What was or would be stored, in one line."""
    new = sum(answer.new for answer in sent.accepted)
    same = sum(answer.unchanged for answer in sent.accepted)
    dry = any(answer.dry_run for answer in sent.accepted)
    verb = "would be stored" if dry else "are stored"
    return (
        f"{len(sent.accepted)} of {sent.parts} parts accepted: {new} facts {verb}; "
        f"{same} are stored already and stay as they are."
    )


def keep(file: Path, accepted: tuple[Accepted, ...]) -> None:
    """The registry's answers beside the file: submission ids, digests, patients' numbers."""
    import msgspec

    path = file.with_name(f"{file.stem}.receipts.ndjson")
    with path.open("ab") as receipts:
        for answer in accepted:
            receipts.write(msgspec.json.encode(answer) + b"\n")
