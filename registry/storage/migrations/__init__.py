"""The schema as numbered plain SQL files, `0001_name.sql` onwards, the same for both databases.

A statement ends with `;` at the end of a line; a CALL is a step in Python, for what needs keys.
One run is one transaction; the table schema_migration remembers number, name and SHA-256 of each
applied file.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec import structs
from piccolo.querystring import QueryString

from registry.errors import MigrationError, StorageError
from registry.storage.engine import Database
from registry.storage.ledger import Act, record_act
from registry.storage.migrations.sealing_clear import seal_what_stood_in_clear
from registry.storage.migrations.sealing_whose import seal_whose_rows_are

MIGRATIONS = Path(__file__).parent

_FILE_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
_LEDGER = """CREATE TABLE IF NOT EXISTS schema_migration (
    number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL)"""
_FIND_LEDGER = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'",
    "postgres": "SELECT to_regclass('schema_migration') AS name",
}


_LIST_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    "postgres": "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()",
}

_STEPS = {
    "CALL seal_what_stood_in_clear": seal_what_stood_in_clear,
    "CALL seal_whose_rows_are": seal_whose_rows_are,
}


@dataclass(frozen=True)
class Migration:
    """One file of the folder; line endings do not change its `sha256` (lower-case hex)."""

    number: int
    name: str
    sha256: str
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Applied:
    """One row of the ledger."""

    number: int
    name: str
    sha256: str


async def migrate(database: Database, folder: Path, act: Act | None = None) -> list[str]:
    """Apply what is missing, all or nothing, and return the names applied now.

    Where anything was, `act` is its audit event, about the schema that was reached.

    MigrationError where the ledger and the folder disagree or a statement fails. Safe to call
    from several processes at once: the later one finds nothing left to do.
    """
    known = read_migrations(folder)
    async with database.transaction():
        await database.run_ddl(_LEDGER)
        applied = await _read_ledger(database)
        refuse_disagreement(known, applied)
        missing = known[len(applied) :]
        await apply_migrations(database, missing)
        if act is not None and missing:
            await record_act(database, structs.replace(act, subject=missing[-1].name))
    return [migration.name for migration in missing]


async def apply_migrations(database: Database, migrations: Sequence[Migration]) -> None:
    """Apply these in the caller's transaction, and note them in the ledger."""
    await database.run_ddl(_LEDGER)
    for migration in migrations:
        await _apply(database, migration)


async def applied_migrations(database: Database, known: list[Migration]) -> list[Applied]:
    """What is applied; MigrationError unless it is a beginning of what this version knows."""
    found = await database.run(QueryString(_FIND_LEDGER[database.kind]))
    applied = await _read_ledger(database) if found and found[0]["name"] else []
    refuse_disagreement(known, applied)
    return applied


async def table_names(database: Database) -> list[str]:
    """Every table there is, of whatever origin."""
    rows = await database.run(QueryString(_LIST_TABLES[database.kind]))
    return sorted(row["name"] for row in rows)


async def check_schema(database: Database, folder: Path) -> None:
    """MigrationError unless every migration of the folder, and no other, is applied."""
    known = read_migrations(folder)
    applied = await applied_migrations(database, known)
    if len(applied) < len(known):
        raise MigrationError(
            f"The database is at migration {len(applied)} of {len(known)}.",
            "Make a backup, then run `he-registry migrate`.",
        )


def read_migrations(folder: Path) -> list[Migration]:
    """Read the folder's `.sql` files; they must be numbered 1, 2, 3 … without gap or duplicate."""
    found = [_read(path) for path in sorted(folder.glob("*.sql"))]
    if not found or [migration.number for migration in found] != list(range(1, len(found) + 1)):
        raise MigrationError(
            f"The migrations in {folder} are not numbered 0001, 0002, … one file each.",
            "Install HE Registry again, or give the newest file the next free number.",
        )
    return found


def refuse_disagreement(known: list[Migration], applied: list[Applied]) -> None:
    """MigrationError unless the ledger is a beginning of the folder, byte for byte."""
    if len(applied) > len(known):
        raise MigrationError(
            f"The database is at migration {applied[-1].name}, newer than this version knows.",
            "Run the version of HE Registry that migrated it, or a later one.",
        )
    for migration, row in zip(known, applied, strict=False):
        if (row.number, row.name, row.sha256) != (
            migration.number,
            migration.name,
            migration.sha256,
        ):
            raise MigrationError(
                f"The migration {migration.name} is not the one that was applied.",
                "Restore the file as released; a change to the schema is a new file.",
            )


def split_statements(sql: str) -> tuple[str, ...]:
    """Cut at each `;` that ends a line; lines that are only a comment are left out."""
    lines = [line for line in sql.splitlines() if not line.lstrip().startswith("--")]
    pieces = re.split(r";[ \t]*$", "\n".join(lines), flags=re.MULTILINE)
    return tuple(piece.strip() for piece in pieces if piece.strip())


def _read(path: Path) -> Migration:
    match = _FILE_NAME.fullmatch(path.name)
    if match is None:
        raise MigrationError(
            f"The file {path.name} is not named like a migration.",
            "Name it with four digits, an underscore and lower-case words, as in 0001_house.sql.",
        )
    sql = path.read_text(encoding="utf-8")
    digest = hashlib.sha256(sql.encode()).hexdigest()
    return Migration(int(match[1]), path.stem, digest, split_statements(sql))


async def _read_ledger(database: Database) -> list[Applied]:
    rows = await database.run(
        QueryString("SELECT number, name, sha256 FROM schema_migration ORDER BY number")
    )
    return [Applied(row["number"], row["name"], row["sha256"]) for row in rows]


async def _apply(database: Database, migration: Migration) -> None:
    for place, statement in enumerate(migration.statements, start=1):
        try:
            await _run(database, statement)
        except StorageError as error:
            raise MigrationError(
                f"Migration {migration.name} stopped at statement {place}. {error.what}",
                "Nothing of this run was applied; correct the file and run it again.",
            ) from None
    await database.run_many(
        "INSERT INTO schema_migration (number, name, sha256) VALUES (?, ?, ?)",
        [(migration.number, migration.name, migration.sha256)],
    )


async def _run(database: Database, statement: str) -> None:
    step = _STEPS.get(statement)
    await (step(database) if step else database.run_ddl(statement))
