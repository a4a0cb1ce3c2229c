"""A snapshot that comes is made ready while the last one is shown, and shown within a bound."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from threading import Event
from typing import Any

import httpx
import pytest
from msgspec import structs

from registry.archive import Archive
from registry.exports.release import entity_tag
from registry.public_app import CachedApp, public_handlers
from registry.readying import Readying, spared
from registry.repeated import ask
from registry.shelf import Shelf, ahead_with
from registry.snapshot import FrozenSnapshot, freeze
from registry.web.public.drawn import Drawn
from registry.web.public.ready import Files
from tests.load.clients import KEPT
from tests.views.example import frozen

pytestmark = pytest.mark.anyio

FIRST = frozen()
COOKIE = {"cookie": "balancer=1"}
QUERY = {"query": "{ snapshot { number digest } }"}


def after(earlier: FrozenSnapshot, **changes: Any) -> FrozenSnapshot:
    """The next snapshot."""
    number = earlier.snapshot.number + 1
    changes |= {"number": number, "predecessor": earlier.digest}
    return freeze(structs.replace(earlier.snapshot, **changes))


SECOND = after(FIRST)
THIRD = after(SECOND)


class Site:
    """The public side with a snapshot on its shelf, and a reader of it."""

    def __init__(self, most_seconds: float = 20) -> None:
        self.shelf = Shelf(FIRST, most_seconds)
        self.files, self.drawn = Files(), Drawn()
        self.app = CachedApp(
            self.shelf,
            route_handlers=public_handlers(
                Archive(self.shelf.read), self.files, self.drawn, lambda: "error-1"
            ),
            openapi_config=None,
        )
        self.readying = Readying(self.shelf, self.files, "")
        transport: Any = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://registry.test")
        self.busy = Event()

    def hold_drawings(self) -> None:
        """Let nothing be drawn ahead until `busy` is over."""
        self.drawn.ahead.submit(self.busy.wait, 10)

    async def show(self, frozen: FrozenSnapshot) -> None:
        """Bring a snapshot, and wait until it is shown."""
        self.shelf.bring(frozen)
        await until(lambda: self.shelf.current is frozen)

    async def ask(self, path: str, times: int = 1, **told: Any) -> httpx.Response:
        """The last of so many answers to the same question."""
        answers = [await self.http.get(path, **told) for _ in range(times)]
        return answers[-1]


@asynccontextmanager
async def running(most_seconds: float = 20) -> AsyncIterator[Site]:
    site = Site(most_seconds)
    async with AsyncExitStack() as runs:
        runs.callback(site.busy.set)
        await runs.enter_async_context(site.http)
        await runs.enter_async_context(site.readying.runs(site.app))
        yield site


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.005)


async def nobody(*_: Any) -> None:
    raise AssertionError("asked what should be kept")


@pytest.mark.parametrize("path", ["/", "/es/products/aurocel", "/centres?q=tarn", KEPT[1]])
async def test_what_was_asked_again_is_there_when_the_new_one_is_shown(path: str) -> None:
    async with running() as site:
        await site.ask(path, 2)
        await site.show(SECOND)
        site.app.front.app = nobody
        found = await site.ask(path)
    another = Site()
    another.shelf.put(SECOND)
    asked = await another.ask(path)
    assert (found.status_code, found.content) == (asked.status_code, asked.content)
    assert found.headers == asked.headers


async def test_a_question_that_was_posted_is_there_too_and_is_of_the_new_one() -> None:
    async with running() as site:
        for _ in range(2):
            await site.http.post("/graphql", json=QUERY)
        await site.show(SECOND)
        site.app.front.app = nobody
        told = (await site.http.post("/graphql", json=QUERY)).json()["data"]["snapshot"]
    assert told == {"number": SECOND.snapshot.number, "digest": SECOND.digest}


async def test_what_nobody_asked_again_is_not_made() -> None:
    async with running() as site:
        for path in ("/", "/releases", "/centres?q=tarn"):
            await site.ask(path)
        await site.show(SECOND)
        assert not [key for key in site.app.front.kept.entries if SECOND.digest.encode() in key]
        await site.ask("/")
        await site.show(THIRD)
        assert not [key for key in site.app.front.kept.entries if THIRD.digest.encode() in key]


async def test_for_readers_with_a_cookie_pages_are_drawn() -> None:
    async with running() as site:
        await site.ask("/products/aurocel", headers=COOKIE)
        await site.show(SECOND)
        assert f"{SECOND.digest} en  /products/aurocel".encode() in site.drawn.kept.entries


async def test_the_files_that_were_asked_for_are_made() -> None:
    async with running() as site:
        await site.ask("/r/4/efficacy.csv")
        await site.show(SECOND)
        asked, other = (
            site.files.holds(entity_tag(SECOND.digest, "", path))
            for path in ("efficacy.csv", "safety.csv")
        )
    assert (asked, other) == (True, False)


async def test_the_last_one_is_shown_until_the_new_one_is_ready() -> None:
    async with running() as site:
        await site.ask("/", 2)
        site.hold_drawings()
        site.shelf.bring(SECOND)
        await until(lambda: bool(site.drawn.flights.under_way))
        for _ in range(3):
            assert FIRST.digest in (await site.ask("/")).text
            told = (await site.http.post("/graphql", json=QUERY)).json()["data"]["snapshot"]
            assert told == {"number": FIRST.snapshot.number, "digest": FIRST.digest}
            assert (await site.ask(f"/r/{SECOND.snapshot.number}/efficacy.csv")).status_code == 404
        site.busy.set()
        await until(lambda: site.shelf.current is SECOND)
        assert SECOND.digest in (await site.ask("/")).text


async def test_a_reader_of_the_last_one_waits_for_no_drawing_of_the_new_one() -> None:
    async with running() as site:
        await site.ask("/", 2)
        site.hold_drawings()
        site.shelf.bring(SECOND)
        await until(lambda: bool(site.drawn.flights.under_way))
        async with asyncio.timeout(5):
            assert FIRST.digest in (await site.ask("/releases")).text
        assert site.shelf.current is FIRST


async def test_it_is_shown_in_time_whatever_takes_long() -> None:
    async with running(most_seconds=0.1) as site:
        await site.ask("/", 2)
        site.hold_drawings()
        await site.show(SECOND)
        assert not site.busy.is_set()


async def test_what_cannot_be_made_stops_nothing() -> None:
    async with running() as site:
        await site.ask("/products/aurocel", 3)
        await site.ask("/", 2)
        empty = structs.replace(FIRST.snapshot.directory, products=(), approvals=(), offers=())
        await site.show(after(FIRST, directory=empty, programmes=(), groups=()))
        assert (await site.ask("/products/aurocel")).status_code == 404
        await site.ask("/", 2)
        site.app.front.app = nobody
        await site.show(THIRD)


async def test_what_nobody_foresaw_hides_nothing_and_the_next_one_is_made_ready(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(*_: Any) -> Any:
        raise LookupError

    async with running() as site:
        with monkeypatch.context() as broken:
            broken.setattr(site.readying, "works", fails)
            await site.show(SECOND)
        await site.ask("/", 3)
        await site.show(THIRD)
        site.app.front.app = nobody
        assert THIRD.digest in (await site.ask("/")).text


async def test_a_later_one_takes_the_place_of_one_that_comes_and_no_earlier_one_does() -> None:
    async with running(most_seconds=0.3) as site:
        await site.ask("/", 2)
        site.hold_drawings()
        for frozen_ in (SECOND, THIRD, SECOND, FIRST):
            site.shelf.bring(frozen_)
        assert site.shelf.coming is THIRD
        shown = set[int]()
        async with asyncio.timeout(10):
            while site.shelf.current is not THIRD:
                shown.add(site.shelf.number)
                await asyncio.sleep(0.005)
        await asyncio.sleep(0.4)
        assert site.shelf.current is THIRD
        assert shown == {FIRST.snapshot.number}


async def test_the_first_one_is_shown_at_once_and_so_is_any_where_nobody_is_served() -> None:
    shelf = Shelf()
    shelf.bring(FIRST)
    assert shelf.current is FIRST
    shelf.bring(SECOND)
    assert shelf.current is SECOND
    async with running() as site:
        site.shelf.current = None
        site.shelf.bring(FIRST)
        assert site.shelf.current is FIRST


async def test_when_the_server_ends_nothing_goes_on_and_what_comes_is_kept() -> None:
    before = asyncio.all_tasks()
    async with running() as site:
        await site.ask("/", 2)
        site.hold_drawings()
        site.shelf.bring(SECOND)
        await until(lambda: bool(site.drawn.flights.under_way))
    await until(lambda: asyncio.all_tasks() == before)
    assert (site.shelf.current, site.shelf.coming) == (SECOND, None)


async def test_answers_and_files_come_in_turn_and_what_is_asked_most_comes_first() -> None:
    async with running() as site:
        for times, path in ((2, "/"), (4, "/releases"), (3, "/failures")):
            await site.ask(path, times)
        for file in ("efficacy.csv", "safety.csv"):
            await site.ask(f"/r/4/{file}")
        works: Any = [*site.readying.works(SECOND, site.app.front)]
    made = [work.args[1].path if work.func is ask else "a file" for work in works]
    assert made == ["/releases", "a file", "/failures", "a file", "/"]


async def test_what_is_made_ahead_is_paid_for_by_nobody() -> None:
    def nothing_left(_address: str, _cost: int) -> int:
        return 30

    spend = spared(nothing_left)
    assert spend("192.0.2.1", 1) == 30
    with ahead_with(SECOND):
        assert spend("", 1) == 0
        assert Shelf(FIRST).read() is SECOND
    assert Shelf(FIRST).read() is FIRST
