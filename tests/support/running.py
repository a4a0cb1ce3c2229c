"""A running registry for tests: real application, real database, a clock that tests set."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import count
from typing import Any

import httpx

from registry.app import House, build_house, create_app
from registry.intake.register import enter_directory
from registry.intake.tools import Envelope
from registry.model.parties import Authority, Centre, Organisation
from registry.model.source import Source
from registry.model.submission import Sender
from registry.settings import Settings

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


def counted_bytes() -> Callable[[int], bytes]:
    """Bytes that look random and are the same in every run."""
    numbers = count()

    def draw(size: int) -> bytes:
        return sha256(str(next(numbers)).encode()).digest()[:size]

    return draw


class Running:
    """A registry with its HTTP side, as its users meet it."""

    def __init__(self, house: House, http: httpx.AsyncClient, clock: "Calendar") -> None:
        self.house = house
        self.http = http
        self.clock = clock
        self.keys: dict[str, str] = {}

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

    async def publish(self, on: date) -> None:
        """The board publishes on a day; the clock moves there first."""
        self.clock.today = on
        await self.house.publish(on, "board")


class Calendar:
    """A clock that stands still until a test moves it."""

    def __init__(self, today: date) -> None:
        self.today = today

    def __call__(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 12, tzinfo=UTC)


@asynccontextmanager
async def running_registry(database_url: str, today: date) -> AsyncIterator[Running]:
    """A registry on a fresh database, with two fictional universities and their keys."""
    clock, random_bytes = Calendar(today), counted_bytes()
    house = build_house(Settings(database_url, bytes(range(32))), clock, random_bytes)
    await house.database.start()
    await house.prepare()
    await enter_directory(house.database, FICTIONAL, Envelope(OPERATOR, clock()), "fictional world")
    app: Any = create_app(house)
    async with app.lifespan():
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://registry.test") as http:
            running = Running(house, http, clock)
            for sponsor in (UNIVERSITY, OTHER_UNIVERSITY):
                issued = await house.doorkeeper.issue(sponsor, clock(), "operator", random_bytes)
                running.keys[sponsor] = issued.token
            yield running
