"""What a registry itself writes into a folder over two years, with a change of the log's key."""

import asyncio
import hashlib
import tempfile
from datetime import timedelta
from functools import cache
from pathlib import Path

from msgspec import structs
from public_files import Files
from running import LOG_KEY, Running, running_registry
from verifiable import BEGAN, LATEST, story, verified

from registry.log.signer import LogSigner
from registry.settings import DEFAULT_ORIGIN
from registry.storage.log_keys import hand_over
from registry.storage.public_folder import write_public_files
from registry.storage.transparency import open_log
from registry.verify.report import Report

OLD, NEW = LogSigner(DEFAULT_ORIGIN, LOG_KEY), LogSigner(DEFAULT_ORIGIN, bytes(range(64, 96)))
NEXT_DAY = LATEST + timedelta(days=1)
MORE = 200
"""So many submissions come in between, so that the log has more than one full tile."""


@cache
def real_files() -> Files:
    """Every file in the folder, those of earlier days included."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(written(Path(folder)))
        found = (path for path in Path(folder).rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


async def written(folder: Path) -> None:
    """Play the two years, and bring the folder to what is public after each publication."""
    async with running_registry(
        f"sqlite:///{folder.parent / folder.name}.sqlite", BEGAN
    ) as registry:
        async for frozen in story(registry):
            await bring(registry, folder)
            if frozen.snapshot.number == 2:
                await change_key(registry)
            if frozen.snapshot.number == 4:
                await submissions(registry)
        registry.clock.today = NEXT_DAY
        await bring(registry, folder)


async def bring(registry: Running, folder: Path) -> None:
    """Write what is public today."""
    signer = registry.house.publisher.signer
    await write_public_files(registry.house.database, signer, registry.clock(), folder)


async def change_key(registry: Running) -> None:
    """The log's key changes, and the registry goes on with the new one."""
    house = registry.house
    await hand_over(house.database, OLD, NEW, registry.clock(), "operator")
    house.intake = structs.replace(house.intake, signer=NEW)
    house.publisher = structs.replace(house.publisher, signer=NEW)


async def submissions(registry: Running) -> None:
    """Opaque leaves as submissions leave them."""
    house = registry.house
    async with house.database.transaction():
        log = await open_log(house.database, house.intake.signer, registry.clock())
        await log.add([hashlib.sha256(b"%d" % number).digest() for number in range(MORE)])


def verified_real(files: Files) -> Report:
    """What somebody finds in such a folder who trusts the first key."""
    parts = [path.removeprefix("log/") for path in sorted(files) if ".p/" in path]
    return verified(files, OLD.key, NEXT_DAY, parts=parts)
