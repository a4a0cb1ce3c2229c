"""Rows are found by their owner's key, number by number, and by nothing that stands beside them."""

from secrets import token_bytes

import pytest

from anonymise.keys import KeyRing
from registry.storage.addresses import NEAR, Owner
from registry.storage.engine import Database
from registry.storage.migrations import MIGRATIONS, migrate
from registry.storage.sealing import Sealing
from registry.storage.tables import SubmissionRecord

pytestmark = pytest.mark.anyio

INSERT = (
    "INSERT INTO submission (id, address, once, digest, received_at, after_snapshot, sealed) "
    "VALUES (?, ?, ?, '', '', 0, '')"
)
LENGTHS = (0, 1, 2, 15, 16, 17, 31, 32, 255, 256, 257, 300, 511, 4_095, 4_096, 4_097)


def sealing(root: int = 0) -> Sealing:
    """The keys of a process, which remembers nothing yet."""
    return Sealing.of(KeyRing.from_root(bytes([root] * 32)), token_bytes)


async def add(database: Database, owner: str, numbers: range) -> None:
    """Rows of an owner."""
    mine = Owner(database, SubmissionRecord, owner)
    rows = [(f"{owner} {n}", mine.address(n), f"{owner} {n}") for n in numbers]
    async with database.transaction():
        await database.run_many(INSERT, rows)


async def last(database: Database, owner: str) -> int:
    """What is found to be the last number."""
    return await Owner(database, SubmissionRecord, owner).last_number()


@pytest.fixture
async def kept(database: Database) -> Database:
    await migrate(database, MIGRATIONS)
    return database


async def test_the_last_number_is_found_however_many_there_are(kept: Database) -> None:
    for before, now in zip((0, *LENGTHS), LENGTHS, strict=False):
        await add(kept, "tarn", range(before + 1, now + 1))
        kept.sealing.remembered.clear()
        assert await last(kept, "tarn") == now
    assert await last(kept, "ostra") == 0


@pytest.mark.parametrize("known", [0, 1, 15, 16, 17, 18, 19, 20, 21, 40, 300])
async def test_whatever_was_remembered_the_last_number_is_right(kept: Database, known: int) -> None:
    """Others add rows meanwhile, and what was remembered may have been taken back."""
    await add(kept, "tarn", range(1, 21))
    Owner(kept, SubmissionRecord, "tarn").remember(known)
    assert await last(kept, "tarn") == 20
    await add(kept, "tarn", range(21, 301))
    assert await last(kept, "tarn") == 300


@pytest.mark.parametrize("more", [NEAR - 2, NEAR - 1, NEAR, NEAR + 1])
async def test_what_another_process_added_meanwhile_is_found(kept: Database, more: int) -> None:
    await add(kept, "tarn", range(1, 21))
    assert await last(kept, "tarn") == 20
    await add(kept, "tarn", range(21, 21 + more))
    assert await last(kept, "tarn") == 20 + more


async def test_the_rows_come_in_order_of_number_and_are_one_owners_alone(kept: Database) -> None:
    await add(kept, "ostra", range(1, 700))
    await add(kept, "tarn", range(1, 604))
    mine = Owner(kept, SubmissionRecord, "tarn")
    for numbers in (range(1, 604), range(603, 0, -1), range(600, 610)):
        there = [n for n in numbers if n <= 603]
        assert [row["id"] for row in await mine.rows(numbers)] == [f"tarn {n}" for n in there]


def test_nobody_without_the_key_finds_an_address() -> None:
    first, second = sealing(1), sealing(2)
    assert first.address("submission", "tarn", 1) == sealing(1).address("submission", "tarn", 1)
    told = {each.address("submission", "tarn", 1) for each in (first, second)}
    assert len(told | {first.address("submission", "tarn", 2)}) == 3
    assert first.address("submission", "tarn1", "") != first.address("submission", "tarn", 1)
