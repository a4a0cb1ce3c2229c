"""Making a backup while the registry goes on: everything in it is of one moment."""

from datetime import datetime
from pathlib import Path

from registry.backup.contents import Contents, End, Head, Sum, TableHead, TableSum, encode_line
from registry.backup.proof import check_log
from registry.backup.sealed import SealedWriter
from registry.backup.tables import tables_of
from registry.errors import SettingsError
from registry.storage.engine import Database
from registry.storage.ledger import Act, record_act
from registry.storage.migrations import MIGRATIONS, applied_migrations, read_migrations
from registry.storage.transparency import encoded
from registry.storage.written_file import new_file


async def back_up(
    database: Database, path: Path, backup_key: bytes, salt: bytes, act: Act
) -> Contents:
    """Write a backup, with its audit event, as of the event's moment.

    The event is stored before anything is read, so the backup holds it, too. It tells that somebody
    began: where the file could not be written it stands all the same.
    """
    refuse_existing(path)
    async with database.transaction():
        await record_act(database, act)
    return await write_backup(database, path, backup_key, salt, act.at)


async def write_backup(
    database: Database, path: Path, backup_key: bytes, salt: bytes, at: datetime
) -> Contents:
    """Write all that is stored at one moment into a new file, which appears once it is whole.

    `salt`: 32 random bytes. SettingsError where the file exists or cannot be written, StorageError
    where the log does not add up.
    """
    refuse_existing(path)
    with new_file(path) as file:
        return await write_into(database, SealedWriter(file, backup_key, salt), at)


def refuse_existing(path: Path) -> None:
    """SettingsError where there is a file: no backup ever takes the place of another."""
    if path.exists():
        raise SettingsError(f"There is a file {path.name} already.", "Name a new one.")


async def write_into(database: Database, sealed: SealedWriter, at: datetime) -> Contents:
    """Head, tables and end."""
    known = read_migrations(MIGRATIONS)
    async with database.reading():
        schema = tuple(await applied_migrations(database, known))
        log = await check_log(database)
        root = encoded(log.root)
        put(sealed, encode_line(head := Head(at, schema, log.verifier_key, log.size, root)))
        names = tables_of(known[: len(schema)])
        sums = [await write_table(database, sealed, name) for name in names]
    end = End(tuple(sums))
    put(sealed, encode_line(end))
    sealed.close()
    return Contents(head, end)


async def write_table(database: Database, sealed: SealedWriter, name: str) -> TableSum:
    """A table with all its rows; its sum."""
    total, is_told = Sum(name), False
    async for rows in database.pages(f"SELECT * FROM {name}"):  # noqa: S608
        if not is_told:
            put(sealed, encode_line(TableHead(name, tuple(rows[0]))))
            is_told = True
        for row in rows:
            line = encode_line(list(row.values()))
            total.add(line)
            put(sealed, line)
    if not is_told:
        put(sealed, encode_line(TableHead(name, ())))
    return total.total


def put(sealed: SealedWriter, line: bytes) -> None:
    """One line."""
    sealed.write(line + b"\n")
