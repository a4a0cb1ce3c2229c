"""Restoring a backup into an empty place: all of it and proved, or nothing."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from registry.backup.contents import Contents, TableHead, Values, read_through, tables_in
from registry.backup.proof import check_reaches, check_restored
from registry.backup.sealed import damaged, lines, opened
from registry.backup.tables import tables_of
from registry.errors import DataError, StorageError
from registry.log.checkpoint import Checkpoint
from registry.log.signer import LogSigner
from registry.storage.engine import Database
from registry.storage.ledger import Act, record_act
from registry.storage.migrations import (
    MIGRATIONS,
    apply_migrations,
    read_migrations,
    refuse_disagreement,
    table_names,
)
from registry.storage.root_key import check_before_migrating, check_root_key
from registry.storage.transparency import check_key, read_head
from registry.storage.withdrawals import erase_again

ROWS_AT_ONCE = 500


class Restoring(Struct, frozen=True):
    """What a restoring is told: keys, patients erased since, and who does it when.

    `root_check` is what only the right root key derives; `signer` will sign the log.
    `known` is the last public checkpoint, from which the log must go on.
    """

    backup_key: bytes
    root_check: str
    signer: LogSigner
    erased: Mapping[str, date]
    act: Act
    known: Checkpoint | None = None

    def __repr__(self) -> str:
        return "Restoring()"


async def restore(database: Database, path: Path, told: Restoring) -> Contents:
    """Put a backup into an empty database, brought to the schema of this version.

    The file is read and authenticated to its end before anything is written; then everything
    happens in one transaction. DataError for a damaged file or another key, MigrationError for
    one of a newer version, StorageError where something is stored already, SettingsError for
    another root key or log key.
    """
    with open_file(path) as file:
        contents = read_through(lines(opened(file, told.backup_key)))
        known, schema = read_migrations(MIGRATIONS), list(contents.head.schema)
        refuse_disagreement(known, schema)
        refuse_other_tables(contents, tables_of(known[: len(schema)]))
        file.seek(0)
        async with database.transaction():
            await refuse_unless_empty(database)
            await apply_migrations(database, known[: len(schema)])
            for table, rows in tables_in(lines(opened(file, told.backup_key)), ROWS_AT_ONCE):
                await fill(database, table, rows)
            await check_restored(database, contents)
            await check_before_migrating(database, told.root_check)
            await apply_migrations(database, known[len(schema) :])
            await check_root_key(database, told.root_check)
            check_key(await read_head(database), told.signer)
            if told.known is not None:
                await check_reaches(database, told.known)
            for patient, on in told.erased.items():
                await erase_again(database, patient, on)
            await record_act(database, told.act)
    return contents


def open_file(path: Path) -> BinaryIO:
    """The file of a backup. DataError where it cannot be read."""
    try:
        return path.open("rb")
    except OSError as fault:
        raise DataError(
            f"The backup cannot be read ({fault.strerror}).", "Name another file."
        ) from fault


def refuse_other_tables(contents: Contents, names: list[str]) -> None:
    """DataError unless these are the tables of the backup."""
    if [table.name for table in contents.end.tables] != names:
        raise damaged()


async def refuse_unless_empty(database: Database) -> None:
    """StorageError where the database has a table."""
    if await table_names(database):
        raise StorageError(
            "The database is not empty, so nothing was restored.",
            "Name a new file or database in REGISTRY_DATABASE_URL; nothing is ever overwritten.",
        )


async def fill(database: Database, table: TableHead, rows: list[Values]) -> None:
    """Insert rows of a table."""
    names, marks = ", ".join(table.columns), ", ".join("?" * len(table.columns))
    await database.run_many(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)  # noqa: S608
