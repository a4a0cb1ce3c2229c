"""Readers and sponsors who ask a server, one thing after the other, and note how long they waited.

Each has an address of its own, as a proxy in front would tell it, and its own connection.
"""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from functools import cache
from random import Random

import httpx
from msgspec import Struct
from sending import notices, pseudonyms

from registry.client import RegistryClient
from registry.errors import RegistryUnreachable
from registry.model.submission import Accepted, SubmissionBatch
from registry.patience import Patience, patiently
from tests.benchmarks.http_ratios import question
from tests.load.world import lines, rows

PATIENCE = 60.0
PAUSE = (0.5, 1.5)
"""Seconds between an answer and the next question: once a second, on average."""
NEW_PATIENTS, BULK, BULK_EVERY, LONG_AGO = 5, 50, 5, timedelta(days=3 * 365)
PAGES = ("/", "/centres", "/products", "/products/{product}", "/products/{product}", "/failures",
         "/releases", "/data", "/es", "/static/site.css", "/centres?q=tarn+{number}")  # fmt: skip
KEPT = tuple(f"/graphql{question(each)}" for each in ("what-works", "how-safe", "what-failed"))
FILES = ("/r/2/efficacy.csv", "/r/2/survival.csv", "/r/latest/safety.csv", "/r/2/codebook.csv",
         "/r/2/snapshot.json", "/log/checkpoint")  # fmt: skip
LIVE = (
    "{{ a{number}: efficacy(by: [COUNTRY]) {{ totalCount edges {{ node {{ groups accepted {{ value "
    "withheld {{ text }} }} }} }} }} }}"
)


class Waited(Struct, frozen=True):
    """What somebody asked for, when (seconds of a steady clock), how long they waited, and what was
    wrong with the answer."""

    kind: str
    begun: float
    seconds: float
    fault: str = ""


class Notes:
    """What everybody waited for, and whether they stop."""

    def __init__(self) -> None:
        self.waited: list[Waited] = []
        self.is_over = False

    async def ask(self, kind: str, work: Callable[[], Awaitable[str]]) -> None:
        """Do something that says what was wrong, and note it."""
        begun = time.monotonic()
        try:
            fault = await work()
        except (httpx.HTTPError, RegistryUnreachable) as error:
            fault = f"{type(error).__name__}: {error}"
        self.waited.append(Waited(kind, begun, time.monotonic() - begun, fault))


@cache
def certificates() -> ssl.SSLContext:
    """Read once: nothing here speaks TLS, but each client would read them for itself."""
    return httpx.create_ssl_context()


def client(address: str, number: int) -> httpx.AsyncClient:
    """Somebody with an address of their own."""
    asker = {"X-Forwarded-For": f"10.0.{number // 250}.{1 + number % 250}"}
    return httpx.AsyncClient(
        base_url=address,
        headers=asker,
        timeout=PATIENCE,
        follow_redirects=True,
        trust_env=False,
        verify=certificates(),
    )


async def reader(address: str, number: int, products: Sequence[str], notes: Notes) -> None:
    """Pages, questions and files, mixed: of twenty requests twelve, five and three."""
    chance, count = Random(number), 0  # noqa: S311 - nothing here is a secret
    async with client(address, number) as http:
        await asyncio.sleep(chance.uniform(0, 1))
        while not notes.is_over:
            count += 1
            told = {"number": number * 1_000_000 + count, "product": chance.choice(products)}
            kind = chance.choices(("page", "kept question", "question", "file"), (12, 2, 3, 3))[0]
            if kind == "question":
                body = {"query": LIVE.format(**told)}
                asked = http.build_request("POST", "/graphql", json=body)
            else:
                paths = {"page": PAGES, "kept question": KEPT, "file": FILES}[kind]
                asked = http.build_request("GET", chance.choice(paths).format(**told))
            await notes.ask(kind, lambda asked=asked: answered(http, asked))  # type: ignore[misc]
            await asyncio.sleep(chance.uniform(*PAUSE))


async def answered(http: httpx.AsyncClient, asked: httpx.Request) -> str:
    """What was wrong with an answer."""
    answer = await http.send(asked)
    if answer.status_code != 200:
        return f"{answer.status_code} at {asked.url.path}"
    wrong = asked.url.path == "/graphql" and "errors" in answer.json()
    return f"errors at {asked.url.path}" if wrong else ""


async def submitter(
    address: str, number: int, key: str, programme: str, today: date, notes: Notes
) -> None:
    """A sponsor's program: new patients by GraphQL, and every fifth time a stream of old ones."""
    chance, first = Random(-1 - number), (0xB0 + number) << 40  # noqa: S311
    async with client(address, 1000 + number) as http:
        sponsor = RegistryClient(http, key)
        await asyncio.sleep(chance.uniform(0, 1))
        while not notes.is_over:
            first += BULK
            if first // BULK % BULK_EVERY:
                patients = notices(pseudonyms(NEW_PATIENTS, first), f"{today:%Y-%m}")
                batch = SubmissionBatch(programme, tuple(patients))
                await notes.ask("submission", lambda b=batch: sent(sponsor, b))  # type: ignore[misc]
            else:
                body = lines(programme, rows(BULK, first, today - LONG_AGO))
                await notes.ask("stream", lambda b=body: streamed(http, key, b))  # type: ignore[misc]
            await asyncio.sleep(chance.uniform(*PAUSE))


async def sent(sponsor: RegistryClient, batch: SubmissionBatch) -> str:
    """What was wrong with the answer to a batch."""
    answer = await sponsor.submit_outcomes(batch)
    return "" if isinstance(answer, Accepted) else "a batch was rejected"


async def streamed(http: httpx.AsyncClient, key: str, body: bytes) -> str:
    """What was wrong with the answer to a stream."""
    told = {"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"}
    answer = await patiently(
        lambda: http.post("/sponsor/submissions", content=body, headers=told), Patience()
    )
    return "" if answer.status_code == 200 else f"{answer.status_code} to a stream"
