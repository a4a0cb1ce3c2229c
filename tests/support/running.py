"""A running registry for tests: real application, real database, a clock that tests set."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date
from functools import cached_property
from secrets import token_bytes
from typing import Any

import httpx
from databases import spare_making_tables
from lent import Calendar as Calendar
from lent import CountedBytes, Seat, lent

from anonymise.keys import KeyRing
from registry.access.because import Because
from registry.access.keys import Terms
from registry.app import House
from registry.intake.register import enter_directory
from registry.intake.tools import Envelope
from registry.model.parties import Authority, Centre, Organisation
from registry.model.source import Source
from registry.model.submission import Sender
from registry.settings import FrontSettings, ProviderSettings, Settings
from registry.storage.sealing import Sealing

ROOT_KEY, LOG_KEY = bytes(range(32)), bytes(range(32, 64))
QUICK = (64, 1, 1)
HOST = "registry.test"
OPERATOR = Sender("", "operator")
UNIVERSITY, OTHER_UNIVERSITY = "university-of-tarn", "university-of-ostra"
HOSPITAL = "tarn-hospital"
AUTHORITY = "tarn-medicines-authority"

FICTIONAL = (
    Organisation(UNIVERSITY, "University of Tarn (fictional)", "ES", synthetic=True),
    Organisation(OTHER_UNIVERSITY, "University of Ostra (fictional)", "DE", synthetic=True),
    Centre(HOSPITAL, UNIVERSITY, "Tarn Hospital (fictional)", "Tarn", "ES", synthetic=True),
    Authority(
        AUTHORITY,
        "Tarn Medicines Authority (fictional)",
        "TMA",
        "ES",
        "https://tarn.example",
        "yes",
        "fictional",
        True,
        Source("fictional", verified=False),
        synthetic=True,
    ),
)


def counted_bytes(first: int = 0) -> CountedBytes:
    """Bytes that look random and are the same in every run; another beginning gives others."""
    return CountedBytes(first)


class Site:
    """The application of a registry, taken when somebody first asks it: many tests never do."""

    def __init__(self, seat: Seat, runs: AsyncExitStack) -> None:
        self.seat, self.runs = seat, runs
        self.opening, self.is_open = asyncio.Lock(), False

    @cached_property
    def built(self) -> Any:
        """The application itself."""
        return self.seat.application()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.built, name)

    async def opened(self) -> None:
        """Let the application run until the registry ends."""
        async with self.opening:
            if not self.is_open:
                await self.runs.enter_async_context(self.built.lifespan())
                self.is_open = True

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer as the application does."""
        await self.opened()
        await self.built(scope, receive, send)


class Running:
    """A registry with its HTTP side, as its users meet it."""

    def __init__(self, app: Site, house: House, http: httpx.AsyncClient, clock: Calendar) -> None:
        self.app = app
        self.house = house
        self.http = http
        self.clock = clock
        self.keys: dict[str, str] = {}
        self.diary: list[tuple[date, Callable[[date], Awaitable[object]]]] = []

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data of a public query."""
        answer = await self.http.post("/graphql", json={"query": query, "variables": variables})
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]  # type: ignore[no-any-return]

    async def send(
        self, document: str, sponsor: str = UNIVERSITY, **variables: Any
    ) -> httpx.Response:
        """A sponsor's request, with its key."""
        return await self.http.post(
            "/sponsor/graphql",
            json={"query": document, "variables": variables},
            headers={"Authorization": f"Bearer {self.keys[sponsor]}"},
        )

    async def ask_raw(self, path: str, content: str, sponsor: str = UNIVERSITY) -> httpx.Response:
        """Whatever a sponsor may send, as it is."""
        headers = {"Authorization": f"Bearer {self.keys[sponsor]}"}
        headers |= {"Content-Type": "application/json"}
        if path.endswith("submissions"):
            headers |= {"Content-Type": "application/x-ndjson"}
        return await self.http.post(path, content=content, headers=headers)

    def plan(self, day: date, act: Callable[[date], Awaitable[object]]) -> None:
        """Do something on a day to come; the log takes nothing of days gone by."""
        self.diary.append((day, act))

    async def reach(self, day: date) -> None:
        """Let the calendar come to a day, with what was planned on the way, late plans at once."""
        due = sorted((entry for entry in self.diary if entry[0] <= day), key=lambda entry: entry[0])
        self.diary = [entry for entry in self.diary if entry not in due]
        for planned, act in due:
            self.clock.today = max(planned, self.clock.today)
            await act(self.clock.today)
        self.clock.today = day

    async def publish(self, on: date) -> None:
        """The board publishes on a day; the calendar moves there first."""
        await self.reach(on)
        await self.house.publish(on, "board")


def sealing_of_tests() -> Sealing:
    """What opens the database of a registry of these tests."""
    return Sealing.of(KeyRing(ROOT_KEY), token_bytes)


def settings_at(
    database_url: str, provider: ProviderSettings | None = None, approvers: int = 0
) -> Settings:
    """An installation whose passwords cost next to nothing."""
    return Settings(
        database_url,
        ROOT_KEY,
        LOG_KEY,
        approvers,
        password_cost=QUICK,
        provider=provider,
        front=FrontSettings(hosts=(HOST,)),
    )


@asynccontextmanager
async def running_registry(
    database_url: str,
    today: date,
    provider: ProviderSettings | None = None,
    approvers: int = 0,
) -> AsyncIterator[Running]:
    """A registry on a fresh database, with two fictional universities and their keys."""
    spare_making_tables(database_url)
    async with AsyncExitStack() as runs:
        seat = runs.enter_context(lent(settings_at(database_url, provider, approvers)))
        house, clock = seat.house, seat.clock
        clock.today = today
        await house.database.start()
        runs.push_async_callback(house.database.stop)
        await house.prepare()
        await enter_directory(
            house.intake, FICTIONAL, Envelope(OPERATOR, clock()), "fictional world"
        )
        app = Site(seat, runs)
        transport = httpx.ASGITransport(app=app)
        http = httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}")
        running = Running(app, house, await runs.enter_async_context(http), clock)
        for sponsor in (UNIVERSITY, OTHER_UNIVERSITY):
            because = Because("operator", clock())
            issued = await house.doorkeeper.issue(Terms(sponsor), because, seat.draws)
            running.keys[sponsor] = issued.token
        yield running
