"""What is asked for often is made once in a while, whoever asks."""

import asyncio
import gc

import pytest

from registry.kept import Briefly, SingleFlight

pytestmark = pytest.mark.anyio
SPAN = 1_000


class Making:
    """Makes 1, 2, 3 …; each takes until it is let go."""

    def __init__(self) -> None:
        self.times, self.now = 0, 0
        self.began, self.go = asyncio.Event(), asyncio.Event()
        self.go.set()
        self.made = Briefly(self.make, lambda: self.now, SPAN)

    async def make(self) -> int:
        self.times += 1
        mine = self.times
        self.began.set()
        await self.go.wait()
        return mine


@pytest.mark.parametrize(("later", "made"), [(0, 1), (SPAN - 1, 1), (SPAN, 2), (SPAN + 1, 2)])
async def test_the_last_one_is_given_until_it_is_as_old_as_that(later: int, made: int) -> None:
    making = Making()
    assert await making.made() == 1
    making.now += later
    assert await making.made() == made


async def test_whoever_asks_meanwhile_waits_for_the_same_making() -> None:
    making = Making()
    making.go.clear()
    asking = [asyncio.ensure_future(making.made()) for _ in range(20)]
    await making.began.wait()
    making.now += 5 * SPAN
    making.go.set()
    assert await asyncio.gather(*asking) == [1] * 20
    assert await making.made() == 2, "it is as old as the asking for it"


async def test_what_fails_is_not_kept() -> None:
    making = Making()
    making.made.make = failing
    with pytest.raises(LookupError):
        await making.made()
    making.made.make = making.make
    assert await making.made() == 1


async def failing() -> int:
    raise LookupError


async def test_a_making_that_fails_when_nobody_waits_any_more_disturbs_nothing() -> None:
    flights: SingleFlight[int] = SingleFlight()
    disturbed: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, told: disturbed.append(told))
    began, go = asyncio.Event(), asyncio.Event()

    async def failing_later() -> int:
        began.set()
        await go.wait()
        raise LookupError

    waiting = asyncio.ensure_future(flights.get(b"", failing_later))
    await began.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    go.set()
    while flights.under_way:  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(0)
    gc.collect()
    assert not disturbed
