"""The tail of SQLite's write-ahead log is cut off or damaged: an earlier whole state opens.

A commit is acknowledged once it is synced, so a torn tail is one nobody heard of. Where a disk
damages what was synced, the receipts of sponsors say what is missing.
"""

import random
import shutil
from datetime import date
from pathlib import Path

import pytest
from running import Running
from sending import notices, pseudonyms, register, send

from registry.model.submission import Accepted
from registry.storage.engine import open_database
from tests.chaos.laws import broken, contents

pytestmark = pytest.mark.anyio

BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
CUTS = 24
FILES = ("registry.sqlite", "registry.sqlite-wal")


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """SQLite: PostgreSQL's own log is cut by killing the server (`make chaos`)."""
    return f"sqlite:///{tmp_path}/registry.sqlite"


def as_a_crash_leaves_it(here: Path, number: int, damage: bytes | None, at: int) -> str:
    """A copy of the open database whose log ends at a byte, or holds other bytes from there on."""
    there = here / f"crash-{number}"
    there.mkdir()
    for name in FILES:
        shutil.copy(here / name, there / name)
    with (there / FILES[1]).open("r+b") as log:
        if damage is None:
            log.truncate(at)
        else:
            log.seek(at)
            log.write(damage)
    return f"sqlite:///{there}/registry.sqlite"


async def test_a_log_cut_or_damaged_anywhere_opens_in_a_state_that_was_whole(
    registry: Running, database_url: str, tmp_path: Path
) -> None:
    programme = await register(registry.house, BEGAN)
    log = tmp_path / FILES[1]
    states, began = [await contents(database_url)], log.stat().st_size
    for number in range(3):
        new = notices(pseudonyms(2, 0xB00 + 16 * number))
        assert isinstance(await send(registry.house, programme, MARCH, new), Accepted)
        states.append(await contents(database_url))
    chance, seen = random.Random(1), set()  # noqa: S311
    for number in range(CUTS):
        at = chance.randrange(began, log.stat().st_size)
        damage = None if number % 2 else b"\xa5" * chance.randrange(1, 200)
        url = as_a_crash_leaves_it(tmp_path, number, damage, at)
        found = await contents(url)
        assert found in states
        seen.add(states.index(found))
        await holds(url)
    assert seen == {0, 1, 2}


async def holds(url: str) -> None:
    """Every law holds there."""
    database = open_database(url)
    await database.start()
    assert await broken(database) == []
    await database.stop()
