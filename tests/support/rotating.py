"""Keys that change under a running registry: a second process, and every data key wrapped anew."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from running import LOG_KEY, QUICK, ROOT_KEY, UNIVERSITY, Running, counted_bytes

from registry.app import House, build_house
from registry.cli.rotating import rotation_in, wrap_all
from registry.intake.records import record_of
from registry.root_keys import RootKey
from registry.settings import Settings
from registry.storage.engine import Database
from registry.storage.tables import PatientRecord


@asynccontextmanager
async def process(
    registry: Running, database_url: str, key: RootKey | None = None
) -> AsyncIterator[House]:
    """Another process on the same database, with the same root key or another one."""
    has = key or RootKey(ROOT_KEY)
    settings = Settings(
        database_url, has.root, LOG_KEY, password_cost=QUICK, inherited=has.inherited
    )
    house = build_house(settings, registry.clock, counted_bytes())
    await house.database.start()
    try:
        yield house
    finally:
        await house.database.stop()


async def rotate(house: House, at_once: int = 4) -> int:
    """Wrap every data key anew; the version."""
    return (await wrap_all(rotation_in(house), at_once))[0]


async def versions(database: Database) -> list[int]:
    """The version that wraps each patient's data key, of those who have one."""
    rows = await database.run(PatientRecord.select().where(PatientRecord.wrapped_key != ""))
    return sorted(row["key_version"] for row in rows)


async def readable(house: House, programme: str, patients: list[str]) -> bool:
    """Whether what is sealed of each patient opens."""
    found = [await record_of(house.intake, UNIVERSITY, programme, each) for each in patients]
    return all(record is not None and record.notice is not None for record in found)
