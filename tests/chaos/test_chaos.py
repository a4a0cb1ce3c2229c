"""A sample of what `make chaos` does, and that whoever looks after a kill sees what is wrong."""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from old_schemas import last_version, old_database
from piccolo.querystring import QueryString
from running import LOG_KEY, sealing_of_tests

from registry.log.signer import LogSigner
from registry.settings import DEFAULT_ORIGIN
from registry.storage.engine import Database, open_database
from registry.storage.vault import read_episodes
from tests.chaos.laws import LAWS, broken, log_faults, unopened

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).parents[2]
SAMPLE = {"sqlite": "20", "postgres": "10"}


@pytest.mark.parametrize("database", SAMPLE)
def test_processes_killed_at_drawn_points_lose_nothing_and_leave_nothing_in_halves(
    database: str,
) -> None:
    """It fails, too, where a fault that is planted is not found."""
    words = ("--database", database, "--runs", SAMPLE[database], "--planted", "4")
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos", *words],
        cwd=ROOT,
        env={"PYTHONPATH": "tests/support:graphql", "PATH": "/usr/bin:/bin:/usr/sbin:/sbin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr


FIRST_PUBLIC = "number = (SELECT MIN(number) FROM log_opening WHERE kind IS NULL)"
DAMAGE = {
    "submission-audited": "UPDATE audit_event SET digest = 'x' WHERE action LIKE 'submission%'",
    "submission-logged": f"UPDATE log_opening SET id = 'x' WHERE {FIRST_PUBLIC}",  # noqa: S608
    "leaf-of-something": f"UPDATE log_opening SET id = 'x' WHERE {FIRST_PUBLIC}",  # noqa: S608
    "tombstones-audited": "UPDATE audit_event SET action = 'x' WHERE action LIKE 'withdrawal c%'",
    "receipt-in-the-log": "DELETE FROM log_entry WHERE number IN (SELECT number FROM log_opening)",
    "patient-of-an-episode": "INSERT INTO patient VALUES ('p', 'k', 1)",
    "audit-without-gap": "DELETE FROM audit_event WHERE number = 2",
    "erased-whole": "UPDATE episode SET sealed_keys = 'x' WHERE sealed_keys = ''",
    "snapshot-audited": "UPDATE audit_event SET digest = 'x' WHERE action LIKE 'snapshot%'",
    "snapshot-logged": 'DELETE FROM log_entry WHERE content LIKE \'%"kind":"snapshot"%\'',
    "root-keys-audited": "UPDATE audit_event SET action = 'root key changed' WHERE number = 1",
    "column-keys-audited": "INSERT INTO column_key VALUES (9, 'x', 'x', NULL)",
    "key-changes-audited": "INSERT INTO log_key VALUES (2, 'v', 3, '')",
}


class TakenBack(Exception):
    """Leaves a transaction in which something was damaged."""


async def damaged(database: Database, statement: str) -> list[str]:
    """What is seen once a statement has done its damage, which is taken back."""
    seen = []
    with suppress(TakenBack):
        async with database.transaction():
            await database.run_ddl(statement)
            seen = await broken(database)
            raise TakenBack
    return seen


@pytest.mark.anyio
async def test_each_law_sees_what_breaks_it_and_a_whole_registry_breaks_none(
    database: Database, empty_url: str
) -> None:
    await old_database(empty_url, last_version())
    assert await broken(database) == []
    assert DAMAGE.keys() == {law.id for law in LAWS}
    for law in LAWS:
        seen = await damaged(database, DAMAGE[law.id])
        assert [each for each in seen if each.startswith(law.sentence)], law.id
    assert await broken(database) == []


PUT_ELSEWHERE = {
    "A patient does not stand where": "UPDATE episode SET address = 'x' WHERE id = {}",
    "A patient's place does not open": "UPDATE episode SET id = 'x' WHERE id = {}",
    "The patients of a programme are not numbered": "DELETE FROM episode WHERE id = {}",
}


@pytest.mark.anyio
@pytest.mark.parametrize("seen", PUT_ELSEWHERE)
async def test_a_patient_in_another_place_is_seen(empty_url: str, seen: str) -> None:
    await old_database(empty_url, last_version())
    database = open_database(empty_url, sealing_of_tests())
    await database.start()
    for name in ("course_entry", "earlier_notice"):
        await database.run_ddl(f"DELETE FROM {name}")  # noqa: S608
    sealing = database.sealing
    assert await unopened(database, sealing) == []
    (first, *_) = await read_episodes(database)
    await database.run(QueryString(PUT_ELSEWHERE[seen], first.episode.id))
    assert [each for each in await unopened(database, sealing) if each.startswith(seen)]
    await database.stop()


@pytest.mark.anyio
async def test_a_log_that_does_not_add_up_is_seen(database: Database, empty_url: str) -> None:
    await old_database(empty_url, last_version())
    keys = [LogSigner(DEFAULT_ORIGIN, LOG_KEY).key]
    assert await log_faults(database, keys) == []
    await database.run_ddl("UPDATE log_checkpoint SET size = 1 WHERE size > 1")
    assert [each for each in await log_faults(database, keys) if "checkpoint" in each]
    await database.run_ddl("UPDATE log_tile SET hashes = 'AAAA'")
    assert "The tiles give another root." in await log_faults(database, keys)
    await database.run_ddl("DELETE FROM log_entry WHERE number = 3")
    assert [each for each in await log_faults(database, keys) if "leaves do not lead" in each]
