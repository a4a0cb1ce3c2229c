"""Drawn requests to the sponsor surface: no fault, no echo, and nothing changes when refused."""

import asyncio
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from running import UNIVERSITY, Running, running_registry
from sending import everything, notices, pseudonyms, register, send

from registry.storage.rates import forget_rates
from registry.storage.touches import CONTENT_READ, DUE_READ, RECORD_READ
from registry_graphql.sponsor.schema import sponsor_schema
from tests.fuzz.bounds import bounded, check_answer
from tests.fuzz.requests import Request, requests

BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
PATIENT, NEW = pseudonyms(2)
SCHEMA = sponsor_schema()._schema
ALWAYS_LATER = 2**62
CHANGED = ("Accepted", "Recorded")


class Play:
    """One registry with one programme, asked from synchronous tests."""

    def __init__(self, runner: asyncio.Runner) -> None:
        self.runner = runner
        self.over = asyncio.Event()
        self.begun: asyncio.Future[tuple[Running, str]] = runner.get_loop().create_future()

    async def run(self, folder: Path) -> None:
        """Keep the registry running until it is over; begun and ended in one task."""
        async with running_registry(f"sqlite:///{folder}/registry.sqlite", BEGAN) as registry:
            registry.clock.today = MARCH
            programme = await register(registry.house, BEGAN)
            await send(registry.house, programme, MARCH, notices([PATIENT]))
            await registry.send("{ __typename }")  # from now on the key was used today
            self.begun.set_result((registry, programme))
            await self.over.wait()

    async def ask(self, drawn: Request) -> tuple[httpx.Response, dict[str, list[str]]]:
        """The answer to a drawn request, and everything that is stored after it."""
        registry, programme = await self.begun
        await forget_rates(
            registry.house.database, ALWAYS_LATER
        )  # the clock stands still, so no rate fills up again
        text = json.dumps({"query": drawn.query, "variables": drawn.variables})
        headers = {
            "Authorization": f"Bearer {registry.keys[UNIVERSITY]}",
            "Content-Type": "application/json",
        }
        body = text.replace("THE-PROGRAMME", programme).encode()
        answer = await registry.http.post("/sponsor/graphql", content=body, headers=headers)
        return answer, await everything(registry.house.database)


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    with asyncio.Runner() as runner:
        play = Play(runner)
        running = runner.get_loop().create_task(play.run(tmp_path_factory.mktemp("fuzz")))
        runner.run(play.ask(Request("{ __typename }", {})))
        yield play
        play.over.set()
        runner.run(asyncio.wait_for(running, 10))


@given(drawn=requests(SCHEMA, ("THE-PROGRAMME", PATIENT, NEW)))
@bounded(120)
def test_any_request_is_answered_and_changes_nothing_unless_it_is_accepted(
    play: Play, drawn: tuple[str, Request]
) -> None:
    _, before = play.runner.run(play.ask(Request("{ __typename }", {})))
    answer, after = play.runner.run(play.ask(drawn[1]))
    body = check_answer(answer)
    if not any(word in json.dumps(body.get("data")) for word in CHANGED):
        assert without_reads(after) == without_reads(before)


def without_reads(stored: dict[str, list[str]]) -> dict[str, list[str]]:
    """Everything but the notes that somebody read, which are no change (decision record 0097)."""
    reads = (RECORD_READ, CONTENT_READ, DUE_READ)
    told = [row for row in stored["audit_event"] if not any(f"'{read}'" in row for read in reads)]
    return stored | {"audit_event": told}
