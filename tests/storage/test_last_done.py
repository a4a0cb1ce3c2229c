"""Who did what last, from a trail of more events than are read at once."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from running import Running

from registry.release.publish import Planned
from registry.storage.engine import Database
from registry.storage.ledger import AT_ONCE, Act, acts, acts_of, last_done, record_acts

pytestmark = pytest.mark.anyio

AT = datetime(2027, 1, 11, 12, tzinfo=UTC)
PEOPLE, ACTIONS = ("anna", "ben", "carla"), ("signed in", "directory entered")


def act(number: int) -> Act:
    """One of many acts."""
    return Act(AT, PEOPLE[number % 3], ACTIONS[number % 5 == 0], "", "")


@pytest.fixture
async def database(registry: Running) -> Database:
    """A registry's, with more events than two pages hold."""
    found = registry.house.database
    async with found.transaction():
        await record_acts(found, [act(number) for number in range(2 * AT_ONCE + 3)])
    return found


async def by_looking(database: Database) -> dict[tuple[str, str], int]:
    """The same, from all events together."""
    numbered = enumerate(await acts(database), 1)
    return {(done.actor, done.action): number for number, done in numbered}


async def test_who_asks_at_once_is_told_the_same_and_all_of_it(database: Database) -> None:
    told = await asyncio.gather(*(last_done(database) for _ in range(3)))
    assert told == [await by_looking(database)] * 3
    async with database.transaction():
        await record_acts(database, [act(0), Act(AT, "dora", "signed in", "", "")])
    assert await last_done(database) == await by_looking(database)


async def test_what_was_taken_back_was_not_done(database: Database) -> None:
    with suppress(Planned):
        async with database.transaction():
            await record_acts(database, [Act(AT, "dora", "signed in", "", "")])
            assert ("dora", "signed in") in await last_done(database)
            raise Planned
    assert await last_done(database) == await by_looking(database)


async def test_every_act_of_a_name_is_told_in_order_however_many(database: Database) -> None:
    wanted = [done for done in await acts(database) if done.action in ACTIONS]
    assert len(wanted) > 2 * AT_ONCE
    assert await acts_of(database, *ACTIONS) == wanted
