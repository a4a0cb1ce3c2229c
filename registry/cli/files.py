"""`he-registry files`: bring a folder to what is public now."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from registry.cli.house import in_house

if TYPE_CHECKING:
    from registry.app import House


@click.command("files")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path) -> None:
    """Write the public files into FOLDER, for public nodes, web servers and `verify`.

    Snapshots and log, as `serve --public-only FOLDER` reads them. Run it again after each
    publication and once a day; what is complete already is not written again.
    """
    from registry.storage.public_folder import write_public_files

    async def work(house: "House") -> None:
        await write_public_files(house.database, house.publisher.signer, house.clock(), folder)

    in_house(work)
    click.echo(f"{folder} holds what is public now.")
