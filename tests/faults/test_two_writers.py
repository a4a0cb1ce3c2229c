"""Two processes write into one database: neither loses anything, and there is one order."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from registry.storage.engine import Database
from registry.storage.vault import read_episodes
from tests.chaos.laws import broken
from tests.faults.writing_at_once import SUBMISSIONS, WRITERS

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]


async def test_two_processes_that_send_at_once_are_both_served_in_one_order(
    database: Database, empty_url: str
) -> None:
    done = subprocess.run(  # noqa: ASYNC221
        [sys.executable, "-m", "tests.faults.writing_at_once", empty_url],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": "tests/support:graphql"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [len(each) for each in told] == [SUBMISSIONS] * WRITERS, done.stderr
    numbers = [number for each in told for pair in each for number in pair]
    assert sorted(numbers) == list(range(1, 2 * SUBMISSIONS * WRITERS + 1))
    assert len(await read_episodes(database)) == len(numbers)
    assert await broken(database) == []
