"""The public files in a folder, for any static web server to serve, and for whoever verifies."""

from datetime import datetime
from pathlib import Path

from registry.log.signer import LogSigner
from registry.storage.engine import Database
from registry.storage.public_files import (
    LATEST,
    LOG,
    SNAPSHOTS,
    latest_json,
    log_paths,
    public_keys,
    read_log_file,
    read_snapshot,
)
from registry.storage.publication import last_good_snapshot
from registry.storage.transparency import public_head
from registry.storage.written_file import EVERYBODYS, new_file


async def write_public_files(
    database: Database, signer: LogSigner, at: datetime, folder: Path
) -> None:
    """Bring a folder to what is public at a moment: first what is pointed to, then the pointers.

    A file that is complete already is not written again, unless it may change; whoever reads the
    folder meanwhile finds every file that the checkpoint or the latest snapshot needs.
    """
    head = await public_head(database, signer, at)
    changes = len(await public_keys(database, head.public_size)) - 1
    shown = await last_good_snapshot(database)
    for number in range(1, shown.snapshot.number + 1) if shown else ():
        path = f"{SNAPSHOTS}{number}/snapshot.json"
        put(folder / path, await read_snapshot(database, number))
    for path in log_paths(head.public_size, changes):
        put(folder / LOG / path, await read_log_file(database, head, path))
    if shown is not None:
        put(folder / LATEST, latest_json(shown))


def put(path: Path, data: bytes | None) -> None:
    """Write a file in one step, unless these bytes are there. SettingsError where it cannot be."""
    if data is None or (path.exists() and path.read_bytes() == data):
        return
    with new_file(path, EVERYBODYS) as file:
        file.write(data)
