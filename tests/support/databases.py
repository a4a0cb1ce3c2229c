"""Databases for tests: empty ones, and ones that hold the tables of today and no row.

Making the tables costs more than most tests do. On SQLite they are made once and the file copied;
on PostgreSQL a schema is emptied and lent again, unless a test left other tables than it found.
"""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import asyncpg  # type: ignore[import-untyped]

from registry.storage.engine import open_database
from registry.storage.migrations import MIGRATIONS, migrate

QUICK = ("fsync = off", "full_page_writes = off", "synchronous_commit = off", "autovacuum = off")
_SHAPE = """
SELECT md5(string_agg(told, ';' ORDER BY told)) FROM (
    SELECT format('%s.%s %s', relname, attname, atttypid) AS told FROM pg_attribute
        JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = '{0}'::regnamespace AND attnum > 0 AND NOT attisdropped
    UNION ALL SELECT format('trigger %s', tgname) FROM pg_trigger
        JOIN pg_class ON pg_class.oid = tgrelid
        WHERE relnamespace = '{0}'::regnamespace AND NOT tgisinternal
    UNION ALL SELECT format('function %s', proname) FROM pg_proc
        WHERE pronamespace = '{0}'::regnamespace
    UNION ALL SELECT format('migration %s', sha256) FROM {0}.schema_migration
) AS everything
"""
_EMPTY = """
DO $$ DECLARE name text; filled text[] := '{{}}'; is_filled boolean; BEGIN
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = '{0}' AND tablename <> 'schema_migration' LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM {0}.%I)', name) INTO is_filled;
        IF is_filled THEN filled := filled || format('{0}.%I', name); END IF;
    END LOOP;
    IF cardinality(filled) > 0 THEN
        EXECUTE 'TRUNCATE ' || array_to_string(filled, ', ') || ' CASCADE';
    END IF;
END $$
"""
_numbers = count(1)


class Server:
    """A PostgreSQL server: empty schemas, and a pool of those whose tables stand."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._ready: list[str] = []
        self._shape: str | None = None

    def of(self, schema: str) -> str:
        """The address of a schema as a database of its own."""
        return f"{self.url}{'&' if '?' in self.url else '?'}search_path={schema}"

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The address of a fresh, empty schema."""
        schema = f"test_{os.getpid()}_{next(_numbers)}"
        asyncio.run(self._run(f"CREATE SCHEMA {schema}"))
        yield self.of(schema)
        asyncio.run(self._run(f"DROP SCHEMA {schema} CASCADE"))

    @contextmanager
    def ready(self) -> Iterator[str]:
        """The address of a schema that holds the tables of today and no row."""
        schema = self._ready.pop() if self._ready else asyncio.run(self._made())
        yield self.of(schema)
        asyncio.run(self._take_back(schema))

    async def clear(self) -> None:
        """Leave nothing behind on a server that stays."""
        while self._ready:
            await self._run(f"DROP SCHEMA {self._ready.pop()} CASCADE")

    async def hasten(self) -> None:
        """Spare what only a machine that loses power needs."""
        for setting in QUICK:
            await self._run(f"ALTER SYSTEM SET {setting}")
        await self._run("SELECT pg_reload_conf()")

    async def _made(self) -> str:
        schema = f"test_{os.getpid()}_{next(_numbers)}"
        await self._run(f"CREATE SCHEMA {schema}")
        await _migrate(self.of(schema))
        self._shape = self._shape or await self._shape_of(schema)
        return schema

    async def _take_back(self, schema: str) -> None:
        if await self._shape_of(schema) == self._shape:
            await self._run(_EMPTY.format(schema))
            self._ready.append(schema)
        else:
            await self._run(f"DROP SCHEMA {schema} CASCADE")

    async def _shape_of(self, schema: str) -> str | None:
        """A digest of everything in a schema but rows; None where its ledger is gone."""
        with suppress(asyncpg.UndefinedTableError):
            return await self._run(_SHAPE.format(schema))
        return None

    async def _run(self, statement: str) -> str | None:
        connection = await asyncpg.connect(self.url)
        try:
            told: str | None = await connection.fetchval(statement)
            return told
        finally:
            await connection.close()


def spare_making_tables(url: str) -> None:
    """Where no SQLite file is yet, write one that holds the tables of today and no row."""
    path = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite:///") and not path.exists():
        path.write_bytes(_file_of_today())


@cache
def _file_of_today() -> bytes:
    """In a thread of its own, for the caller's may run an event loop."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "registry.sqlite"
        maker = Thread(target=lambda: asyncio.run(_migrate(f"sqlite:///{path}")))
        maker.start()
        maker.join()
        return path.read_bytes()


async def _migrate(url: str) -> None:
    database = open_database(url)
    await database.start()
    await migrate(database, MIGRATIONS)
    await database.stop()
