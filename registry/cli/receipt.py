"""`he-registry receipt`: whether the registry holds what your receipts say."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct

from registry.cli.check import FILE
from registry.cli.hospital import at_registry
from registry.errors import DataError

if TYPE_CHECKING:
    from registry.client import RegistryClient
    from registry.model.submission import StoredContent


class Kept(Struct):
    """What every receipt beside a file holds."""

    digest: str


@click.command("receipt")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per receipt.")
@click.option("--url", help="The registry's address; REGISTRY_URL where left out.")
@click.pass_context
def command(context: click.Context, file: Path, as_json: bool, url: str | None) -> None:
    """Ask the registry for every receipt kept beside FILE."""
    import msgspec

    digests = read_receipts(file)
    held = at_registry(url, lambda client: ask(client, digests))
    for digest, found in held.items():
        if as_json:
            click.echo(msgspec.json.encode({"digest": digest, "stored": found}).decode())
        else:
            click.echo(sentence(digest, found))
    missing = sum(found is None for found in held.values())
    click.echo(f"{len(held) - missing} of {len(held)} submissions are stored.", err=True)
    context.exit(5 if missing else 0)


def read_receipts(file: Path) -> list[str]:
    """The digests of the receipts beside a file, each once; a line that broke off is none."""
    import msgspec

    from registry.cli.sending import receipts_of

    path = receipts_of(file)
    lines = path.read_bytes().splitlines() if path.exists() else []
    kept: dict[str, None] = {}
    for line in lines:
        with suppress(msgspec.DecodeError):
            kept[msgspec.json.decode(line, type=Kept).digest] = None
    if not kept:
        raise DataError(
            f"{path.name} holds no receipts.", "`he-registry submit` writes it beside the file."
        )
    return list(kept)


async def ask(client: "RegistryClient", digests: list[str]) -> "dict[str, StoredContent | None]":
    """What the registry holds of each content."""
    return {digest: await client.submission(digest) for digest in digests}


def sentence(digest: str, found: "StoredContent | None") -> str:
    """One receipt in words."""
    if found is None:
        return f"{digest}: not stored; send the file again and report this to the registry."
    return f"{digest}: stored on {found.received_on} as submission {found.submission_id}."
