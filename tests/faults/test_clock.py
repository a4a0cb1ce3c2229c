"""A clock that was set forward, and back again (back alone: tests/storage/test_log_state.py)."""

from datetime import date, timedelta

import pytest
from logbook import leaves
from running import Running
from sending import everything, notices, pseudonyms, register, send

from registry.errors import SnapshotError, StorageError
from registry.model.submission import Accepted

pytestmark = pytest.mark.anyio

BEGAN, MARCH, RELEASE = date(2027, 1, 11), date(2027, 3, 10), date(2027, 3, 31)
AHEAD = MARCH + timedelta(days=9)


async def test_after_a_clock_that_went_ahead_nothing_is_dated_back_until_time_has_caught_up(
    registry: Running,
) -> None:
    """What was accepted meanwhile stands under its wrong day; the log stays whole."""
    house = registry.house
    programme = await register(house, BEGAN)
    registry.clock.today = AHEAD
    sent = await send(house, programme, AHEAD, notices(pseudonyms(2)))
    assert isinstance(sent, Accepted)
    registry.clock.today = MARCH
    before = await everything(house.database)
    with pytest.raises(StorageError, match=r"behind the last leaf.*Set the clock right"):
        await send(house, programme, MARCH, notices(pseudonyms(2, 0xB00)))
    assert await everything(house.database) == before
    health = (await registry.http.get("/health")).json()
    assert [each["reason"] for each in health["degraded"]] == ["clock"]
    registry.clock.today = AHEAD - timedelta(days=1)
    again = await send(house, programme, registry.clock.today, notices(pseudonyms(2, 0xB00)))
    assert isinstance(again, Accepted)
    assert await leaves(house)


async def test_no_clock_that_went_back_publishes_a_release_again(registry: Running) -> None:
    await registry.publish(RELEASE)
    registry.clock.today = MARCH
    with pytest.raises(SnapshotError, match="public already"):
        await registry.house.publish(MARCH, "board")
    with pytest.raises(SnapshotError, match="has not come"):
        await registry.house.publish(RELEASE, "board")
