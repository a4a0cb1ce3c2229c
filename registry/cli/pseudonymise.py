"""`he-registry pseudonymise`: identified sheets as a file that may leave the hospital. Offline."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from registry.cli.check import FILE, PROGRAMME
from registry.cli.hospital import read_document, read_raw, tell
from registry.errors import DataError, SettingsError

if TYPE_CHECKING:
    from anonymise.key_table import KeyTable

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
@click.option("--json", "as_json", is_flag=True, help="One JSON object per finding.")
@click.pass_context
def command(
    context: click.Context,
    file: Path,
    document: Path,
    table: Path,
    target: Path | None,
    link_key: Path | None,
    as_json: bool,
) -> None:
    """Write FILE (the filled-in `identified.xlsx`) without names, numbers and dates.

    The passphrase of the table stands in REGISTRY_TABLE_PASSPHRASE, or is asked for.
    """
    from anonymise.key_table import write_key_table
    from registry.intake.importers.identified import Hospital, pseudonymised
    from registry.intake.importers.template import template_workbook
    from registry.settings import system_random

    programme = read_document(document).programme
    passphrase = ask_passphrase(new=not table.exists())
    known = open_table(table, passphrase)
    hospital = Hospital(
        programme.id, known, read_key(link_key) if link_key else None, system_random
    )
    raw, faults = read_raw(file)
    made = pseudonymised({sheet.name: sheet for sheet in raw}, hospital)
    findings = [*faults, *made.findings]
    tell(findings, as_json)
    if findings:
        click.echo(f"{len(findings)} errors; nothing was written.", err=True)
        context.exit(1)
    write_key_table(table, known, passphrase, system_random)
    target = target or file.with_name(f"{file.stem}.submission.xlsx")
    target.write_bytes(template_workbook(programme, made.sheets))
    click.echo(f"{target} may be sent; {table} stays with you. Next: he-registry check", err=True)


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
