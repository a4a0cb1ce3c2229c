"""Commands run as their users run them: in a folder of their own, with their own environment.

`run` stays inside this process, which spares a second of imports; `serve` and `demo`, and what is
killed or read by another program, get a process of their own.
"""

import os
import signal
import socket
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir, contextmanager, suppress
from pathlib import Path

import httpx
from click.testing import CliRunner

from registry.cli import commands

APART = ("serve", "demo")
RUN = [sys.executable, "-m", "registry"]
HOSPITALS = Path(__file__).parents[2] / "docs" / "hospitals.toml"


def environment(**changed: str) -> dict[str, str]:
    """The environment without settings of another registry; Python keeps what it compiled."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REGISTRY_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept | changed


def run(
    here: Path, *words: str, said: str = "", **changed: str
) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself; `said` is its standard input."""
    if words[0] in APART:
        return run_apart(here, *words, said=said, **changed)
    with ThreadPoolExecutor(1) as thread:  # the caller's own may run an event loop
        return thread.submit(run_inside, here, words, said, environment(**changed)).result()


def run_inside(
    here: Path, words: Sequence[str], said: str, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """The command as click runs it; what no user would see as a sentence is raised."""
    foreign = {name: None for name in os.environ if name not in environment}
    with chdir(here):
        told = CliRunner().invoke(commands, words, input=said, env=foreign | dict(environment))
    if told.exception is not None and not isinstance(told.exception, SystemExit):
        raise told.exception
    return subprocess.CompletedProcess(words, told.exit_code, told.stdout, told.stderr)


def run_apart(
    here: Path, *words: str, said: str = "", **changed: str
) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own; `serve` alone takes no port a demo may be shown at."""
    port = ("--port", str(free_port())) if words == ("serve",) else ()
    return subprocess.run(
        [*RUN, *words, *port],
        cwd=here,
        input=said,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environment(**changed),
    )


def installed(here: Path) -> Path:
    """A folder with a migrated database and its root key; another key lies beside it."""
    (here / "other.key").write_text("ab" * 32)
    (here / "other.key").chmod(0o600)
    assert run(here, "migrate", "--new-root-key").returncode == 0
    return here


def until(true: Callable[[], bool], seconds: float = 120) -> None:
    """Wait for something to come true."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it never came true"
        time.sleep(0.05)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def answers(address: str) -> bool:
    """Whether a server answers at its start page."""
    try:
        return httpx.get(address, timeout=1).status_code == 200
    except httpx.TransportError:
        return False


class Serving:
    """A running server: where it is, and what it said once it has ended."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.code: int | None = None
        self.said = ""


def serving(here: Path, port: int) -> "subprocess.Popen[str]":
    """A server that has begun to start."""
    return subprocess.Popen(
        [*RUN, "serve", "--port", str(port)],
        cwd=here,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


class Wire(socketserver.ThreadingTCPServer):
    """A wire to a server that keeps every byte of both directions."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.target = ("127.0.0.1", port)
        self.captured = bytearray()
        self.address = f"http://127.0.0.1:{self.server_address[1]}"


class Passing(socketserver.BaseRequestHandler):
    """One connection over the wire."""

    server: Wire

    def handle(self) -> None:
        with socket.create_connection(self.server.target) as there:
            back = threading.Thread(target=self.copy, args=(there, self.request), daemon=True)
            back.start()
            self.copy(self.request, there)
            back.join()

    def copy(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while some := source.recv(1 << 16):
                self.server.captured += some
                target.sendall(some)
            target.shutdown(socket.SHUT_WR)


@contextmanager
def wired(address: str) -> Iterator[Wire]:
    """A wire to the server at an address."""
    with Wire(int(address.rpartition(":")[2])) as wire:
        threading.Thread(target=wire.serve_forever, daemon=True).start()
        yield wire
        wire.shutdown()


@contextmanager
def served(here: Path) -> Iterator[Serving]:
    """`he-registry serve` in a folder, ended by Ctrl-C."""
    port = free_port()
    told = Serving(f"http://127.0.0.1:{port}")
    process = serving(here, port)
    try:
        until(lambda: answers(told.address))
        yield told
    finally:
        process.send_signal(signal.SIGINT)
        told.said, _ = process.communicate(timeout=30)
        told.code = process.returncode
