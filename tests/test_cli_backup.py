"""Backup and restore on the command line, also killed half-way, and then `verify`."""

import os
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest
from commands import HOSPITALS, RUN, environment, installed, run

from registry.key_files import log_key_at
from registry.log.signer import LogSigner
from registry.settings import DEFAULT_ORIGIN

KILLS = (0.6, 0.9, 1.2, 1.5)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with a few public facts, a snapshot and a backup key; and its backup."""
    registry = installed(tmp_path_factory.mktemp("installed"))
    for words in (
        ("directory", "add", str(HOSPITALS)),
        ("publish",),
        ("migrate", "--new-backup-key"),
        ("backup", "away/first"),
    ):
        answer = run(registry, *words)
        assert answer.returncode == 0, answer.stderr
    return registry


def elsewhere(here: Path, empty_url: str = "sqlite:///new.sqlite") -> dict[str, str]:
    """The environment of an empty place, with the keys of the installation."""
    assert here.is_dir()
    return {"REGISTRY_DATABASE_URL": empty_url}


def test_a_restored_registry_is_verified_from_its_public_files(here: Path) -> None:
    made = run(here, "backup", "away/second")
    assert run(here, "files", "seen").returncode == 0
    since = ("--since", "seen/log/checkpoint")
    restored = run(here, "restore", "away/second", *since, **elsewhere(here))
    assert restored.returncode == 0, restored.stderr
    assert restored.stdout == f"Restored: {made.stdout}"
    assert "docs/operations.md" in restored.stderr
    assert run(here, "files", "public", **elsewhere(here)).returncode == 0
    key = LogSigner(DEFAULT_ORIGIN, log_key_at(here / "data/log.key").read()).key.encoded
    verified = run(here, "verify", "public", "--key", key)
    assert verified.returncode == 0, verified.stdout
    assert "Everything that was checked holds." in verified.stdout


def test_a_backup_needs_neither_root_key_nor_log_key_and_is_its_owners_alone(here: Path) -> None:
    none = {"REGISTRY_ROOT_KEY_FILE": "none.key", "REGISTRY_LOG_KEY_FILE": "none.key"}
    assert run(here, "backup", "away/third", **none).returncode == 0
    assert (here / "away/third").stat().st_mode & 0o777 == 0o600


REFUSALS: dict[str, tuple[list[str], dict[str, str], int, str]] = {
    "no backup key": (
        ["backup", "away/fourth"],
        {"REGISTRY_BACKUP_KEY_FILE": "none.key"},
        2,
        "--new-backup-key",
    ),
    "a backup over another": (["backup", "away/first"], {}, 2, "There is a file first already"),
    "into what is there": (["restore", "away/first"], {}, 4, "The database is not empty"),
    "another backup key": (
        ["restore", "away/first"],
        {"REGISTRY_BACKUP_KEY_FILE": "other.key", "REGISTRY_DATABASE_URL": "sqlite:///n.sqlite"},
        1,
        "made with another backup key",
    ),
    "another root key": (
        ["restore", "away/first"],
        {"REGISTRY_ROOT_KEY_FILE": "other.key", "REGISTRY_DATABASE_URL": "sqlite:///n.sqlite"},
        2,
        "another root key",
    ),
    "no erasure list": (
        ["restore", "away/first"],
        {"REGISTRY_ERASURES_FILE": "none", "REGISTRY_DATABASE_URL": "sqlite:///n.sqlite"},
        2,
        "REGISTRY_ERASURES_FILE",
    ),
}


def test_what_cannot_be_is_refused_in_plain_words(here: Path) -> None:
    for words, changed, code, said in REFUSALS.values():
        answer = run(here, *words, **changed)
        assert (answer.returncode, answer.stdout) == (code, ""), answer.stderr
        assert said in answer.stderr
        assert "Traceback" not in answer.stderr


@pytest.mark.thorough
def test_a_restoring_killed_at_any_moment_left_all_or_nothing(here: Path) -> None:
    for number, after in enumerate(KILLS):
        url = f"sqlite:///{here}/killed-{number}.sqlite"
        process = subprocess.Popen(
            [*RUN, "restore", "away/first"],
            cwd=here,
            env=environment(**elsewhere(here, url)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(after)
        process.kill()
        process.wait()
        path = here / f"killed-{number}.sqlite"
        stored = rows_in(path)
        assert stored in (0, rows_in(here / "data/registry.sqlite"))
        if not stored:
            again = run(here, "restore", "away/first", **elsewhere(here, url))
            assert again.returncode == 0, again.stderr
            assert rows_in(path) == rows_in(here / "data/registry.sqlite")


def rows_in(path: Path) -> int:
    """Leaves and facts in a database file; 0 where there is no table."""
    if not os.path.exists(path):
        return 0
    book = sqlite3.connect(path)
    try:
        if not book.execute("SELECT 1 FROM sqlite_master WHERE name = 'log_entry'").fetchone():
            return 0
        counts = "SELECT (SELECT COUNT(*) FROM log_entry) + (SELECT COUNT(*) FROM directory_record)"
        return int(book.execute(counts).fetchone()[0])
    finally:
        book.close()
