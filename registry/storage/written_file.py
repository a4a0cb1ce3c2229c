"""Files that appear whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from registry.errors import SettingsError

OWNERS, EVERYBODYS = 0o600, 0o666


@contextmanager
def new_file(path: Path, mode: int = OWNERS) -> Iterator[BinaryIO]:
    """A file for its owner alone, on disk under its name once the block has ended well.

    With another `mode` it is for whom that and the process's umask say.

    SettingsError where it cannot be written. What a kill leaves is named `.part` and replaced.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        keep_name(path.parent)
    except OSError as fault:
        raise SettingsError(
            f"The file {path.name} cannot be written ({fault.strerror}).",
            "Make room on its disk, or name a file elsewhere.",
        ) from fault
    finally:
        part.unlink(missing_ok=True)


def keep_name(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
