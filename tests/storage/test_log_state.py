"""The log's clock, key, damage, public day and beginning."""

from datetime import UTC, date, datetime, timedelta

import pytest
from logbook import leaves, opened, public_leaves
from msgspec import structs
from piccolo.querystring import QueryString
from running import LOG_KEY, ROOT_KEY, Running, counted_bytes
from sending import PRODUCT, everything, notices, pseudonyms, register, send

from registry.app import House, build_house
from registry.errors import SettingsError, StorageError
from registry.intake.register import accept_draft
from registry.intake.tools import Envelope
from registry.log.leaves import PolicyLeaf, RegistrationLeaf, SnapshotLeaf
from registry.model.registration import Recorded
from registry.model.submission import Sender
from registry.settings import Settings
from registry.storage.transparency import MOST_BEHIND, leaf_time, open_log, read_head

pytestmark = pytest.mark.anyio

BEGAN, MARCH, SPRING = date(2027, 1, 11), date(2027, 3, 10), date(2027, 3, 31)
SECOND = timedelta(seconds=1)


async def stated(house: House, at: datetime, name: str) -> str:
    """A product registered at a moment; the time its receipt states."""
    sent = Envelope(Sender("university-of-tarn", "key-1"), at)
    answer = await accept_draft(house.intake, structs.replace(PRODUCT, name=name), sent)
    assert isinstance(answer, Recorded)
    return opened(answer.receipt).leaf.time  # type: ignore[union-attr]


@pytest.mark.parametrize("behind", [timedelta(0), SECOND, MOST_BEHIND - SECOND, MOST_BEHIND])
async def test_a_clock_set_back_by_up_to_a_day_is_held_at_the_last_leaf(
    house: House, behind: timedelta
) -> None:
    now = datetime(2027, 3, 10, 12, tzinfo=UTC)
    assert await stated(house, now, "First") == now.isoformat()
    assert await stated(house, now - behind, "Second") == now.isoformat()
    assert await stated(house, now + SECOND, "Third") == (now + SECOND).isoformat()


async def test_a_clock_more_than_a_day_behind_is_refused_and_nothing_is_stored(
    registry: Running, house: House
) -> None:
    now = datetime(2027, 4, 5, 12, tzinfo=UTC)
    await registry.publish(SPRING)
    await stated(house, now, "In time")
    before = await everything(house.database)
    with pytest.raises(StorageError, match=r"more than a day behind.*Set the clock right"):
        await stated(house, now - MOST_BEHIND - SECOND, "Late")
    registry.clock.today = date(2027, 4, 2)
    with pytest.raises(StorageError, match="more than a day behind"):
        await house.publish(date(2027, 4, 2), "board")
    assert await everything(house.database) == before
    assert house.shelf.number == 1


async def test_what_arrived_before_midnight_and_is_stored_after_counts_as_of_the_new_day(
    house: House,
) -> None:
    """Another request began the day: its public state is cut and must not change."""
    midnight = datetime(2027, 3, 11, tzinfo=UTC)
    await stated(house, midnight + SECOND, "First")
    head = await read_head(house.database)
    assert (head.public_day, head.public_size) == (date(2027, 3, 11), 0)
    late = leaf_time(head, midnight - SECOND)
    assert late == midnight + SECOND
    await stated(house, midnight - SECOND, "Second")
    assert (await read_head(house.database)).public_size == 0


@pytest.mark.parametrize(
    ("key", "origin"), [(ROOT_KEY, "he-registry.local/log"), (LOG_KEY, "other.example/log")]
)
async def test_another_key_or_origin_is_refused_before_anything_is_signed(
    house: House, database_url: str, key: bytes, origin: str
) -> None:
    other = build_house(
        Settings(database_url, ROOT_KEY, key, log_origin=origin), house.clock, counted_bytes()
    )
    await other.database.start()
    before = await everything(house.database)
    for act in (other.check(), register(other, BEGAN), other.publish(BEGAN, "board")):
        with pytest.raises(SettingsError, match=r"another key.*REGISTRY_LOG_KEY_FILE"):
            await act
    await other.database.stop()
    assert await everything(house.database) == before


@pytest.mark.parametrize("damage", ["UPDATE log_tile SET hashes = 'AAAA'", "DELETE FROM log_tile"])
async def test_nothing_is_signed_over_damaged_tiles(house: House, damage: str) -> None:
    await register(house, BEGAN)
    await house.database.run(QueryString(damage))
    before = await everything(house.database)
    with pytest.raises(StorageError, match=r"stored log is damaged.*backup"):
        await stated(house, datetime(2027, 3, 10, tzinfo=UTC), "Another")
    assert await everything(house.database) == before


@pytest.mark.parametrize("steps", [[255, 1, 1], [256, 1], [300, 300]], ids=str)
async def test_a_long_log_stays_whole_over_full_tiles(house: House, steps: list[int]) -> None:
    at = datetime(2027, 3, 10, tzinfo=UTC)
    for number, step in enumerate(steps):
        async with house.database.transaction():
            log = await open_log(house.database, house.intake.signer, at)
            await log.add([f"{{{number}.{n}}}".encode() for n in range(step)])
    assert len(await leaves(house)) == sum(steps)


async def test_a_database_older_than_the_log_begins_it_with_what_is_public(
    registry: Running, house: House
) -> None:
    programme = await register(house, BEGAN)
    await send(house, programme, MARCH, notices(pseudonyms(12)))
    await registry.publish(SPRING)
    tables = ("record", "opening", "key", "checkpoint", "tile", "entry", "head")
    for table in tables:
        await house.database.run(QueryString(f"DELETE FROM log_{table}"))  # noqa: S608
    await house.prepare()
    first, policy, *_, last = await public_leaves(house)
    assert isinstance(first, RegistrationLeaf)
    assert isinstance(policy, PolicyLeaf)
    assert isinstance(last, SnapshotLeaf)
    whole = await leaves(house)
    await house.prepare()
    assert await leaves(house) == whole
