"""A server publishes beside its event loop: others are answered while patients are counted."""

import time

import pytest
from many import OPENS, filled
from running import Running

from registry.errors import ApprovalMissing
from registry.release.beside import beside
from registry.release.publish import plan_snapshot

pytestmark = pytest.mark.anyio


async def planned(registry: Running) -> str:
    """The digest of what publishing on the day of opening would store, found beside."""
    registry.clock.today = OPENS
    at = registry.clock()
    plan = await beside(registry.house.publisher, lambda p: plan_snapshot(p, OPENS, at))
    assert registry.house.shelf.current is None
    return plan.digest


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
