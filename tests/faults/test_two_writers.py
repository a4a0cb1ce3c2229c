"""Two processes write into one database: neither loses anything, and there is one order."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import Server
from running import sealing_of_tests

from registry.storage.engine import open_database
from registry.storage.vault import read_episodes
from tests.chaos.laws import broken
from tests.faults.writing_at_once import SUBMISSIONS, WRITERS

pytestmark = [pytest.mark.anyio, pytest.mark.thorough]

ROOT = Path(__file__).parents[2]


@pytest.fixture
def urls(postgres: Server, tmp_path: Path) -> Iterator[list[str]]:
    """An empty database of each kind."""
    with postgres.empty() as url:
        yield [f"sqlite:///{tmp_path}/registry.sqlite", url]


async def test_two_processes_that_send_at_once_are_both_served_in_one_order(
    urls: list[str],
) -> None:
    for url, told in zip(urls, sent(urls), strict=True):
        assert [len(each) for each in told] == [SUBMISSIONS] * WRITERS
        numbers = [number for each in told for pair in each for number in pair]
        assert sorted(numbers) == list(range(1, 2 * SUBMISSIONS * WRITERS + 1))
        await stored(url, len(numbers))


def sent(urls: list[str]) -> list[list[list[list[int]]]]:
    """For each database what each process was answered."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.writing_at_once", *urls],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": "tests/support:graphql"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    found: list[list[list[list[int]]]] = json.loads(done.stdout)
    return found


async def stored(url: str, patients: int) -> None:
    """So many patients are there, and every law holds."""
    database = open_database(url, sealing_of_tests())
    await database.start()
    assert len(await read_episodes(database)) == patients
    assert await broken(database) == []
    await database.stop()
