"""Where runs happen: a copy of a scene for each run, on SQLite or on PostgreSQL."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Protocol

import asyncpg  # type: ignore[import-untyped]
from own_postgres import OwnPostgres, folder_of_its_own, waited_for

from tests.chaos.scenes import SCENES, Scene

FILE = "registry.sqlite"


class Ground(Protocol):
    """One kind of database."""

    name: str

    def make(self, kind: str) -> None:
        """Make a scene of this kind, once."""

    def copy(self, kind: str) -> Scene:
        """A copy of it for one run."""
        ...

    def settle(self, scene: Scene) -> None:
        """Wait until nothing of a killed process is left in the database."""

    def clear(self, scene: Scene) -> None:
        """Throw a copy away."""

    def kill(self) -> bool:
        """Kill the server itself; False where there is none."""
        ...

    def revive(self) -> None:
        """Start it again."""


class OnSQLite:
    """Files in a folder."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self.folder, self.numbers = folder, count(1)

    def make(self, kind: str) -> None:
        path = self.folder / kind
        path.mkdir()
        asyncio.run(SCENES[kind].make(Scene(f"sqlite:///{path / FILE}", path)))

    def copy(self, kind: str) -> Scene:
        path = self.folder / f"run-{next(self.numbers)}"
        shutil.copytree(self.folder / kind, path)
        return Scene(f"sqlite:///{path / FILE}", path)

    def settle(self, scene: Scene) -> None:
        """The kernel has let go of a killed process's locks."""

    def clear(self, scene: Scene) -> None:
        shutil.rmtree(scene.folder)

    def kill(self) -> bool:
        return False

    def revive(self) -> None:
        """There is no server."""


class OnPostgres:
    """Databases of a server of its own, each made from a template."""

    name = "PostgreSQL"

    def __init__(self, folder: Path, server: OwnPostgres) -> None:
        self.folder, self.server, self.numbers = folder, server, count(1)

    def scene(self, database: str, path: Path) -> Scene:
        path.mkdir()
        return Scene(self.server.url(database), path)

    def make(self, kind: str) -> None:
        template = template_of(kind)
        self.command(f"CREATE DATABASE {template}")
        asyncio.run(SCENES[kind].make(self.scene(template, self.folder / kind)))

    def copy(self, kind: str) -> Scene:
        name = f"run_{next(self.numbers)}"
        self.command(f"CREATE DATABASE {name} TEMPLATE {template_of(kind)}")
        scene = self.scene(name, self.folder / name)
        shutil.copytree(self.folder / kind, scene.folder, dirs_exist_ok=True)
        return scene

    def settle(self, scene: Scene) -> None:
        name = scene.folder.name
        others = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608
        waited_for(lambda: self.command(others) == 0)

    def clear(self, scene: Scene) -> None:
        self.command(f"DROP DATABASE {scene.folder.name} WITH (FORCE)")
        shutil.rmtree(scene.folder)

    def kill(self) -> bool:
        self.server.kill()
        return True

    def revive(self) -> None:
        self.server.start()

    def command(self, statement: str) -> object:
        """Run a statement beside every run; the first value it answers."""
        return asyncio.run(run_on(self.server.url(), statement))


def template_of(kind: str) -> str:
    """The database that is copied."""
    return kind.replace(" ", "_")


async def run_on(url: str, statement: str) -> object:
    """The first value of a statement."""
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


@contextmanager
def ground(kind: str, folder: Path) -> Iterator[Ground]:
    """`sqlite` or `postgres`, for a while."""
    if kind == "sqlite":
        yield OnSQLite(folder)
        return
    server = OwnPostgres.made(folder_of_its_own(folder / "server") / "here")
    try:
        yield OnPostgres(folder, server)
    finally:
        with suppress(AssertionError):  # a run may have left it killed
            server.stop("immediate")
