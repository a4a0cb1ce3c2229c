"""`he-registry receipt`: whether the registry holds what your receipts say, and its proof of it."""

from collections.abc import Iterable
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
    """What every answer beside a file holds; an older one lacks the log's receipt."""

    digest: str
    receipt: str | None = None


@click.command("receipt")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per receipt.")
@click.option("--url", help="The registry's address; REGISTRY_URL where left out.")
@click.pass_context
def command(context: click.Context, file: Path, as_json: bool, url: str | None) -> None:
    """Ask the registry for every receipt kept beside FILE; keep the log's proof where it lacks."""
    import msgspec

    kept = kept_answers(file)
    held = at_registry(url, lambda client: ask(client, kept))
    for digest, found in held.items():
        complete(file, kept[digest], found)
        if as_json:
            click.echo(msgspec.json.encode({"digest": digest, "stored": found}).decode())
        else:
            click.echo(sentence(digest, found))
    missing = sum(found is None for found in held.values())
    click.echo(f"{len(held) - missing} of {len(held)} submissions are stored.", err=True)
    context.exit(5 if missing else 0)


def kept_answers(file: Path) -> dict[str, Kept]:
    """What is kept beside a file, by digest; a line that broke off is nothing."""
    import msgspec

    from registry.cli.sending import receipts_of

    path = receipts_of(file)
    lines = path.read_bytes().splitlines() if path.exists() else []
    kept: dict[str, Kept] = {}
    for line in lines:
        with suppress(msgspec.DecodeError):
            answer = msgspec.json.decode(line, type=Kept)
            if answer.receipt or answer.digest not in kept:
                kept[answer.digest] = answer
    if not kept:
        raise DataError(
            f"{path.name} holds no receipts.", "`he-registry submit` writes it beside the file."
        )
    return kept


def complete(file: Path, kept: Kept, found: "StoredContent | None") -> None:
    """Keep the log's receipt beside the file where no answer there carries it."""
    from registry.cli.sending import keep_receipt, receipts_of

    if found is not None and found.receipt and not kept.receipt:
        keep_receipt(receipts_of(file), found)


async def ask(
    client: "RegistryClient", digests: Iterable[str]
) -> "dict[str, StoredContent | None]":
    """What the registry holds of each content."""
    return {digest: await client.submission(digest) for digest in digests}


def sentence(digest: str, found: "StoredContent | None") -> str:
    """One receipt in words."""
    if found is None:
        return f"{digest}: not stored; send the file again and report this to the registry."
    return f"{digest}: stored on {found.received_on} as submission {found.submission_id}."
