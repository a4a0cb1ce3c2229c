"""`he-registry pseudonymise`: identified sheets as a file that may leave the hospital. Offline."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct

from registry.cli.check import FILE, PROGRAMME
from registry.cli.hospital import read_document, read_raw, tell
from registry.errors import DataError, SettingsError

if TYPE_CHECKING:
    from anonymise.key_table import KeyTable
    from registry.intake.importers.findings import FileFinding
    from registry.model.programme import ProgrammeDocument

PASSPHRASE = "REGISTRY_TABLE_PASSPHRASE"  # noqa: S105 - the name of a variable
SHORTEST = 12


@click.command("pseudonymise")
@click.argument("file", type=FILE)
@PROGRAMME
@click.option(
    "--table",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("keys.table"),
    show_default=True,
    help="Your encrypted table of patients and pseudonyms. It never leaves the hospital.",
)
@click.option(
    "--to",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The workbook to send; FILE's name with `.submission.xlsx` where left out.",
)
@click.option(
    "--link-key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The sponsors' consortium key, 64 hexadecimal digits: adds link tokens.",
)
@click.option(
    "--accept-anew",
    is_flag=True,
    help="The table has a wrong day of acceptance: take the sheet's. All days count from it.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per finding.")
@click.pass_context
def command(
    context: click.Context,
    file: Path,
    document: Path,
    table: Path,
    target: Path | None,
    link_key: Path | None,
    accept_anew: bool,
    as_json: bool,
) -> None:
    """Write FILE (the filled-in `identified.xlsx`) without names, numbers and dates.

    The passphrase of the table stands in REGISTRY_TABLE_PASSPHRASE, or is asked for.
    """
    file, table = file.resolve(), table.resolve()
    target = target or file.with_name(f"{file.stem}.submission.xlsx")
    if target.resolve() in (file.resolve(), table.resolve()):
        raise SettingsError(
            "The file to send would take the place of one of your own.", "Name another with --to."
        )
    known = read_document(document)
    key = read_key(link_key) if link_key else None
    if not table.exists():
        click.echo(f"There is no {table} yet: a new key table is begun.", err=True)
    passphrase = ask_passphrase(new=not table.exists())
    with held(table):
        findings = pseudonymise(file, known, key, Desk(table, passphrase, target, accept_anew))
    tell(findings, as_json)
    if findings:
        click.echo(f"{len(findings)} errors; nothing was written.", err=True)
        context.exit(1)
    click.echo(f"{target} may be sent; {table} stays with you. Next: he-registry check", err=True)


class Desk(Struct, frozen=True):
    """Where the key table lies and under which passphrase, and the file to send."""

    table: Path
    passphrase: str
    target: Path
    accepts_anew: bool

    def __repr__(self) -> str:
        return "Desk()"


def pseudonymise(
    file: Path, document: "ProgrammeDocument", key: bytes | None, desk: Desk
) -> "list[FileFinding]":
    """Write table and file to send, or find what is wrong and write nothing."""
    from anonymise.key_table import write_key_table
    from registry.intake.importers.identified import Hospital, pseudonymised
    from registry.intake.importers.template import template_workbook
    from registry.settings import system_random

    known = open_table(desk.table, desk.passphrase)
    raw, faults = read_raw(file)
    hospital = Hospital(document.programme.id, known, key, system_random, desk.accepts_anew)
    made = pseudonymised({sheet.name: sheet for sheet in raw}, hospital)
    findings = [*faults, *made.findings]
    if findings:
        return findings
    try:
        write_key_table(desk.table, known, desk.passphrase, system_random)
        desk.target.write_bytes(template_workbook(document, made.sheets))
    except OSError as fault:
        raise DataError(
            f"A file cannot be written ({fault.strerror}).",
            "Make room, or name another place; then run it again: pseudonyms stay as drawn.",
        ) from fault
    return []


@contextmanager
def held(table: Path) -> Iterator[None]:
    """The key table for oneself: two at once would lose the pseudonyms one of them drew."""
    mark = table.with_name(f"{table.name}.in-use")
    try:
        mark.touch(exist_ok=False)
    except OSError as fault:
        raise DataError(
            f"The key table is in use, or its folder cannot be written ({fault.strerror}).",
            f"Wait; if nobody pseudonymises just now, remove {mark.name}.",
        ) from fault
    try:
        yield
    finally:
        mark.unlink(missing_ok=True)


def ask_passphrase(*, new: bool) -> str:
    """The passphrase of the key table. SettingsError where it is too short."""
    prompt = "Passphrase of the key table"
    told = os.environ.get(PASSPHRASE) or click.prompt(
        prompt, hide_input=True, confirmation_prompt=new, err=True
    )
    if len(told) < SHORTEST:
        raise SettingsError(
            f"The passphrase has fewer than {SHORTEST} characters.",
            "Take several words, and keep them where the hospital keeps its passwords.",
        )
    return str(told)


def open_table(path: Path, passphrase: str) -> "KeyTable":
    """The table in a file, or an empty one where there is no file yet."""
    from anonymise.key_table import KeyTable, KeyTableClosed, read_key_table

    if not path.exists():
        return KeyTable()
    try:
        return read_key_table(path, passphrase)
    except KeyTableClosed as fault:
        raise DataError(
            f"{path.name} does not open with this passphrase, or is no key table.",
            "Check the passphrase; without it pseudonyms cannot be found again.",
        ) from fault


def read_key(path: Path) -> bytes:
    """The consortium's key."""
    from anonymise.tokens import KEY_BYTES

    try:
        key = bytes.fromhex(path.read_text().strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise DataError(
            f"{path.name} does not hold {2 * KEY_BYTES} hexadecimal digits.",
            "Ask your consortium for its key file.",
        )
    return key
