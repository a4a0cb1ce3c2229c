"""A public node over 10,000 sealed groups, and its readers."""

import asyncio
import subprocess
from pathlib import Path

import httpx
from commands import RUN, answers, environment, free_port, until
from large_snapshot import large_folder
from logs import KEY

from tests.benchmarks.measure import Spread, rounds_within, seconds_used_by, spread_of

GROUPS, READERS, ROUNDS = 10_000, 16, 12
DIMENSIONS = ("COUNTRY", "DISEASE", "PERIOD", "PRODUCT", "SPONSOR", "AGE_CLASS")


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
        self.seconds = seconds_used_by(self.process.pid)

    @property
    def mebibytes(self) -> float:
        """Peak resident memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        (peak,) = [line for line in status if line.startswith("VmHWM")]
        return int(peak.split()[1]) / 1024

    def stop(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()


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


def node_spreads(folder: Path, most: int, budget: float) -> tuple[Spread, Spread]:
    """Seconds until a node answers, and its peak in MiB after its readers have asked."""
    large_folder(folder, GROUPS)
    told = [started(folder) for _ in rounds_within(budget, most)]
    seconds, mebibytes = zip(*told, strict=True)
    return spread_of(seconds), spread_of(mebibytes)


def started(folder: Path) -> tuple[float, float]:
    """The same of one node."""
    node = Node(folder)
    try:
        asyncio.run(load(node.address))
        return node.seconds, node.mebibytes
    finally:
        node.stop()
