"""Changing the log's key on the command line, also broken off half-way."""

import sqlite3
from pathlib import Path

import httpx
import pytest
from commands import installed, run, served
from in_process import Do, doing

from registry.errors import SettingsError
from registry.key_files import log_key_at, root_key_at
from registry.log.signer import LogSigner
from registry.settings import DEFAULT_ORIGIN

pytestmark = pytest.mark.thorough


@pytest.fixture
def do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Do:
    return doing(tmp_path, monkeypatch)


@pytest.fixture
def data(do: Do, tmp_path: Path) -> Path:
    """The folder of a new installation's keys and database."""
    do("migrate", "--new-root-key")
    return tmp_path / "data"


def key_in(path: Path) -> str:
    """The verifier key to a log key file."""
    return LogSigner(DEFAULT_ORIGIN, log_key_at(path).read()).key.encoded


def leaves(data: Path) -> int:
    book = sqlite3.connect(data / "registry.sqlite")
    try:
        return int(book.execute("SELECT size FROM log_head").fetchone()[0])
    finally:
        book.close()


def test_the_keys_of_a_new_installation_are_its_owners_alone(data: Path) -> None:
    keys = root_key_at(data / "root.key"), log_key_at(data / "log.key")
    assert {key.path.stat().st_mode & 0o777 for key in keys} == {0o600}
    assert len({key.read() for key in keys}) == 2


def test_a_new_key_takes_the_place_of_the_old_one_which_is_kept(do: Do, data: Path) -> None:
    old = key_in(data / "log.key")
    said = do("keys", "rotate-log")
    new = key_in(data / "log.key")
    assert (new in said, "restart the servers" in said) == (True, True)
    assert key_in(data / "log.key.old-1") == old != new
    assert {path.stat().st_mode & 0o777 for path in data.glob("log.key*")} == {0o600}
    assert not (data / "log.key.next").exists()
    do("publish")
    with pytest.raises(SettingsError, match="signed with another key"):
        do("publish", REGISTRY_LOG_KEY_FILE="data/log.key.old-1")


@pytest.mark.parametrize("handed_over", [False, True], ids=["before", "after"])
def test_a_change_broken_off_around_the_handover_is_finished_by_the_same_command(
    do: Do, data: Path, handed_over: bool
) -> None:
    """The next key was written; the log had gone over to it, or not yet."""
    file, coming = data / "log.key", data / "log.key.next"
    old, old_bytes = key_in(file), file.read_bytes()
    if handed_over:
        do("keys", "rotate-log")
        file.rename(coming)
        file.write_bytes(old_bytes)
        file.chmod(0o600)
    else:
        log_key_at(coming).create(lambda size: b"\x07" * size)
    expected, before = key_in(coming), leaves(data)
    assert expected in do("keys", "rotate-log")
    assert key_in(file) == expected
    assert leaves(data) == before + (0 if handed_over else 1)
    assert {key_in(path) for path in data.glob("log.key.old-*")} == {old}
    do("publish")


def test_with_a_key_that_is_not_the_logs_nothing_is_changed(do: Do, data: Path) -> None:
    other = log_key_at(data.parent / "other.key")
    other.create(lambda size: b"\x09" * size)
    before = leaves(data)
    with pytest.raises(SettingsError, match="signed with another key"):
        do("keys", "rotate-log", REGISTRY_LOG_KEY_FILE="other.key")
    assert leaves(data) == before
    do("publish")


def test_an_older_installation_gets_a_log_key_alone(do: Do, tmp_path: Path) -> None:
    root_key_at(tmp_path / "data" / "root.key").create(lambda size: b"\x07" * size)
    with pytest.raises(SettingsError, match="--new-log-key"):
        do("migrate")
    do("migrate", "--new-log-key")
    do("publish")


def test_a_server_with_the_new_key_is_verified_by_whoever_has_the_old_one(tmp_path: Path) -> None:
    old = key_in(installed(tmp_path) / "data" / "log.key")
    for words in (("keys", "rotate-log"), ("publish",)):
        assert run(tmp_path, *words).returncode == 0
    with served(tmp_path) as serving:
        assert httpx.get(f"{serving.address}/log/keys").text == f"{old}\n"
        verified = run(tmp_path, "verify", serving.address, "--key", old)
    assert verified.returncode == 0, verified.stdout
