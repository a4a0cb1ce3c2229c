"""A public node over 10,000 sealed groups: how soon it answers, and in how much memory."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from commands import RUN, answers, environment, free_port, until
from large_snapshot import large_folder
from logs import KEY

GROUPS, MOST_MEBIBYTES, MOST_SECONDS, READERS, ROUNDS = 10_000, 300, 3, 16, 12
DIMENSIONS = ("COUNTRY", "DISEASE", "PERIOD", "PRODUCT", "SPONSOR", "AGE_CLASS")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return large_folder(tmp_path_factory.mktemp("node"), GROUPS)


class Node:
    """A node in a process of its own, and the processor time it took until it answered."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        words = ["serve", "--public-only", str(folder), "--log-key", KEY.encoded]
        self.process = subprocess.Popen(
            [*RUN, *words, "--port", str(port)], env=environment(), stderr=subprocess.DEVNULL
        )
        self.address = f"http://127.0.0.1:{port}"
        until(lambda: answers(f"{self.address}/health/ready"))
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        self.seconds = (int(fields[11]) + int(fields[12])) / 100

    @property
    def mebibytes(self) -> float:
        """Peak resident memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        (peak,) = [line for line in status if line.startswith("VmHWM")]
        return int(peak.split()[1]) / 1024


@pytest.fixture(scope="module")
def node(folder: Path) -> Iterator[Node]:
    running = Node(folder)
    yield running
    running.process.kill()
    running.process.wait()


async def load(address: str) -> None:
    """Readers who ask pages, questions over all groups and the snapshot's own file at once."""
    async with httpx.AsyncClient(base_url=address, timeout=60) as http:

        async def reader(number: int) -> None:
            for turn in range(ROUNDS):
                by = DIMENSIONS[(number + turn) % len(DIMENSIONS)]
                query = f"{{ a{number}x{turn}: efficacy(by: [{by}]) {{ totalCount }} }}"
                answer = await http.post("/graphql", json={"query": query})
                assert "errors" not in answer.raise_for_status().json()
                (await http.get("/")).raise_for_status()
            if number < 2:
                (await http.get("/r/1/snapshot.json")).raise_for_status()

        await asyncio.gather(*(reader(number) for number in range(READERS)))


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
