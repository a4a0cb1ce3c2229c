"""`he-registry demo`: seven simulated years through the real surfaces, three answers, a server."""

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

    from registry.settings import Settings


@click.command("demo")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Port to serve at.",
)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to keep the database in; a temporary one where left out.",
)
@click.option("--no-serve", is_flag=True, help="Stop after the three answers.")
def command(port: int, data: Path | None, no_serve: bool) -> None:
    """Show the registry at work: fictional hospitals, seven years, then a local server."""
    with tempfile.TemporaryDirectory(prefix="he-registry-") as temporary:
        folder = (data or Path(temporary)).resolve()
        make(folder)
        run(folder, port, no_serve)


def make(folder: Path) -> None:
    """The folder, if it is not there yet. SettingsError where it cannot be made."""
    from registry.errors import SettingsError

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise SettingsError(
            f"The folder cannot be made ({fault.strerror}).", "Name another one with --data."
        ) from fault


def run(folder: Path, port: int, no_serve: bool) -> None:
    """Simulate, answer, serve."""
    from registry.app import build_house, create_app
    from registry.cli.answers import Screen
    from registry.cli.listening import HERE, listen, serve
    from registry.cli.simulation import settings_in
    from registry.settings import system_clock, system_random

    console = Screen()
    settings = settings_in(folder)
    if no_serve:
        show(settings, console)
        return
    with listen(HERE, port) as listening:
        key = show(settings, console)
        console.print(f"\nServing at http://{HERE}:{port} (stop with Ctrl-C).")
        console.print(f"A fictional sponsor's API key for /sponsor/graphql: {key}", soft_wrap=True)
        console.print(f"Verify it: {verifying(settings, f'http://{HERE}:{port}')}", soft_wrap=True)
        serve(create_app(build_house(settings, system_clock, system_random)), listening)


def show(settings: "Settings", console: "Console") -> str:
    """Play the years, print the answers; a fictional sponsor's API key."""
    import asyncio

    from registry.app import build_house
    from registry.cli.answers import print_answers
    from registry.cli.simulation import simulate
    from registry.settings import system_clock, system_random

    keys = asyncio.run(simulate(settings))
    house = build_house(settings, system_clock, system_random)
    asyncio.run(print_answers(house, keys, console))
    return keys[0]


def verifying(settings: "Settings", address: str) -> str:
    """The command that verifies the log and the snapshots at an address, with this log's key."""
    from registry.log.signer import LogSigner

    key = LogSigner(settings.log_origin, settings.log_key).key.encoded
    return f"{os.path.relpath(sys.executable)} -m registry verify {address} --key {key}"
