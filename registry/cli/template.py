"""`he-registry template`: the empty file a data manager fills in."""

from pathlib import Path

import click

from registry.cli.hospital import of_programme


@click.command("template")
@click.option("--programme", "programme_id", required=True, help="The id of your programme.")
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Folder to write into; the present one where left out.",
)
@click.option("--url", help="The registry's address; REGISTRY_URL where left out.")
def command(programme_id: str, folder: Path, url: str | None) -> None:
    """Write the templates: the workbook to send, the identified one to keep, CSV with schemas."""
    import msgspec

    from registry.intake.importers.template import (
        identified_workbook,
        template_files,
        template_workbook,
    )

    document = of_programme(url, lambda client: client.programme(programme_id))
    (folder / "csv").mkdir(parents=True, exist_ok=True)
    (folder / "programme.json").write_bytes(msgspec.json.encode(document))
    (folder / "template.xlsx").write_bytes(template_workbook(document))
    (folder / "identified.xlsx").write_bytes(identified_workbook(document))
    for name, text in template_files(document).items():
        (folder / "csv" / name).write_text(text, newline="")
    click.echo("template.xlsx, identified.xlsx, csv/ and programme.json are written.")
