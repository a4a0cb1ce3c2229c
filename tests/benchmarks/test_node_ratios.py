"""A public node over 10,000 sealed groups: how soon it answers, and in how much memory."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from large_snapshot import large_folder

from tests.benchmarks.node import GROUPS, Node, load

MOST_MEBIBYTES, MOST_SECONDS = 300, 3


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return large_folder(tmp_path_factory.mktemp("node"), GROUPS)


@pytest.fixture(scope="module")
def node(folder: Path) -> Iterator[Node]:
    running = Node(folder)
    yield running
    running.stop()


def test_a_node_of_10_000_groups_answers_after_three_seconds_of_work(node: Node) -> None:
    assert node.seconds < MOST_SECONDS, f"it took {node.seconds:.1f} s of processor time"


def test_a_node_of_10_000_groups_stays_under_300_mebibytes_under_load(node: Node) -> None:
    asyncio.run(load(node.address))
    assert node.mebibytes < MOST_MEBIBYTES, f"{node.mebibytes:.0f} MiB"


PLAIN = """
import json, sys, time
from pathlib import Path
from hashlib import sha256
import msgspec
from registry.snapshot import Snapshot
from registry.thawing import thaw_onto
body = Path(sys.argv[1]).read_bytes()
digest = sha256(body).hexdigest()
begun = time.process_time()
shown = thaw_onto(body, digest, None)
ours = time.process_time() - begun
del shown
begun = time.process_time()
shown = msgspec.json.decode(body, type=Snapshot)
print(json.dumps([ours, time.process_time() - begun]))
"""


def test_reading_a_snapshot_in_pieces_is_no_slower_than_in_one(folder: Path) -> None:
    """The collector rests meanwhile; the plain way is searched for circles again and again."""
    ratios = []
    for _ in range(3):
        run = subprocess.run(
            [sys.executable, "-c", PLAIN, str(folder / "r/1/snapshot.json")],
            capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        ours, plain = json.loads(run.stdout)
        ratios.append(ours / plain)
    assert min(ratios) < 1.2, f"reading in pieces takes {min(ratios):.2f} times as long"
