"""A server publishes beside its event loop: others are answered while patients are counted."""

import asyncio
import time
from threading import Event

import pytest
from many import OPENS, filled
from running import Running

from registry.errors import ApprovalMissing
from registry.release.plan import Plan
from registry.release.publish import Publisher, plan_snapshot

pytestmark = pytest.mark.anyio


async def planned(registry: Running) -> str:
    """The digest of what publishing on the day of opening would store, found beside."""
    registry.clock.today = OPENS
    plan = await next_plan(registry)
    assert registry.house.shelf.current is None
    return plan.digest


async def next_plan(registry: Running) -> Plan:
    """What publishing on the day of opening would store."""
    at, house = registry.clock(), registry.house
    return await house.beside(house.publisher, lambda p: plan_snapshot(p, OPENS, at))


async def test_the_event_loop_does_next_to_nothing_of_a_publication(registry: Running) -> None:
    await filled(registry, 2, 400)
    digest = await planned(registry)
    loop, process = time.thread_time(), time.process_time()
    frozen = await registry.house.publish_beside(OPENS, "board", digest)
    mine, all_work = time.thread_time() - loop, time.process_time() - process
    assert mine < all_work / 4, f"{mine:.3f} of {all_work:.3f} seconds"
    assert registry.house.shelf.current is frozen
    assert sum(group.accepted or 0 for group in frozen.snapshot.groups) == 400


async def test_a_refusal_comes_back_and_nothing_is_stored(registry: Running) -> None:
    digest = await planned(registry)
    with pytest.raises(ApprovalMissing):
        await registry.house.publish_beside(OPENS, "board", digest[::-1])
    assert registry.house.shelf.current is None
    assert (await registry.house.publish_beside(OPENS, "board", digest)).snapshot.number == 1


async def test_it_comes_while_the_last_one_is_shown_and_is_not_read_anew(
    registry: Running,
) -> None:
    house, shelf = registry.house, registry.house.shelf
    digest = await planned(registry)
    first = await house.publish_beside(OPENS, "board", digest)
    shelf.is_served = True
    second = await house.publish_beside(OPENS, "board", (await next_plan(registry)).digest)
    await house.look_for_snapshot()
    assert (shelf.current, shelf.coming) == (first, second)
    shelf.put(shelf.coming)
    assert (shelf.current, shelf.coming) == (second, None)


class Counting:
    """Work that says how often it was begun, and ends when it is let go."""

    def __init__(self) -> None:
        self.begun, self.began, self.go = 0, Event(), Event()

    async def __call__(self, _: Publisher) -> int:
        self.begun += 1
        self.began.set()
        self.go.wait(10)
        return self.begun


@pytest.mark.parametrize("first_goes_away", [False, True])
async def test_one_is_counted_at_a_time_whoever_waits_or_goes_away(
    registry: Running, first_goes_away: bool
) -> None:
    house, counting = registry.house, Counting()
    asked = [asyncio.create_task(house.beside(house.publisher, counting)) for _ in range(8)]
    await asyncio.to_thread(counting.began.wait)
    if first_goes_away:
        asked[0].cancel()
    await asyncio.sleep(0.2)
    assert counting.begun == 1
    assert await asyncio.wait_for(asyncio.to_thread(lambda: "a password was checked"), 5)
    counting.go.set()
    told = await asyncio.gather(*asked, return_exceptions=True)
    assert told[1:] == [2, 3, 4, 5, 6, 7, 8]
    assert isinstance(told[0], asyncio.CancelledError) == first_goes_away
