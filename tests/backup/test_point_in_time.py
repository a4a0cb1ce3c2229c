"""PostgreSQL is recovered to a moment, as the handbook says, and who was erased stays erased."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]
import pytest
from backing_up import SIGNER, Place, back_up
from logbook import opened
from own_postgres import OwnPostgres, folder_of_its_own, program, waited_for
from running import Running, running_registry, sealing_of_tests
from sending import envelope, infused, notices, pseudonyms, register, send

from registry.backup.proof import check_log
from registry.intake.withdraw import accept_withdrawal, confirm
from registry.log.receipts import Verified, verify_receipt
from registry.model.codes import WithdrawalScope
from registry.model.registration import Recorded
from registry.model.submission import Accepted, Withdrawal
from registry.storage.engine import Database, open_database
from registry.storage.erasures import erased_patients, keep_erasures, read_erasures
from registry.storage.vault import read_episodes

pytestmark = [pytest.mark.anyio, pytest.mark.thorough]

BEGAN, MARCH, MAY = date(2027, 1, 11), date(2027, 3, 10), date(2027, 5, 10)
LEAVING, *STAYING = pseudonyms(4)
HANDBOOK = Path(__file__).parents[2] / "docs" / "operations.md"


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where server, base backup and archive lie; the server's account cannot reach `tmp_path`."""
    with tempfile.TemporaryDirectory(prefix="recovered-") as place:
        here = folder_of_its_own(Path(place) / "here")
        folder_of_its_own(here / "archive")
        yield here


@pytest.fixture
def server(folder: Path) -> Iterator[OwnPostgres]:
    """A server that archives what it writes."""
    settings = {
        "wal_level": "replica",
        "archive_mode": "on",
        "archive_command": f'cp "%p" "{folder}/archive/%f"',
    }
    made = OwnPostgres.made(folder / "server", **settings)
    yield made
    made.stop("immediate")


async def one(server: OwnPostgres, statement: str) -> str:
    """The first value of a statement, as text."""
    connection = await asyncpg.connect(server.url())
    try:
        return str(await connection.fetchval(statement))
    finally:
        await connection.close()


def recovered(server: OwnPostgres, folder: Path, moment: str) -> OwnPostgres:
    """A server over the base backup and the archive, brought to the moment."""
    again = OwnPostgres(
        folder_of_its_own(folder / "recovered"),
        restore_command=f'cp "{folder}/archive/%f" "%p"',
        recovery_target_time=moment,
        recovery_target_action="promote",
    )
    shutil.move(folder / "base", again.data)
    (again.data / "recovery.signal").touch()
    assert server.data != again.data
    again.start()
    return again


async def erased(registry: Running, programme: str) -> None:
    """A patient is erased."""
    wish = Withdrawal(programme, LEAVING, WithdrawalScope.ERASE)
    asked = await accept_withdrawal(registry.house.intake, wish, envelope(MAY))
    assert isinstance(asked, Recorded)
    await confirm(registry.house.intake, asked.id, registry.clock(), "curator")


async def test_the_moment_is_back_whole_and_the_erased_are_erased_by_the_list(
    server: OwnPostgres, folder: Path, tmp_path: Path
) -> None:
    async with running_registry(server.url(), BEGAN) as registry:
        house = registry.house
        programme = await register(house, BEGAN)
        await send(house, programme, MARCH, notices([LEAVING, *STAYING[:2]]))
        program("pg_basebackup", "-c", "fast", "-D", f"{folder}/base", "-d", server.url())
        registry.clock.today = MAY
        kept = await send(house, programme, MAY, outcomes=[infused(STAYING[0], None)])
        moment = await one(server, "SELECT clock_timestamp()")
        await erased(registry, programme)
        await keep_erasures(house.database, tmp_path / "erasures")
        await send(house, programme, MAY, notices(STAYING[2:], "2027-05"))
    wanted = await one(server, "SELECT pg_walfile_name(pg_switch_wal())")
    waited_for(lambda: (folder / "archive" / wanted).exists())
    again = recovered(server, folder, moment)
    try:
        await looked_at(again, kept)
        await restored_elsewhere(again, tmp_path)
    finally:
        again.stop("immediate")


async def looked_at(again: OwnPostgres, kept: object) -> None:
    """What came before the moment is there and proved, what came after it is not."""
    async with asyncio.timeout(30):
        while await one(again, "SELECT pg_is_in_recovery()") == "True":  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    async with started(again.url()) as database:
        async with database.reading():
            head = await check_log(database)
        assert isinstance(kept, Accepted)
        proved = verify_receipt(opened(kept.receipt), SIGNER.key)
        assert isinstance(proved, Verified)
        assert proved.index == head.size - 1
        assert len(await read_episodes(database)) == 3
        assert await erased_patients(database) == {}


async def restored_elsewhere(again: OwnPostgres, tmp_path: Path) -> None:
    """A backup of the recovered server, restored with the newest list, as the handbook says."""
    await one(again, "CREATE DATABASE registry")
    listed, target = read_erasures(tmp_path / "erasures"), again.url("registry")
    async with started(again.url()) as source:
        await back_up(source, tmp_path / "backup")
    async with started(target) as database:
        await Place(target, database).restore(tmp_path / "backup", erased=listed)
        assert len(listed) == 1
        assert await erased_patients(database) == listed


@asynccontextmanager
async def started(url: str) -> AsyncIterator[Database]:
    """A database for a while."""
    database = open_database(url, sealing_of_tests())
    await database.start()
    try:
        yield database
    finally:
        await database.stop()


def test_the_handbook_names_what_was_rehearsed() -> None:
    words = "archive_mode archive_command pg_basebackup restore_command recovery_target_time"
    text = HANDBOOK.read_text()
    assert [word for word in (*words.split(), "recovery.signal") if word not in text] == []
