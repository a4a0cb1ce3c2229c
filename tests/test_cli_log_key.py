"""Changing the log's key on the command line, also broken off half-way."""

import sqlite3
from pathlib import Path

import httpx
import pytest
from commands import installed, run, served

from registry.key_files import log_key_at, root_key_at
from registry.log.signer import LogSigner
from registry.settings import DEFAULT_ORIGIN


@pytest.fixture
def here(tmp_path: Path) -> Path:
    return installed(tmp_path)


def key_in(path: Path) -> str:
    """The verifier key to a log key file."""
    return LogSigner(DEFAULT_ORIGIN, log_key_at(path).read()).key.encoded


def leaves(here: Path) -> int:
    book = sqlite3.connect(here / "data" / "registry.sqlite")
    try:
        return int(book.execute("SELECT size FROM log_head").fetchone()[0])
    finally:
        book.close()


def test_a_new_key_takes_the_place_of_the_old_one_which_is_kept(here: Path) -> None:
    file = here / "data" / "log.key"
    old = key_in(file)
    answer = run(here, "keys", "rotate-log")
    assert answer.returncode == 0, answer.stderr
    assert key_in(file) in answer.stdout
    assert key_in(here / "data" / "log.key.old-1") == old != key_in(file)
    assert "restart the servers" in answer.stdout
    assert {path.stat().st_mode & 0o777 for path in (here / "data").glob("log.key*")} == {0o600}
    assert not (here / "data" / "log.key.next").exists()
    assert run(here, "publish").returncode == 0
    with served(here) as serving:
        assert httpx.get(f"{serving.address}/log/keys").text == f"{old}\n"
        verified = run(here, "verify", serving.address, "--key", old)
        assert verified.returncode == 0, verified.stdout
    refused = run(here, "publish", REGISTRY_LOG_KEY_FILE="data/log.key.old-1")
    assert (refused.returncode, "signed with another key" in refused.stderr) == (2, True)


@pytest.mark.parametrize("handed_over", [False, True], ids=["before", "after"])
def test_a_change_broken_off_around_the_handover_is_finished_by_the_same_command(
    here: Path, handed_over: bool
) -> None:
    """The next key was written; the log had gone over to it, or not yet."""
    file = here / "data" / "log.key"
    old, old_bytes = key_in(file), file.read_bytes()
    if handed_over:
        assert run(here, "keys", "rotate-log").returncode == 0
        file.rename(here / "data" / "log.key.next")
        file.write_bytes(old_bytes)
    else:
        log_key_at(here / "data" / "log.key.next").create(lambda size: b"\x07" * size)
    expected, before = key_in(here / "data" / "log.key.next"), leaves(here)
    answer = run(here, "keys", "rotate-log")
    assert answer.returncode == 0, answer.stderr
    assert (key_in(file), expected in answer.stdout) == (expected, True)
    assert leaves(here) == before + (0 if handed_over else 1)
    kept = sorted((here / "data").glob("log.key.old-*"))
    assert {key_in(path) for path in kept} == {old}
    assert run(here, "publish").returncode == 0


def test_with_a_key_that_is_not_the_logs_nothing_is_changed(here: Path) -> None:
    before = leaves(here)
    refused = run(here, "keys", "rotate-log", REGISTRY_LOG_KEY_FILE="other.key")
    assert (refused.returncode, "signed with another key" in refused.stderr) == (2, True)
    assert leaves(here) == before
    assert run(here, "publish").returncode == 0


def test_the_keys_of_a_new_installation_are_its_owners_alone(here: Path) -> None:
    for name in ("root.key", "log.key"):
        assert (here / "data" / name).stat().st_mode & 0o777 == 0o600
    assert (
        root_key_at(here / "data" / "root.key").read()
        != log_key_at(here / "data" / "log.key").read()
    )


def test_an_older_installation_gets_a_log_key_alone(tmp_path: Path) -> None:
    root_key_at(tmp_path / "data" / "root.key").create(lambda size: b"\x07" * size)
    refused = run(tmp_path, "migrate")
    assert (refused.returncode, "--new-log-key" in refused.stderr) == (2, True)
    assert run(tmp_path, "migrate", "--new-log-key").returncode == 0
    assert run(tmp_path, "publish").returncode == 0
