"""A database of the first schema keeps what it holds when it is brought to this one."""

import shutil
from pathlib import Path

import pytest
from piccolo.querystring import QueryString

from registry.storage import vault
from registry.storage.engine import Database
from registry.storage.migrations import MIGRATIONS, migrate

pytestmark = pytest.mark.anyio

BEFORE = (
    "INSERT INTO patient VALUES ('p1', 's', 'k', 1), ('p2', 's', 'k', 1)",
    "INSERT INTO submission VALUES ('x', 's', 'key', 'd', 'a', '2027-03-10')",
    "INSERT INTO sealed_group VALUES "
    "('a.g001', 'a', 'ES', 'PROSPECTIVE', '18+', '2027-03-31', NULL)",
    "INSERT INTO episode VALUES ('e1', 'a', 1, 'p1', '2027-01', '2027-03-10', 'PROSPECTIVE', 'c', "
    "NULL, NULL, 'a.g001', 'x'), ('e2', 'a', 2, 'p2', '2027-03', '2027-03-10', 'PROSPECTIVE', "
    "'c', NULL, NULL, 'a.g001', 'x')",
)


async def test_groups_get_the_months_of_their_members_and_notices_their_first_version(
    database: Database, tmp_path: Path
) -> None:
    shutil.copy(MIGRATIONS / "0001_house.sql", tmp_path)
    await migrate(database, tmp_path)
    for statement in BEFORE:
        await database.run(QueryString(statement))
    applied = await migrate(database, MIGRATIONS)
    assert applied[0] == "0002_persons_notices_receipts"
    (group,) = await vault.read_groups(database)
    assert (group.first_month, group.last_month) == ("2027-01", "2027-03")
    assert [stored.notice_version for stored in await vault.read_episodes(database)] == [1, 1]
