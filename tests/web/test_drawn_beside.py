"""Drawing a page, or reading a new snapshot, keeps nobody else waiting."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import httpx
import pytest
from large_snapshot import large_snapshot
from msgspec import structs
from running import Running
from turns import turns_during

from registry.language import LANGUAGES
from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry.snapshot import freeze
from registry.storage.publication import store_snapshot
from registry.web.public import drawn as drawn_pages
from registry.web.public.drawn import Drawn, Plan
from registry.web.public.frame import Asked
from registry.web.public.ready import off_loop
from registry.web.public.stencil import Values
from tests.views.example import DIRECTORY, frozen

pytestmark = pytest.mark.anyio

EVERYTHING = (*DIRECTORY.centres, *DIRECTORY.products)
BEGAN = date(2027, 1, 11)
A_WHILE = 0.05


async def test_others_are_answered_while_a_large_page_is_drawn() -> None:
    app: Any = create_public_app(Shelf(large_snapshot(160)), lambda: "error-1")
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://registry.test") as http:
        assert await turns_during(http.get("/products/product-000")) > 10


async def test_others_are_answered_while_a_new_snapshot_is_read(registry: Running) -> None:
    registry.house.shelf.current = None
    first = structs.replace(large_snapshot(1000).snapshot, number=1, predecessor=None)
    async with registry.house.database.transaction():
        await store_snapshot(registry.house.database, freeze(first), None)
    assert await turns_during(registry.house.look_for_snapshot()) > 10
    assert registry.house.shelf.number == 1


def asked(**changes: Any) -> Asked:
    return structs.replace(Asked(frozen(), "/"), **changes)


class Slow:
    """Draws for a while, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, _: Asked) -> str:
        self.times += 1
        time.sleep(A_WHILE)
        return str(self.times)


async def test_who_asks_for_the_same_page_waits_for_the_same_drawing() -> None:
    drawn, plan = Drawn(), Plan(Slow())
    asking = [asked(), asked(home="http://two.example"), asked(query="?other=1")] * 7
    assert await asyncio.gather(*(drawn.page(each, plan) for each in asking)) == [b"1"] * 21
    assert await drawn.page(asked(), plan) == b"1"


async def test_other_pages_are_drawn_for_themselves_one_after_the_other() -> None:
    drawn, plan = Drawn(), Plan(Slow(), posts=True)
    others = [
        asked(),
        asked(path="/centres"),
        asked(language=LANGUAGES[1]),
        asked(answers={"q": ("tarn",)}),
        asked(answers={"q": ("tarn",)}),
    ]
    pages = await asyncio.gather(*(drawn.page(each, plan) for each in others))
    assert sorted(pages) == [b"%d" % number for number in range(1, 6)]


async def test_a_page_is_drawn_once_and_filled_for_whoever_asks_something_of_it() -> None:
    times: list[str] = []

    def draw(asked: Asked) -> str:
        times.append(asked.one("q"))
        return f"{asked.place('q')} at {asked.home}{asked.query}"

    plan = Plan(draw, frozenset({"q"}), lambda asked: {"q": asked.one("q").encode()})
    drawn, home = Drawn(), "http://one.example"
    for word in ("tarn", "madrid"):
        page = await drawn.page(asked(answers={"q": (word,)}, query=f"?q={word}", home=home), plan)
        assert page == f"{word} at {home}?q={word}".encode()
    assert await drawn.page(asked(answers={"x": ("1",)}, query="?x=1"), plan) == b" at ?x=1"
    assert times == [""]


@pytest.mark.parametrize("most", [len(EVERYTHING) - 1, len(EVERYTHING), len(EVERYTHING) + 1])
async def test_a_question_leaves_the_event_loop_where_there_is_much_to_look_at(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(drawn_pages, "FEW", most)
    threads: list[str] = []

    def fill(_: Asked) -> Values:
        threads.append(threading.current_thread().name)
        return {}

    plan = Plan(lambda asked: asked.place("q"), frozenset({"q"}), fill)
    await Drawn().page(asked(answers={"q": ("tarn",)}), plan)
    assert threads[0] == "pages_0"
    assert (threads[1] == "pages_0") is (most < len(EVERYTHING))


async def test_a_drawing_that_fails_is_not_kept_and_who_goes_away_stops_nobody_else() -> None:
    drawn, plan = Drawn(), Plan(Slow())

    def fails(_: Asked) -> str:
        raise LookupError

    with pytest.raises(LookupError):
        await drawn.page(asked(), Plan(fails))
    gone = asyncio.ensure_future(drawn.page(asked(), plan))
    stays = asyncio.ensure_future(drawn.page(asked(), plan))
    await asyncio.sleep(A_WHILE / 5)
    gone.cancel()
    assert await stays == b"1"
    assert not drawn.flights.under_way


async def test_the_pieces_of_many_files_are_made_in_turn_by_one_thread() -> None:
    threads: list[str] = []

    def pieces(name: bytes) -> Iterator[bytes]:
        for _ in range(3):
            threads.append(threading.current_thread().name)
            time.sleep(A_WHILE / 10)
            yield name

    with ThreadPoolExecutor(1, "files") as beside:
        made = [off_loop(pieces(name), beside) for name in (b"a", b"b")]
        told = await asyncio.gather(*(joined(each) for each in made))
    assert told == [b"aaa", b"bbb"]
    assert set(threads) == {"files_0"}


async def joined(pieces: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])
