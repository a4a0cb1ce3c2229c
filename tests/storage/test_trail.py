"""What the public log fixes of the audit trail: whoever changes it afterwards is found out."""

from datetime import date

import pytest
from running import Running
from sending import notices, pseudonyms, register, send

from registry.storage.engine import Database
from registry.storage.trail import Stretch, checked_trail, trail_leaves

pytestmark = pytest.mark.anyio

BEGAN, MARCH, SPRING, MAY = (
    date(2027, 1, 11),
    date(2027, 3, 10),
    date(2027, 3, 31),
    date(2027, 5, 1),
)
CHANGES = (
    "UPDATE audit_event SET actor = 'somebody-else', sealed = '' WHERE number = 2",
    "UPDATE audit_event SET sealed = (SELECT sealed FROM audit_event WHERE number = 3) "
    "WHERE number = 2",
    "UPDATE audit_event SET at = '2027-01-01T00:00:00+00:00' WHERE number = 2",
    "DELETE FROM audit_event WHERE number = 2",
)


@pytest.fixture
async def published(registry: Running) -> Running:
    """A registry that published twice, with something done before each."""
    programme = await register(registry.house, BEGAN)
    await send(registry.house, programme, MARCH, notices(pseudonyms(3)))
    await registry.publish(SPRING)
    await send(registry.house, programme, MAY, notices(pseudonyms(2, 0xB0), "2027-04"))
    await registry.publish(MAY)
    return registry


async def looked(running: Running) -> list[Stretch]:
    """What a comparison finds."""
    publisher = running.house.publisher
    return await checked_trail(publisher.database, publisher.trail_key)


async def change(database: Database, statement: str) -> None:
    """Something done by who has the database in hand."""
    await database.fetch(statement, ())


async def test_each_publication_fixes_what_was_done_up_to_it(published: Running) -> None:
    first, second = await looked(published)
    assert (first.first, second.first) == (1, first.last + 1)
    assert first.is_whole
    assert second.is_whole
    rows = await published.house.database.fetch("SELECT MAX(number) AS last FROM audit_event", ())
    assert rows[0]["last"] == second.last + 1, "only the publication itself came after"


@pytest.mark.parametrize("statement", CHANGES)
async def test_an_event_that_was_changed_or_taken_away_is_found(
    published: Running, statement: str
) -> None:
    await change(published.house.database, statement)
    assert [each.is_whole for each in await looked(published)] == [False, True]


async def test_an_event_put_in_another_place_is_found(published: Running) -> None:
    first, _ = await looked(published)
    database = published.house.database
    await change(database, f"DELETE FROM audit_event WHERE number = {first.last}")  # noqa: S608
    moved = f"UPDATE audit_event SET number = {first.last} WHERE number = {first.last - 1}"  # noqa: S608
    await change(database, moved)
    assert [each.is_whole for each in await looked(published)] == [False, True]


async def test_the_digest_says_nothing_without_the_key(published: Running) -> None:
    database = published.house.database
    others = await checked_trail(database, bytes(32))
    assert [each.is_whole for each in others] == [False, False]
    assert len({leaf.digest for leaf in await trail_leaves(database)}) == 2
