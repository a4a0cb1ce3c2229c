"""Whoever can write to the database, and has no key, makes nobody say what they did not say."""

from datetime import UTC, datetime

import pytest
from running import Running

from registry.release.approval import APPROVED
from registry.storage.engine import Database, open_database
from registry.storage.ledger import DAMAGED, Act, actors_of, acts, last_done, record_act

pytestmark = pytest.mark.anyio

AT, DIGEST = datetime(2027, 1, 11, 12, tzinfo=UTC), "d" * 64
READ = Act(AT, "anna", "audit trail read", "audit", "")
FORGED = (
    "UPDATE audit_event SET action = '{action}', digest = '{digest}' "
    "WHERE number = (SELECT MAX(number) FROM audit_event)",
    "INSERT INTO audit_event (number, at, action, digest, sealed, actor, subject, reason) "
    "SELECT MAX(number) + 1, '{at}', '{action}', '{digest}', '', 'anna', '', '' "
    "FROM audit_event",
    "INSERT INTO audit_event (number, at, action, digest, sealed, actor, subject, reason) "
    "SELECT number + 1, at, '{action}', '{digest}', sealed, '', '', '' "
    "FROM audit_event WHERE number = (SELECT MAX(number) FROM audit_event)",
)


@pytest.fixture
async def database(registry: Running) -> Database:
    """A registry's, in which a member of the board did something harmless."""
    found = registry.house.database
    async with found.transaction():
        await record_act(found, READ)
    return found


@pytest.mark.parametrize("statement", FORGED)
async def test_an_approval_that_somebody_wrote_into_the_database_is_nobodys(
    database: Database, statement: str
) -> None:
    forged = statement.format(at=AT.isoformat(), action=APPROVED, digest=DIGEST)
    await database.fetch(forged, ())
    assert await actors_of(database, APPROVED, DIGEST) == {DAMAGED.actor}
    assert ("anna", APPROVED) not in await last_done(database)


@pytest.mark.parametrize(
    "change", ["at = '2027-01-12T12:00:00+00:00'", "number = number + 5", "sealed = ''"]
)
async def test_of_an_event_that_was_changed_the_trail_says_that_it_was(
    database: Database, change: str
) -> None:
    assert (await acts(database))[-1] == READ
    last = "number = (SELECT MAX(number) FROM audit_event)"
    await database.fetch(f"UPDATE audit_event SET {change} WHERE {last}", ())  # noqa: S608
    assert (await acts(database))[-1].actor == DAMAGED.actor


async def test_who_made_a_backup_without_the_keys_is_still_told(
    database: Database, database_url: str
) -> None:
    backed_up = Act(AT, "operator", "backed up", "backup-2027-01-11", "")
    without = open_database(database_url)
    await without.start()
    async with without.transaction():
        await record_act(without, backed_up)
    await without.stop()
    assert (await acts(database))[-1] == backed_up
