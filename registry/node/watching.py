"""A folder whose files change under a node: which files a look depended on, and whether they moved.

Files are asked for by their status alone until something moved, so that looking often costs little.
"""

from pathlib import Path

from registry.verify.sources import Read, from_folder

Mark = tuple[int, int, int] | None


class Watched:
    """The public files in a folder, and how those looked that the last look has read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.marks: dict[str, Mark] = {}

    def begin(self) -> Read:
        """A reader for a new look, which remembers what it reads."""
        self.marks = {}
        read = from_folder(self.folder)

        def remembering(path: str) -> bytes:
            # before the bytes, so that a change meanwhile is seen the next time
            self.marks[path] = mark(self.folder / path)
            return read(path)

        return remembering

    @property
    def has_moved(self) -> bool:
        """Whether anything that was read is otherwise by now; at first it is."""
        return not self.marks or any(
            mark(self.folder / path) != before for path, before in self.marks.items()
        )


def mark(file: Path) -> Mark:
    """What changes when a file does: its identity, size and time; None where there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
