"""The demo as its first user runs it: seven years, three answers, exit code 0."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from commands import RUN, installed
from same_numbers import count, differences

from registry.cli.demo import verifying
from registry.cli.simulation import settings_in
from registry.log.note import parse_verifier_key
from registry.log.signer import LogSigner
from registry.snapshot import FrozenSnapshot, thaw
from registry.views import VIEWS

Counts = dict[str, int]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a real registry, in which the demo is started by mistake."""
    return installed(tmp_path_factory.mktemp("demo")) / "data"


@pytest.fixture(scope="module")
def real(folder: Path) -> bytes:
    return (folder / "registry.sqlite").read_bytes()


@pytest.fixture(scope="module")
def first_run(folder: Path, real: bytes) -> subprocess.CompletedProcess[str]:
    assert real
    return demo(folder)


def demo(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "registry", "demo", "--no-serve", "--data", str(folder)]
    wide = os.environ | {"COLUMNS": "220"}
    return subprocess.run(
        command, capture_output=True, text=True, timeout=180, check=False, env=wide
    )


def counts(folder: Path) -> Counts:
    book = sqlite3.connect(folder / "demo.sqlite")
    try:
        tables = ("episode", "course_entry", "snapshot", "submission")
        found = {t: book.execute(f"SELECT COUNT(*) FROM {t}").fetchone()[0] for t in tables}  # noqa: S608
    finally:
        book.close()
    return found


def test_the_demo_answers_three_questions(first_run: subprocess.CompletedProcess[str]) -> None:
    assert (first_run.returncode, first_run.stderr) == (0, "")
    assert first_run.stdout.count(" asks: ") == 3
    for word in ("Rejected", "Accepted", "of accepted", "of infused"):
        assert word in first_run.stdout
    for explained in ("sealed, at least 11", "not included yet", "Not open yet"):
        assert explained in first_run.stdout


def test_the_demo_played_fifteen_hundred_patients_and_fourteen_releases(
    first_run: subprocess.CompletedProcess[str], folder: Path
) -> None:
    assert first_run.returncode == 0
    found = counts(folder)
    assert found["episode"] >= 1_500
    assert found["course_entry"] > 5 * found["episode"]
    assert found["snapshot"] == 14


def latest(folder: Path) -> FrozenSnapshot:
    """The newest snapshot of the demo."""
    book = sqlite3.connect(folder / "demo.sqlite")
    try:
        query = "SELECT body, digest FROM snapshot ORDER BY number DESC LIMIT 1"
        body, digest = book.execute(query).fetchone()
    finally:
        book.close()
    return thaw(body.encode(), digest)


def test_each_number_of_the_demo_is_the_same_in_graphql_csv_json_and_parquet(
    first_run: subprocess.CompletedProcess[str], folder: Path
) -> None:
    assert first_run.returncode == 0
    frozen = latest(folder)
    assert {view: differences(view, frozen) for view in VIEWS} == {view: [] for view in VIEWS}
    assert sum(count(view, frozen) for view in VIEWS) > 1_500


def test_a_demo_beside_a_real_registry_does_not_touch_it(
    first_run: subprocess.CompletedProcess[str], folder: Path, real: bytes
) -> None:
    assert first_run.returncode == 0
    assert (folder / "registry.sqlite").read_bytes() == real


def test_a_demo_ends_when_nobody_reads_on(
    first_run: subprocess.CompletedProcess[str], folder: Path
) -> None:
    assert first_run.returncode == 0
    command = f"{' '.join(RUN)} demo --no-serve --data {folder} | head -n 1"
    said = subprocess.run(
        ["/bin/bash", "-c", command], capture_output=True, text=True, timeout=180, check=False
    )
    assert "asks" in said.stdout
    assert said.stderr == ""


def test_a_second_run_in_the_same_folder_keeps_what_is_there(
    first_run: subprocess.CompletedProcess[str], folder: Path
) -> None:
    before = counts(folder)
    again = demo(folder)
    assert (again.returncode, again.stdout.count(" asks: ")) == (first_run.returncode, 3)
    after = counts(folder)
    assert after["snapshot"] == before["snapshot"]
    assert after["submission"] == before["submission"] + 1


def test_the_demo_names_the_command_that_verifies_its_own_log(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    *words, key = verifying(settings, "http://127.0.0.1:8000").split()
    assert words == ["he-registry", "verify", "http://127.0.0.1:8000", "--key"]
    assert parse_verifier_key(key) == LogSigner(settings.log_origin, settings.log_key).key
