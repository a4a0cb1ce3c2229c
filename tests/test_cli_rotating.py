"""The registry's own keys change on the command line, killed in the middle, too."""

import asyncio
import os
import signal
import subprocess
from pathlib import Path

import pytest
from commands import RUN, environment, until
from in_process import Do, doing
from piccolo.querystring import QueryString

from anonymise.envelope import unwrap, wrap
from registry.access.new_root import ring_of
from registry.errors import SettingsError
from registry.key_files import root_key_at
from registry.root_keys import RootKey, read_root_key
from registry.storage.engine import open_database
from registry.storage.rows import insert_rows
from registry.storage.tables import PatientRecord

pytestmark = pytest.mark.thorough

MANY = 300
DATA_KEY = bytes(range(32))


@pytest.fixture
def do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Do:
    return doing(tmp_path, monkeypatch)


def root_key(here: Path) -> RootKey:
    return read_root_key(root_key_at(here / "data/root.key"))


async def with_patients(url: str, kek: bytes) -> None:
    database = open_database(url)
    await database.start()
    columns = ("pseudonym", "wrapped_key", "key_version")
    rows = [(f"p{n:05}", wrap(kek, DATA_KEY), 1) for n in range(MANY)]
    await insert_rows(database, PatientRecord, columns, rows)
    await database.stop()


async def patients(url: str) -> list[tuple[str, int]]:
    database = open_database(url)
    await database.start()
    query = "SELECT wrapped_key, key_version FROM patient ORDER BY pseudonym"
    rows = await database.run(QueryString(query))
    await database.stop()
    return [(row["wrapped_key"], row["key_version"]) for row in rows]


def test_a_rotation_killed_in_the_middle_is_finished_by_the_same_command(
    do: Do, tmp_path: Path, database_url: str
) -> None:
    do("migrate", "--new-root-key", REGISTRY_DATABASE_URL=database_url)
    ring = ring_of(root_key(tmp_path))
    asyncio.run(with_patients(database_url, ring.column_key(1)))
    process = subprocess.Popen(
        [*RUN, "keys", "rotate-column-key", "--at-once", "1"],
        cwd=tmp_path,
        env=environment(REGISTRY_DATABASE_URL=database_url),
        stdout=subprocess.DEVNULL,
    )
    until(lambda: any(version == 2 for _, version in asyncio.run(patients(database_url))))
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    left = asyncio.run(patients(database_url))
    assert 0 < sum(version == 2 for _, version in left) < MANY
    assert {unwrap(ring.column_key(version), key) for key, version in left} == {DATA_KEY}
    said = do("keys", "rotate-column-key", REGISTRY_DATABASE_URL=database_url)
    done = asyncio.run(patients(database_url))
    assert {version for _, version in done} == {2}
    assert {unwrap(ring.column_key(2), key) for key, _ in done} == {DATA_KEY}
    assert f"{sum(version == 1 for _, version in left)} were wrapped" in said


def test_a_new_root_key_takes_the_place_of_the_old_one_which_is_kept(
    do: Do, tmp_path: Path
) -> None:
    do("migrate", "--new-root-key")
    old = root_key(tmp_path)
    assert "Restart the servers" in do("keys", "rotate-root")
    new = root_key(tmp_path)
    assert (new.root != old.root, new.inherited["column-kek/v1"]) == (
        True,
        ring_of(old).column_key(1),
    )
    assert read_root_key(root_key_at(tmp_path / "data/root.key.old-1")) == old
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("data/root.key*")} == {0o600}
    do("publish", REGISTRY_ROOT_KEY_FILE="data/root.key.old-1")
    assert "Version 2" in do("keys", "rotate-column-key")
    with pytest.raises(SettingsError, match="another root key"):
        do("publish", REGISTRY_ROOT_KEY_FILE="data/root.key.old-1")
    do("publish")


@pytest.mark.parametrize("gone_over", [False, True], ids=["before", "after"])
def test_a_change_of_root_broken_off_is_finished_by_the_same_command(
    do: Do, tmp_path: Path, gone_over: bool
) -> None:
    """The next key was written; the registry had gone over to it, or not yet."""
    do("migrate", "--new-root-key")
    file, coming = tmp_path / "data/root.key", tmp_path / "data/root.key.next"
    before = file.read_text()
    do("keys", "rotate-root")
    written = file.read_text()
    if gone_over:
        file.rename(coming)
        root_key_at(file).write(before.strip())
    else:
        root_key_at(coming).write(
            RootKey(b"\x07" * 32, ring_of(root_key(tmp_path)).heirloom([1])).text
        )
        written = coming.read_text()
    do("keys", "rotate-root")
    assert (file.read_text(), coming.exists()) == (written, False)
    do("publish")


def test_a_file_that_is_no_successor_is_neither_taken_nor_removed(do: Do, tmp_path: Path) -> None:
    do("migrate", "--new-root-key")
    before = (tmp_path / "data/root.key").read_text()
    other = root_key_at(tmp_path / "data/root.key.next")
    other.create(lambda size: b"\x07" * size)
    with pytest.raises(SettingsError, match="holds no successor"):
        do("keys", "rotate-root")
    assert (other.path.exists(), (tmp_path / "data/root.key").read_text()) == (True, before)


def test_a_root_key_from_a_program_is_changed_where_the_program_finds_it(
    do: Do, tmp_path: Path
) -> None:
    do("migrate", "--new-root-key")
    (tmp_path / "data/root.key").rename(tmp_path / "secret")
    told = {"REGISTRY_ROOT_KEY_COMMAND": f"/bin/cat {tmp_path}/secret"}
    with pytest.raises(SettingsError, match="would not be read"):
        do("keys", "rotate-root", **told)
    said = do("keys", "rotate-root", "--into", "new", **told)
    assert "Put what new holds where the key is kept" in said
    (tmp_path / "new").rename(tmp_path / "secret")
    do("keys", "rotate-column-key", **told)
    do("publish", **told)
