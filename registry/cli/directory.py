"""`he-registry directory`: the facts everything else refers to, entered by the operator."""

from pathlib import Path

import click

from registry.cli import study
from registry.cli.house import enter


@click.group("directory")
def command() -> None:
    """Enter organisations, hospitals, authorities and sourced facts."""


command.add_command(study.command)


@command.command("catalogue")
def catalogue_command() -> None:
    """Enter the catalogue: authorities, products, approvals and cited trials, with sources."""
    from registry.settings import system_clock
    from seeds.catalogue import catalogue

    enter(catalogue(system_clock().date()).all(), "catalogue")


@command.command("add")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def add(file: Path) -> None:
    """Enter the organisations, centres and authorities of a TOML FILE."""
    from registry.cli.directory_file import read_directory

    enter(read_directory(file.read_bytes()).all(), "directory file")
