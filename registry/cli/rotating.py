"""`he-registry keys rotate-…`: the registry's own keys change; broken off, each is run again."""

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from registry.cli.house import ACTOR, in_house

if TYPE_CHECKING:
    from anonymise.keys import KeyRing
    from registry.app import House
    from registry.key_files import KeyFile
    from registry.root_keys import RootKey
    from registry.storage.column_keys import Rotation

INTO = click.option(
    "--into",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the key comes from elsewhere: write the new one into this file, for you to put "
    "there.",
)


@click.command("rotate-log")
@INTO
def rotate_log(into: Path | None) -> None:
    """Let the log go on under a new key, and keep the old key file beside it.

    Restart the servers afterwards: they accept nothing until they sign with the new key. Broken
    off half-way, run it again.
    """
    from registry.app import build_house
    from registry.settings import (
        log_key_file,
        settings_from_environment,
        system_clock,
        system_random,
    )

    file = log_key_file()
    new = next_file(file, into)
    house = build_house(settings_from_environment(), system_clock, system_random)
    secret = new.read() if new.path.exists() else new.create(system_random)
    key = asyncio.run(rotated(house, secret))
    click.echo(f"The log signs with a new key from now on; restart the servers.\n{key}")
    put_in_place(file, new, into)


async def rotated(house: "House", secret: bytes) -> str:
    """Hand the log over to a key, unless that is done; the new verifier key."""
    from registry.log.signer import LogSigner
    from registry.storage.log_keys import hand_over
    from registry.storage.transparency import read_head

    signer = house.publisher.signer
    successor = LogSigner(signer.origin, secret)
    await house.database.start()
    try:
        await house.check_installation()
        if (await read_head(house.database)).verifier_key != successor.key.encoded:
            await hand_over(house.database, signer, successor, house.clock(), ACTOR)
    finally:
        await house.database.stop()
    return successor.key.encoded


@click.command("rotate-column-key")
@click.option(
    "--at-once",
    type=click.IntRange(1, 100_000),
    default=500,
    show_default=True,
    help="How many patients' keys one transaction wraps anew.",
)
def rotate_column_key(at_once: int) -> None:
    """Wrap every patient's data key under a new key, while the servers go on.

    No sealed value is touched. Broken off half-way, run it again. After `keys rotate-root`, restart
    the servers first: the earlier root key is wrong from now on.
    """

    async def work(house: "House") -> tuple[int, int]:
        return await wrap_all(rotation_in(house), at_once)

    version, keys = in_house(work)
    click.echo(f"Version {version} of the column key wraps every data key; {keys} were wrapped.")


def rotation_in(house: "House") -> "Rotation":
    """The rotation of this moment."""
    from registry.storage.column_keys import Rotation

    signer, keys = house.publisher.signer, house.database.sealing.wrapping
    return Rotation(house.database, keys, house.root_check, signer, house.clock(), ACTOR)


async def wrap_all(rotation: "Rotation", at_once: int) -> tuple[int, int]:
    """Begin a version or go on with one; its number, and how many data keys were wrapped."""
    from registry.storage.column_keys import begin_rotation, rewrap_some

    version, done = await begin_rotation(rotation), 0
    while some := await rewrap_some(rotation, version, at_once):
        done += some
        if sys.stderr.isatty():
            click.echo(f"\r{done} data keys", err=True, nl=False)
    return version, done


@click.command("rotate-root")
@INTO
def rotate_root(into: Path | None) -> None:
    """Go over to a new root key; pseudonyms, digests and sealed columns stay as they are.

    Restart the servers afterwards, then run `keys rotate-column-key`: until then the earlier root
    key is right, too. It is kept beside the new one; older backups need it. Broken off half-way,
    run it again.
    """
    from registry.access.new_root import ring_of
    from registry.settings import root_key_file, root_key_in_environment

    file = root_key_file()
    new = next_file(file, into)
    old = ring_of(root_key_in_environment())

    async def work(house: "House") -> None:
        await gone_over(house, old, new)

    in_house(work)
    click.echo("A new root key is right. Restart the servers, then run keys rotate-column-key.")
    put_in_place(file, new, into)


async def gone_over(house: "House", old: "KeyRing", file: "KeyFile") -> None:
    """Write the next root key, or take the one an earlier attempt wrote, and go over to it."""
    from registry.access.because import Because
    from registry.access.new_root import NewRoot, go_over, ring_of, succeeding
    from registry.root_keys import read_root_key
    from registry.storage.column_keys import versions_in_use
    from registry.storage.root_key import knows_root_key, root_check_of

    random_bytes = house.intake.random_bytes
    versions = await versions_in_use(house.database)
    if not file.path.exists():
        file.write(succeeding(old, versions, random_bytes).text)
    new = read_root_key(file)
    if await knows_root_key(house.database, root_check_of(ring_of(new))):
        return
    refuse_unless_heir(file, new, old.heirloom(versions))
    change = NewRoot(old, ring_of(new), house.publisher.signer, random_bytes)
    await go_over(house.database, change, Because(ACTOR, house.clock()))


def refuse_unless_heir(file: "KeyFile", new: "RootKey", heirloom: dict[str, bytes]) -> None:
    """SettingsError where a file of an earlier attempt lacks a key that is needed now."""
    from registry.errors import SettingsError

    if not heirloom.items() <= dict(new.inherited).items():
        raise SettingsError(
            f"{file.path} is there already and holds no successor of the root key of now.",
            "Remove it if it is left of an earlier attempt, and run this again.",
        )


def next_file(file: "KeyFile", into: Path | None) -> "KeyFile":
    """Where the next key is written. SettingsError where one from elsewhere has no place named."""
    from msgspec import structs

    from registry.settings import require_file

    return structs.replace(file, path=into) if into else require_file(file).successor


def put_in_place(file: "KeyFile", new: "KeyFile", into: Path | None) -> None:
    """Put the new key file in the place of the old one; where it goes elsewhere, say so."""
    if into is not None:
        click.echo(f"Put what {into} holds where the key is kept, then destroy the file.", err=True)
        return
    click.echo(f"The old key file is kept as {file.give_way(new)}.", err=True)
