"""`he-registry serve`: the whole registry, or with --public-only a public node over a folder."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from registry.cli.trusted import read_key

if TYPE_CHECKING:
    from registry.app import House
    from registry.front.watch import App
    from registry.log.note import VerifierKey

NOTHING = "No snapshot is shown yet; /health says why. It appears as soon as one in DIR holds."


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port."
)
@click.option(
    "--public-only",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Serve the public files in DIR and nothing else: no database, no secret.",
)
@click.option(
    "--log-key",
    help="With --public-only: the log's verifier key you trust, or a file with it. Needed.",
)
@click.option(
    "--look-every",
    type=click.FloatRange(0.1, 3600),
    default=5.0,
    show_default=True,
    help="With --public-only: seconds between two looks at DIR; SIGHUP looks at once.",
)
def command(
    host: str, port: int, folder: Path | None, log_key: str | None, look_every: float
) -> None:
    """Serve the installation named by REGISTRY_DATABASE_URL and REGISTRY_ROOT_KEY_FILE.

    With --public-only DIR the public side alone, from a copy of a registry's public files
    (docs/public-node.md): every snapshot is verified before it is shown.
    """
    from registry.cli.listening import listen, serve

    if folder is None and log_key:
        raise click.UsageError("--log-key goes with --public-only.")
    trusted = read_key(log_key, "--log-key") if folder else None
    listening = listen(host, port)
    app = node_app(folder, trusted, look_every, host) if folder and trusted else whole_app(host)
    click.echo(f"Serving at http://{host}:{port} (stop with Ctrl-C).", err=True)
    serve(app, listening)


def whole_app(host: str) -> "App":
    """The registry of this environment, which can be opened, and those who watch it."""
    from registry.app import create_app, serve_house
    from registry.cli.house import in_house
    from registry.cli.metrics import of_house
    from registry.cli.watching import watched

    in_house(nothing)
    house = serve_house(host)
    return watched(create_app(house), of_house(house))


async def nothing(_: "House") -> None:
    """The installation can be opened and its schema is current: that is all there is to ask."""


def node_app(folder: Path, trusted: "VerifierKey", look_every: float, host: str) -> "App":
    """A public node over a folder; whether it shows something already is said on stderr."""
    from registry.cli.metrics import of_node
    from registry.cli.watching import watched
    from registry.front.budget import Budget, query_rate
    from registry.front.door import front_of
    from registry.node.app import create_node
    from registry.node.keeper import Keeper
    from registry.settings import front_in_environment, system_clock, system_random, system_ticks
    from registry.web.public.releases import host_of

    told = front_in_environment()
    front = front_of((*told.hosts, host_of(trusted.name)), told.proxies).also_as(host)
    spend = Budget(query_rate(told.query_cost, told.processes), system_random(32), system_ticks)
    keeper = Keeper(folder, trusted, system_clock, look_every)
    keeper.look()
    shown, refused = keeper.shown.frozen, keeper.refused
    click.echo(f"Snapshot {shown.snapshot.number} is shown." if shown else NOTHING, err=True)
    if refused:
        click.echo(f"Refused ({refused.reason}): {refused.file}: {refused.message}", err=True)
    node = create_node(keeper, lambda: system_random(16).hex(), front, spend)
    return watched(node, of_node(keeper))
