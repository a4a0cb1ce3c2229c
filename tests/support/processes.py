"""What any account of a machine can see of the processes that a test starts."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

EVERY = 0.1


def parent_of(pid: str) -> str:
    """The process that started another one."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]


def is_ours(pid: str) -> bool:
    """Whether a process comes from this one."""
    while pid not in ("0", "1"):
        pid = parent_of(pid)
        if pid == str(os.getpid()):
            return True
    return False


def look(seen: dict[str, set[bytes]]) -> None:
    """Note command line and environment of every process that comes from this one."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with suppress(OSError):
            if is_ours(pid):
                for what in ("cmdline", "environ"):
                    content = Path(f"/proc/{pid}/{what}").read_bytes()
                    seen.setdefault(what, set()).add(content)


@contextmanager
def watched() -> Iterator[dict[str, set[bytes]]]:
    """What was to be seen of our processes, looked at all the time."""
    seen: dict[str, set[bytes]] = {}
    over = threading.Event()

    def keep_looking() -> None:
        while not over.wait(EVERY):
            look(seen)

    looking = threading.Thread(target=keep_looking, daemon=True)
    looking.start()
    try:
        yield seen
    finally:
        over.set()
        looking.join()
        look(seen)
