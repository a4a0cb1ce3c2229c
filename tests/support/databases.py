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
DO $$ DECLARE emptied text; BEGIN
    SELECT string_agg(oid::regclass::text, ', ') INTO emptied FROM pg_class
        WHERE relnamespace = '{0}'::regnamespace AND relkind = 'r'
        AND relname <> 'schema_migration' AND pg_relation_size(oid) > {1};
    IF emptied IS NOT NULL THEN EXECUTE 'TRUNCATE ' || emptied || ' CASCADE'; END IF;
    SELECT string_agg(format('_%s AS (DELETE FROM %s)', oid, oid::regclass), ', ') INTO emptied
        FROM pg_class WHERE relnamespace = '{0}'::regnamespace AND relkind = 'r'
        AND relname <> 'schema_migration';
    EXECUTE 'WITH ' || emptied || ' SELECT 1';
END $$
"""
LARGE = 256 * 2**10
"""Bytes from which on a table is truncated; below, a new file costs more than deleting its rows."""
_numbers = count(1)


class Server:
    """A PostgreSQL server: empty schemas, and a pool of those whose tables stand.

    All it is told goes over one connection, for a new one knows nothing yet and asks much.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._ready: list[str] = []
        self._shape: str | None = None
        self._runner = asyncio.Runner()
        self._connection: asyncpg.Connection | None = None

    def of(self, schema: str) -> str:
        """The address of a schema as a database of its own."""
        return f"{self.url}{'&' if '?' in self.url else '?'}search_path={schema}"

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The address of a fresh, empty schema."""
        schema = self._new()
        yield self.of(schema)
        self._tell(f"DROP SCHEMA {schema} CASCADE")

    @contextmanager
    def ready(self) -> Iterator[str]:
        """The address of a schema that holds the tables of today and no row."""
        schema = self._ready.pop() if self._ready else self._made()
        yield self.of(schema)
        if self._shape_of(schema) == self._shape:
            self._tell(_EMPTY.format(schema, LARGE))
            self._ready.append(schema)
        else:
            self._tell(f"DROP SCHEMA {schema} CASCADE")

    def clear(self) -> None:
        """Leave nothing behind on a server that stays."""
        while self._ready:
            self._tell(f"DROP SCHEMA {self._ready.pop()} CASCADE")
        self.leave()

    def leave(self) -> None:
        """Tell it nothing more."""
        if self._connection is not None:
            self._runner.run(self._connection.close())
        self._runner.close()

    def hasten(self) -> None:
        """Spare what only a machine that loses power needs."""
        for setting in QUICK:
            self._tell(f"ALTER SYSTEM SET {setting}")
        self._tell("SELECT pg_reload_conf()")

    def _new(self) -> str:
        schema = f"test_{os.getpid()}_{next(_numbers)}"
        self._tell(f"CREATE SCHEMA {schema}")
        return schema

    def _made(self) -> str:
        schema = self._new()
        self._runner.run(_migrate(self.of(schema)))
        self._shape = self._shape or self._shape_of(schema)
        return schema

    def _shape_of(self, schema: str) -> str | None:
        """A digest of everything in a schema but rows; None where its ledger is gone."""
        with suppress(asyncpg.UndefinedTableError):
            return self._tell(_SHAPE.format(schema))
        return None

    def _tell(self, statement: str) -> str | None:
        return self._runner.run(self._told(statement))

    async def _told(self, statement: str) -> str | None:
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(self.url)
        told: str | None = await self._connection.fetchval(statement)
        return told


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
