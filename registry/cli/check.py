"""`he-registry check`: the registry's rules on a file, offline."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from registry.cli.day import DAY
from registry.cli.hospital import contents, read_document, read_file, tell

if TYPE_CHECKING:
    from registry.intake.importers.findings import FileFinding

FILE = click.Path(exists=True, path_type=Path)
PROGRAMME = click.option(
    "--programme",
    "document",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("programme.json"),
    show_default=True,
    help="The programme file written with the template.",
)


MAPPING = click.option(
    "--map",
    "mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A mapping file: FILE is another system's CSV export.",
)


@click.command("check")
@click.argument("file", type=FILE)
@PROGRAMME
@MAPPING
@click.option("--json", "as_json", is_flag=True, help="One JSON object per finding.")
@click.option("--csv", "table", type=click.Path(path_type=Path), help="Also write them as CSV.")
@click.option(
    "--marked",
    type=click.Path(path_type=Path),
    help="Also write a workbook with an errors column and marked cells.",
)
@click.option("--as-of", type=DAY, help="Check as of another day.")
@click.pass_context
def command(
    context: click.Context,
    file: Path,
    document: Path,
    mapping: Path | None,
    as_json: bool,
    table: Path | None,
    marked: Path | None,
    as_of: date | None,
) -> None:
    """Check FILE (a workbook, or a folder of CSV files) without network."""
    from registry.intake.importers.findings import as_csv
    from registry.intake.importers.offline import check_file
    from registry.model.submission import Severity
    from registry.settings import system_clock

    if marked is not None and (mapping is not None or file.suffix == ".ndjson"):
        raise click.UsageError("--marked is for a workbook or CSV files of the template.")
    known = read_document(document)
    read = read_file(file, known.programme.id, mapping)
    findings = check_file(read, known, as_of or system_clock().date())
    tell(findings, as_json)
    if table is not None:
        table.write_text(as_csv(findings), newline="")
    if marked is not None:
        write_marked(marked, file, findings)
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    warnings = len(findings) - errors
    told = f"{len(read.batch.notices)} patients, {len(read.batch.outcomes)} with news"
    click.echo(f"{told}: {errors} errors, {warnings} warnings.", err=True)
    context.exit(1 if errors else 0)


def write_marked(path: Path, file: Path, findings: "Sequence[FileFinding]") -> None:
    """The rows of a workbook, or of CSV files as one, with the errors at their cells."""
    from registry.intake.importers.as_workbook import workbook_of
    from registry.intake.importers.files import raw_sheets
    from registry.intake.importers.template import marked_workbook

    content = contents(file)
    sheets, _ = raw_sheets(content)
    book = content if isinstance(content, bytes) else workbook_of(content)
    if not sheets or book is None:
        click.echo(f"{path.name} is not written: there are no rows that can be marked.", err=True)
        return
    path.write_bytes(marked_workbook(book, findings))
