"""Sixteen clients at once: nobody waits much longer than the others."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from running import Running, running_registry
from sending import notices, pseudonyms, register

from registry.client import as_input
from registry.model.submission import SubmissionBatch

pytestmark = pytest.mark.anyio

CLIENTS, EACH, ROUNDS, FIRST = 16, 25, 3, 0xA10000
BEGAN = date(2027, 3, 10)
SUBMIT = """mutation ($input: SubmissionBatchInput!) {
  submitOutcomes(input: $input) { __typename }
}"""


@pytest.fixture
async def registry(tmp_path: Path) -> AsyncIterator[Running]:
    async with running_registry(f"sqlite:///{tmp_path / 'r.sqlite'}", BEGAN) as running:
        yield running


async def waits(registry: Running, programme: str, first: int) -> list[float]:
    """Seconds each single submission took, from one client."""
    found = []
    for pseudonym in pseudonyms(EACH, first):
        batch = SubmissionBatch(programme, tuple(notices([pseudonym])))
        begun = time.perf_counter()
        answer = await registry.send(SUBMIT, input=as_input(batch))
        found.append(time.perf_counter() - begun)
        assert answer.json()["data"]["submitOutcomes"]["__typename"] == "Accepted"
    return found


async def test_the_slowest_of_a_hundred_waits_at_most_three_times_the_median(
    registry: Running,
) -> None:
    programme = await register(registry.house, BEGAN)
    await waits(registry, programme, FIRST)
    found: list[float] = []
    while min(found, default=4) > 3 and len(found) < ROUNDS:
        found.append(await spread(registry, programme, len(found)))
    assert min(found) <= 3, f"p99 is {min(found):.2f} times p50"


async def spread(registry: Running, programme: str, round_: int) -> float:
    """The 99th percentile over the median of what every client waited."""
    first = FIRST + EACH * (1 + round_ * CLIENTS)
    clients = (waits(registry, programme, first + EACH * n) for n in range(CLIENTS))
    found = sorted(wait for some in await asyncio.gather(*clients) for wait in some)
    return found[len(found) * 99 // 100] / found[len(found) // 2]
