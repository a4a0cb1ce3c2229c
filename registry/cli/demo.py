"""`he-registry demo`: seven simulated years through the real surfaces, three answers, a server."""

import tempfile
from pathlib import Path

import click


@click.command("demo")
@click.option("--port", default=8000, show_default=True, help="Port to serve at.")
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
        folder.mkdir(parents=True, exist_ok=True)
        run(folder, port, no_serve)


def run(folder: Path, port: int, no_serve: bool) -> None:
    """Simulate, answer, serve."""
    import asyncio

    from rich.console import Console

    from registry.app import build_house, create_app
    from registry.cli.answers import print_answers
    from registry.cli.simulation import settings_in, simulate
    from registry.settings import system_clock, system_random

    console = Console()
    settings = settings_in(folder)
    keys = asyncio.run(simulate(settings, console))
    house = build_house(settings, system_clock, system_random)
    asyncio.run(print_answers(house, keys, console))
    if no_serve:
        return
    import uvicorn

    console.print(f"\nServing at http://127.0.0.1:{port} (stop with Ctrl-C).")
    console.print(f"A fictional sponsor's API key for /sponsor/graphql: {keys[0]}")
    served = create_app(build_house(settings, system_clock, system_random))
    uvicorn.run(served, port=port, access_log=False, server_header=False, log_level="warning")
