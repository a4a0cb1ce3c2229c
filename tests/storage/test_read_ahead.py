"""What a publication reads before it excludes writers is as good as what it would read inside."""

from datetime import date, timedelta

import pytest
from corrected import AFTER, OPENED, PATIENTS, correct, counted, group_of, leave, responds
from piccolo.querystring import QueryString
from running import Running

from anonymise.envelope import EnvelopeDamaged
from registry.model.codes import WithdrawalScope
from registry.release import publish as publishing
from registry.release.stages import Policy, load_policy
from registry.release.steps.ahead import asks, read_ahead
from registry.storage.courses import CourseReader
from registry.storage.engine import Database
from registry.storage.vault import read_episodes

pytestmark = pytest.mark.anyio

UNREADABLE = "UPDATE course_entry SET sealed = '{{'"


async def changed_meanwhile(registry: Running) -> tuple[CourseReader, list[str]]:
    """A reader that read ahead before one patient was corrected and one erased; all episodes."""
    programme = await counted(registry)
    reader = await read_ahead(registry.house.database, load_policy(), AFTER)
    await correct(registry, programme, [responds(PATIENTS[3], "PD")], OPENED)
    await leave(registry, programme, PATIENTS[5], WithdrawalScope.ERASE, OPENED)
    return reader, [s.episode.id for s in await read_episodes(registry.house.database)]


async def test_what_came_and_what_went_meanwhile_is_as_if_it_was_read_inside(
    registry: Running,
) -> None:
    reader, ids = await changed_meanwhile(registry)
    database = registry.house.database
    outdated = await reader.told(ids)
    async with database.transaction():
        await reader.keep_current()
        inside = await CourseReader(database).told(ids)
        assert await reader.told(ids) == inside
    assert sum(outdated[id] != inside[id] for id in ids) == 2


async def test_of_whom_nothing_came_nothing_is_read_again(registry: Running) -> None:
    reader, ids = await changed_meanwhile(registry)
    before, database = await reader.told(ids), registry.house.database
    async with database.transaction():
        await reader.keep_current()
        now = await reader.told(ids)
        await database.run(QueryString(UNREADABLE))
        await reader.keep_current()
        assert await reader.told(ids) == now
    assert sum(now[id] is before[id] for id in ids) == len(PATIENTS) - 2


async def test_it_is_read_ahead_from_the_day_on_which_something_is_due(registry: Running) -> None:
    await counted(registry)
    frozen, policy = registry.house.shelf.current, load_policy()
    assert frozen is not None
    assert asks(policy, None, OPENED)
    due = [n for n in range(60) if asks(policy, frozen.snapshot, OPENED + timedelta(n))]
    noticed = next(n for n in range(1, 60) if (OPENED + timedelta(n)).day == policy.notices.day)
    assert due == [*range(noticed, 60)]
    database = registry.house.database
    await database.run(QueryString(UNREADABLE))
    await read_ahead(database, policy, OPENED)
    with pytest.raises(EnvelopeDamaged):
        await read_ahead(database, policy, AFTER)


async def test_what_is_told_between_reading_ahead_and_publishing_is_counted(
    registry: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = await counted(registry)
    (before,) = group_of(registry).endpoints

    async def then_news(database: Database, policy: Policy, as_of: date) -> CourseReader:
        reader = await read_ahead(database, policy, as_of)
        await correct(registry, programme, [responds(p, "PD") for p in PATIENTS[:5]], OPENED)
        return reader

    monkeypatch.setattr(publishing, "read_ahead", then_news)
    await registry.publish(AFTER)
    (after,) = group_of(registry).endpoints
    assert (before.success, after.success) == (22, 17)
