"""`he-registry submit`: send a file, a part after the other, and keep the answers as receipts."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from registry.cli.check import FILE, MAPPING, PROGRAMME
from registry.cli.hospital import at_registry, on_terminal, read_document, read_file, tell

if TYPE_CHECKING:
    from registry.cli.sending import Sent
    from registry.client import RegistryClient
    from registry.intake.importers.assemble import ReadFile

CONFLICTS = ("idempotency-key-once", "signed-request-once", "based-on-latest")


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
        done(context, at_registry(url, partial(rehearse, read=read, quiet=quiet)), as_json, quiet)
    if dry_run or (ask and not click.confirm("Store this?", err=True)):
        return
    sent = at_registry(url, partial(send, read=read, file=file, quiet=quiet))
    done(context, sent, as_json, quiet)


async def rehearse(client: "RegistryClient", read: "ReadFile", quiet: bool) -> "Sent":
    """What sending would do."""
    from registry.cli.sending import Sending, bar

    with bar(read, "dry run", quiet) as steps:
        return await Sending(client, True, lambda _: None).send(read, steps)


async def send(client: "RegistryClient", read: "ReadFile", file: Path, quiet: bool) -> "Sent":
    """Send the file; each answer is a receipt, kept at once."""
    from registry.cli.sending import Sending, bar, keep_receipt, receipts_of

    keep = partial(keep_receipt, receipts_of(file))
    with bar(read, "sending", quiet) as steps:
        return await Sending(client, False, keep).send(read, steps)


def done(context: click.Context, sent: "Sent", as_json: bool, quiet: bool) -> None:
    """Tell the findings and what was stored; end the command where a part was refused."""
    from registry.cli.sending import summary

    tell(sent.findings, as_json)
    if any(finding.rule in CONFLICTS for finding in sent.findings):
        context.exit(5)
    if not quiet:
        click.echo(summary(sent), err=True)
    if len(sent.stored) < sent.parts:
        context.exit(1)
