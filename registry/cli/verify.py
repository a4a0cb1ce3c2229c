"""`he-registry verify`: whether what a registry publishes holds together, from public files."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from registry.cli.day import DAY
from registry.cli.trusted import read_key
from registry.cli.verification import as_json_line, told
from registry.errors import DataError, SettingsError

if TYPE_CHECKING:
    import httpx

    from registry.log.note import VerifierKey
    from registry.log.receipts import Receipt
    from registry.verify.report import Report
    from registry.verify.sources import Read
    from registry.verify.tree import Tell

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("verify")
@click.argument("source", required=False, metavar="[URL|DIR]")
@click.option("--key", help="The log's verifier key, or a file with it. Needed.")
@click.option("--since", type=FILE, help="A checkpoint kept earlier: the log must extend it.")
@click.option(
    "--save",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep today's checkpoint in this file, if everything holds; use it as --since next time.",
)
@click.option("--receipt", type=FILE, help="A sponsor's receipt, or a file of receipts.")
@click.option(
    "--on",
    type=DAY,
    help="The day the files were copied; today where left out.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--quiet", is_flag=True, help="Say only what does not hold.")
@click.pass_context
def command(
    context: click.Context,
    source: str | None,
    key: str | None,
    since: Path | None,
    save: Path | None,
    receipt: Path | None,
    on: date | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Verify a registry's public files at URL or in DIR; or a receipt alone, offline."""
    from registry.settings import system_clock

    trusted = read_key(key)
    receipts = read_receipts_in(receipt)
    if source is None and not receipts:
        raise click.UsageError("Name an address or a folder, or give --receipt.")
    day = on or system_clock().date()
    if source is None:
        report = receipts_alone(trusted, receipts)
    else:
        report = with_source(source, Asked(trusted, day, since, receipts, save, quiet))
    for line in [as_json_line(report)] if as_json else told(report, quiet):
        click.echo(line)
    context.exit(1 if report.faults else 0)


class Asked(NamedTuple):
    """What a verification of public files is asked to compare with, and where to keep its end."""

    trusted: "VerifierKey"
    on: date
    since: Path | None
    receipts: "tuple[Receipt, ...]"
    save: Path | None
    quiet: bool


def read_receipts_in(file: Path | None) -> "tuple[Receipt, ...]":
    """The receipts in a file; none without a file. DataError where it holds none."""
    from registry.log.fault import Fault
    from registry.log.receipts import read_receipts

    if file is None:
        return ()
    receipts = read_receipts(file.read_bytes())
    if isinstance(receipts, Fault):
        raise DataError(f"{file.name} holds no receipt.", receipts.reason)
    return receipts


def receipts_alone(trusted: "VerifierKey", receipts: "tuple[Receipt, ...]") -> "Report":
    """Receipts by themselves: no network, no other file."""
    from registry.verify.inspection import inspect_receipts

    return inspect_receipts(trusted, receipts)


def with_source(source: str, asked: Asked) -> "Report":
    """Public files at an address or in a folder. The checkpoint is kept if everything holds."""
    from registry.verify.leftovers import parts_in
    from registry.verify.sources import from_address, from_folder

    if source.startswith(("http://", "https://")):
        with reached(source) as http:
            return inspected(from_address(http), asked)
    folder = Path(source)
    if not folder.is_dir():
        raise click.UsageError(f"{source} is neither an address (https://…) nor a folder.")
    return inspected(from_folder(folder), asked, parts_in(folder))


def reached(address: str) -> "httpx.Client":
    """A client for an address. UsageError where it is none."""
    import httpx

    from registry.verify.sources import client

    try:
        return client(address)
    except httpx.InvalidURL as fault:
        raise click.UsageError(f"This is no address ({fault}).") from fault


def inspected(read: "Read", asked: Asked, parts: Sequence[str] = ()) -> "Report":
    """The report on what can be read; `parts` are those of tiles in a folder."""
    from registry.release.stages import load_policy, policy_digest
    from registry.verify.inspection import Question, inspect

    policy = load_policy()
    since = asked.since.read_bytes() if asked.since else None
    known = {policy_digest(policy): policy}
    question = Question(asked.trusted, known, asked.on, since, asked.receipts, tuple(parts))
    with watched(asked.quiet) as tell:
        report = inspect(read, question, tell)
    if asked.save and not report.faults:
        keep(asked.save, report.checkpoint)
    return report


def keep(file: Path, checkpoint: str) -> None:
    """Keep a checkpoint for the next time. SettingsError where it cannot be written."""
    try:
        file.write_text(checkpoint)
    except OSError as fault:
        raise SettingsError(
            f"The checkpoint cannot be kept ({fault.strerror}).", "Name another file with --save."
        ) from fault


@contextmanager
def watched(quiet: bool) -> "Iterator[Tell]":
    """How far the walk over the log is, shown on a terminal only."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    hidden = quiet or not console.is_terminal
    with Progress(console=console, disable=hidden, transient=True) as progress:
        task = progress.add_task("leaves", total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)
