"""A registry with one programme, asked drawn questions by a sponsor, from synchronous code."""

import asyncio
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import httpx
from running import UNIVERSITY, Running, running_registry
from sending import everything, notices, pseudonyms, register, send

from registry.storage.rates import forget_rates
from registry.storage.touches import CONTENT_READ, DUE_READ, RECORD_READ
from registry_graphql.sponsor.schema import sponsor_schema
from tests.fuzz.bounds import check_answer
from tests.fuzz.requests import Request, requests

BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
PATIENT, NEW = pseudonyms(2)
SCHEMA = sponsor_schema()._schema
ALWAYS_LATER = 2**62
NOTHING: Request = ("{ __typename }", {})
CHANGED = ("Accepted", "Recorded")
QUESTIONS = requests(SCHEMA, ("THE-PROGRAMME", PATIENT, NEW))


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
        text = json.dumps(dict(zip(("query", "variables"), drawn, strict=True)))
        headers = {
            "Authorization": f"Bearer {registry.keys[UNIVERSITY]}",
            "Content-Type": "application/json",
        }
        body = text.replace("THE-PROGRAMME", programme).encode()
        answer = await registry.http.post("/sponsor/graphql", content=body, headers=headers)
        return answer, await everything(registry.house.database)

    def check(self, drawn: Request) -> None:
        """A question is answered, and changes nothing unless it is accepted."""
        _, before = self.runner.run(self.ask(NOTHING))
        answer, after = self.runner.run(self.ask(drawn))
        body = check_answer(answer)
        if not any(word in json.dumps(body.get("data")) for word in CHANGED):
            assert without_reads(after) == without_reads(before)


@contextmanager
def playing() -> Iterator[Play]:
    """Such a registry, for a while."""
    with asyncio.Runner() as runner, tempfile.TemporaryDirectory() as folder:
        play = Play(runner)
        running = runner.get_loop().create_task(play.run(Path(folder)))
        runner.run(play.ask(NOTHING))
        yield play
        play.over.set()
        runner.run(asyncio.wait_for(running, 10))


def without_reads(stored: dict[str, list[str]]) -> dict[str, list[str]]:
    """Everything but the notes that somebody read, which are no change (decision record 0097)."""
    reads = (RECORD_READ, CONTENT_READ, DUE_READ)
    told = [row for row in stored["audit_event"] if not any(f"'{read}'" in row for read in reads)]
    return stored | {"audit_event": told}
