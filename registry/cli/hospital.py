"""How hospital commands reach a registry, read a file, and tell what is wrong with it."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from registry.errors import DataError, SettingsError

if TYPE_CHECKING:
    from registry.client import RegistryClient
    from registry.intake.importers.assemble import ReadFile
    from registry.intake.importers.findings import FileFinding
    from registry.intake.importers.tables import RawSheet
    from registry.model.programme import ProgrammeDocument

Answer = TypeVar("Answer")
SECONDS = 60


def at_registry(url: str | None, work: Callable[["RegistryClient"], Awaitable[Answer]]) -> Answer:
    """Do work at the registry of --url or REGISTRY_URL, with the key in REGISTRY_API_KEY."""
    import httpx

    from registry.client import RegistryClient
    from registry.patience import Patience
    from registry.settings import system_chance

    address = url or os.environ.get("REGISTRY_URL")
    key = os.environ.get("REGISTRY_API_KEY")
    if not address or not key:
        raise SettingsError(
            "The registry's address or your API key is missing.",
            "Give --url or set REGISTRY_URL, and put the key into REGISTRY_API_KEY.",
        )

    async def run() -> Answer:
        async with httpx.AsyncClient(base_url=address, timeout=SECONDS) as http:
            return await work(RegistryClient(http, key, signer(), Patience(chance=system_chance)))

    return asyncio.run(run())


def of_programme(
    url: str | None, work: Callable[["RegistryClient"], Awaitable[Answer | None]]
) -> Answer:
    """The answer about a programme. DataError, with the ids of your own, where it is not yours."""

    async def known(client: "RegistryClient") -> Answer:
        found = await work(client)
        if found is None:
            own = [f"{each.id} ({each.title})" for each in (await client.me()).programmes]
            listed = f"Yours: {'; '.join(own)}." if own else "Your organisation has none yet."
            raise DataError("This is none of your programmes.", listed)
        return found

    return at_registry(url, known)


def read_document(path: Path) -> "ProgrammeDocument":
    """The programme file that `he-registry template` wrote."""
    import msgspec

    from registry.model.programme import ProgrammeDocument

    try:
        return msgspec.json.decode(path.read_bytes(), type=ProgrammeDocument)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise DataError(
            f"{path.name} is not the programme file of a template.",
            "Write it with `he-registry template --programme ID`.",
        ) from fault


def read_file(path: Path, programme_id: str, mapping: Path | None = None) -> "ReadFile":
    """A workbook, a folder of CSV files, or another system's export read through a mapping."""
    from registry.intake.importers.files import read_export, read_sheets
    from registry.intake.importers.lines import read_lines

    if mapping is not None:
        return read_export(programme_id, content_of(mapping), content_of(path))
    if path.suffix == ".ndjson":
        return read_lines(programme_id, content_of(path))
    return read_sheets(programme_id, contents(path))


def read_raw(path: Path) -> "tuple[list[RawSheet], list[FileFinding]]":
    """The sheets of a workbook or a folder of CSV files as they stand."""
    from registry.intake.importers.files import raw_sheets

    return raw_sheets(contents(path))


def contents(path: Path) -> bytes | dict[str, bytes]:
    """The bytes of a workbook, or of CSV files by the sheet they hold: a folder's, or only one.

    A CSV file alone, whatever its name, holds patients unless it is named as another sheet.
    """
    from registry.intake.importers.layout import sheet_named

    if path.is_dir():
        return {file.stem: content_of(file) for file in sorted(path.glob("*.csv"))}
    if path.suffix == ".csv":
        return {sheet_named(path.stem): content_of(path)}
    return content_of(path)


def content_of(path: Path) -> bytes:
    """The bytes of a file. DataError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as fault:
        raise DataError(
            f"The file cannot be read ({fault.strerror}).", "Check its name."
        ) from fault


def tell(findings: Iterable["FileFinding"], as_json: bool) -> None:
    """Every finding, for people or as JSON lines."""
    from registry.intake.importers.findings import as_json_lines, as_row

    if as_json:
        click.echo(as_json_lines(findings), nl=False)
        return
    for row in map(as_row, findings):
        place = ":".join(str(row[n]) for n in ("sheet", "row", "column") if row[n] is not None)
        wanted = f" Expected {row['expected']}." if row["expected"] else ""
        head = f"{row['severity']} {place}".strip()
        click.echo(f"{head}: {row['message']} {row['remedy']}{wanted}")


def signer() -> Callable[[str, bytes], str] | None:
    """What signs each request with the key in REGISTRY_SIGNING_KEY_FILE; None where it is unset."""
    from registry.key_files import signing_key_at
    from registry.log.signatures import content_of, digest_of_body, sign

    named = os.environ.get("REGISTRY_SIGNING_KEY_FILE")
    if not named:
        return None
    secret = signing_key_at(Path(named)).read()
    return lambda path, body: sign(secret, content_of(path, digest_of_body(body)))


def on_terminal() -> bool:
    """Whether a person is there to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()
