"""Rates in the database: the same arithmetic as the pure rule, for every process at once."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from piccolo.querystring import QueryString

from registry.errors import StorageError
from registry.front.rates import SECOND, Rate, take
from registry.storage.engine import Database, open_database
from registry.storage.migrations import MIGRATIONS, migrate
from registry.storage.rates import forget_rates, take_from

pytestmark = pytest.mark.anyio
RATE = Rate("test", "Five in ten seconds.", 5, 10)


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[Database]:
    opened = open_database(database_url)
    await opened.start()
    await migrate(opened, MIGRATIONS)
    yield opened
    await opened.stop()


async def left(database: Database) -> list[int]:
    rows = await database.run(QueryString("SELECT full_at FROM rate_use ORDER BY full_at"))
    return [row["full_at"] for row in rows]


async def test_the_database_takes_as_the_rule_takes(house: Database) -> None:
    @settings(max_examples=15, suppress_health_check=list(HealthCheck), database=None)
    @given(
        st.lists(st.tuples(st.integers(-5 * SECOND, 12 * SECOND), st.integers(1, 7)), max_size=8)
    )
    def drawn(told: list[tuple[int, int]]) -> None:
        steps.append(told)

    steps: list[list[tuple[int, int]]] = []
    drawn()
    for number, told in enumerate(steps):
        full_at, now = 0, 10**12
        for later, cost in told:
            now += later
            taken = take(RATE, full_at, now, cost)
            price = RATE.price(cost)
            wait = await take_from(house, f"subject {number}", price, RATE.period, now)
            assert wait == taken.wait, (told, later, cost)
            full_at = taken.full_at


@pytest.mark.parametrize("at_once", [1, 12])
async def test_two_processes_never_both_take_what_is_there_once(
    house: Database, database_url: str, at_once: int
) -> None:
    other = open_database(database_url)
    await other.start()

    async def knock(database: Database) -> bool:
        return not await take_from(database, "somebody", RATE.step, RATE.period, 10**12)

    found = []
    for _ in range(24 // (2 * at_once)):
        found += await asyncio.gather(*(knock(each) for each in [house, other] * at_once))
    await other.stop()
    assert sum(found) == RATE.most


async def test_who_has_everything_again_is_forgotten_and_nobody_else(house: Database) -> None:
    await take_from(house, "long ago", RATE.step, RATE.period, 0)
    await take_from(house, "now", RATE.step, RATE.period, 10 * SECOND)
    await forget_rates(house, 10 * SECOND)
    assert await left(house) == [12 * SECOND]


async def test_what_was_taken_stays_taken_so_it_stands_in_no_transaction(house: Database) -> None:
    with pytest.raises(StorageError, match="inside another one"):
        async with house.transaction():
            await take_from(house, "somebody", 1, RATE.period, 0)


async def test_a_rate_waits_for_no_long_transaction_where_the_database_can(
    house: Database, database_url: str
) -> None:
    """As while a snapshot is published by another process."""
    other = open_database(database_url)
    await other.start()
    async with other.transaction():
        taking = asyncio.create_task(take_from(house, "somebody", 1, RATE.period, 0))
        done, _ = await asyncio.wait({taking}, timeout=0.5 if house.kind == "sqlite" else 10)
        assert bool(done) == (house.kind == "postgres")
    await taking
    await other.stop()
