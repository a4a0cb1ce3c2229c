"""What goes wrong while publishing leaves the old snapshot public, and a rerun finishes the job."""

from collections.abc import AsyncIterator
from datetime import date

import msgspec
import pytest
from breaking import Breaking
from piccolo.querystring import QueryString
from running import LOG_KEY, ROOT_KEY, Calendar, Running, counted_bytes, running_registry
from sending import everything, notices, pseudonyms, record, register, send

from registry.app import House, build_house, create_app
from registry.errors import SnapshotError, StorageError
from registry.model.codes import ProgrammeEventKind, StopReason
from registry.model.registration import StatusDraft
from registry.model.submission import Accepted
from registry.settings import Settings
from registry.snapshot import SCHEMA, Snapshot, freeze, thaw

pytestmark = pytest.mark.anyio

BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
SPRING, STOPPED, AUTUMN, NEXT = (
    date(2027, 3, 31),
    date(2027, 6, 1),
    date(2027, 9, 30),
    date(2028, 3, 31),
)


@pytest.fixture
async def registry(database_url: str) -> AsyncIterator[Running]:
    async with running_registry(database_url, BEGAN) as running:
        await prepared(running)
        yield running


async def prepared(running: Running) -> None:
    """One snapshot is public; at the next release date a stopped programme's groups are due."""
    house = running.house
    programme = await register(house, BEGAN)
    await running.publish(SPRING)
    running.clock.today = STOPPED
    sent = await send(house, programme, STOPPED, notices(pseudonyms(12), "2027-05"))
    assert isinstance(sent, Accepted)
    stop = StatusDraft(programme, ProgrammeEventKind.STOPPED, STOPPED, StopReason.FUTILITY)
    await record(house, stop, STOPPED)
    running.clock.today = AUTUMN


def shown(house: House) -> Snapshot:
    assert house.shelf.current is not None
    return house.shelf.current.snapshot


async def test_a_publication_cut_off_after_any_statement_changes_nothing_and_can_be_repeated(
    registry: Running, tmp_path: object
) -> None:
    house, breaking = registry.house, Breaking(registry.house.database)
    before, after = await everything(house.database), 0
    while house.shelf.number == 1:
        breaking.left = after
        try:
            await house.publish(AUTUMN, "board")
        except StorageError:
            breaking.left = None
            assert await everything(house.database) == before
            assert shown(house).number == 1
        after += 1
    assert after > 10
    async with running_registry(f"sqlite:///{tmp_path}/undisturbed.sqlite", BEGAN) as undisturbed:
        await prepared(undisturbed)
        await undisturbed.publish(AUTUMN)
        assert house.shelf.current == undisturbed.house.shelf.current


async def fill_the_disk(house: House) -> None:
    """From now on the database has no room for another snapshot."""
    database = house.database
    if database.kind == "sqlite":
        await database.run_ddl("PRAGMA max_page_count = 1")
        return
    await database.run_ddl(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
    )
    await database.run_ddl(
        "CREATE TRIGGER full_disk BEFORE INSERT ON snapshot EXECUTE FUNCTION full_disk()"
    )


async def make_room(house: House) -> None:
    room = "PRAGMA max_page_count = 1000000"
    drop = "DROP TRIGGER full_disk ON snapshot"
    await house.database.run_ddl(room if house.database.kind == "sqlite" else drop)


async def test_a_full_disk_while_publishing_leaves_the_old_snapshot_and_a_clear_sentence(
    registry: Running,
) -> None:
    house = registry.house
    before = await everything(house.database)
    await fill_the_disk(house)
    with pytest.raises(StorageError, match="disk of the database is full"):
        await house.publish(AUTUMN, "board")
    assert await everything(house.database) == before
    assert shown(house).number == 1
    await make_room(house)
    await house.publish(AUTUMN, "board")
    assert shown(house).number == 2


async def test_two_publishers_in_two_processes_make_one_chain(
    registry: Running, database_url: str
) -> None:
    other = build_house(Settings(database_url, ROOT_KEY, LOG_KEY), registry.clock, counted_bytes())
    await other.database.start()
    first = await registry.house.publish(AUTUMN, "board")
    second = await other.publish(AUTUMN, "board")
    await other.database.stop()
    assert second.snapshot.predecessor == first.digest
    assert second.snapshot.groups == first.snapshot.groups


async def damage(house: House, number: int, body: str) -> None:
    """Another body for a stored snapshot, under the digest of the good one."""
    statement = QueryString("UPDATE snapshot SET body = {} WHERE number = {}", body, number)
    await house.database.run(statement)


async def test_a_damaged_snapshot_is_not_shown_nor_followed_and_the_last_good_one_serves(
    registry: Running, database_url: str
) -> None:
    house = registry.house
    await house.publish(AUTUMN, "board")
    assert house.shelf.current is not None
    good = house.shelf.current.body.decode()
    await damage(house, 2, good.replace("FORMING", "BORMING").replace("OPEN", "OPEM"))
    other = build_house(Settings(database_url, ROOT_KEY, LOG_KEY), Calendar(NEXT), counted_bytes())
    async with create_app(other).lifespan():
        assert shown(other).number == 1
        with pytest.raises(SnapshotError, match="do not match its digest"):
            await other.publish(NEXT, "board")
        assert shown(other).number == 1
        await damage(house, 2, good)
        assert (await other.publish(NEXT, "board")).snapshot.number == 3


async def test_a_process_that_is_running_keeps_its_snapshot_when_a_damaged_one_appears(
    registry: Running,
) -> None:
    house = registry.house
    old = house.shelf.current
    await house.publish(AUTUMN, "board")
    house.shelf.current = old
    await damage(house, 2, "{}")
    await house.look_for_snapshot()
    assert house.shelf.current is old


def test_a_snapshot_of_a_newer_schema_is_refused_with_what_to_do() -> None:
    frozen = freeze(msgspec.convert({**MINIMAL, "schema": SCHEMA + 1}, Snapshot))
    with pytest.raises(SnapshotError, match="version"):
        thaw(frozen.body, frozen.digest)
    same = freeze(msgspec.convert(MINIMAL, Snapshot))
    assert thaw(same.body, same.digest) == same


MINIMAL = {
    "number": 1,
    "as_of": "2027-03-31",
    "predecessor": None,
    "policy_version": "1.0.0",
    "policy_digest": "0" * 64,
    "next_release": "2027-09-30",
    "directory": {},
    "programmes": [],
    "endpoint_results": [],
    "groups": [],
}
