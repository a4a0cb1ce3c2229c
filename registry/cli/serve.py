"""`he-registry serve`: the public site, both GraphQL surfaces, and nothing else."""

from typing import TYPE_CHECKING

import click

from registry.cli.house import in_house

if TYPE_CHECKING:
    from registry.app import House


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port."
)
def command(host: str, port: int) -> None:
    """Serve the installation named by REGISTRY_DATABASE_URL and REGISTRY_ROOT_KEY_FILE."""
    from registry.app import serve_app
    from registry.cli.listening import listen, serve

    listening = listen(host, port)
    in_house(nothing)
    click.echo(f"Serving at http://{host}:{port} (stop with Ctrl-C).", err=True)
    serve(serve_app(), listening)


async def nothing(_: "House") -> None:
    """The installation can be opened and its schema is current: that is all there is to ask."""
