"""A server that keeps as much as it may needs no more memory, whatever else it is asked."""

import gc
import sys
from collections.abc import Awaitable, Callable
from itertools import pairwise
from typing import Any

import httpx
import pytest

from registry.public_app import CachedApp, create_public_app
from registry.shelf import Shelf
from registry.web.public.ready import Files
from registry_graphql.over_http import key_of, remembered_key
from tests.load.clients import LIVE
from tests.views.example import frozen

pytestmark = [pytest.mark.anyio, pytest.mark.thorough]

ROOM = 150_000
"""Bytes of answers: some thirty of those below."""
TURNS, EACH = 5, 40
"""The first two turns fill what is remembered of requests and documents, and are not looked at."""
MOST_LEFT = 1
"""Objects that a request may leave behind, in the best of the turns: chance is not in all of them,
and whatever keeps something of each request keeps more than one."""

Ask = Callable[[httpx.AsyncClient, int], Awaitable[httpx.Response]]


async def question(http: httpx.AsyncClient, number: int) -> httpx.Response:
    return await http.post("/graphql", json={"query": LIVE.format(number=number)})


async def refused(http: httpx.AsyncClient, number: int) -> httpx.Response:
    return await http.post("/graphql", json={"query": f"{{ none{number} }}"})


async def search(http: httpx.AsyncClient, number: int) -> httpx.Response:
    return await http.get(f"/centres?q=tarn+{number}")


async def page(http: httpx.AsyncClient, number: int) -> httpx.Response:
    return await http.get("/products/aurocel", headers={"cookie": f"balancer={number}"})


async def file(http: httpx.AsyncClient, number: int) -> httpx.Response:
    return await http.get(f"/r/4/efficacy.csv?{number}")


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """What the client says of its requests would be kept until the test ends."""
    caplog.set_level("WARNING", "httpx")


@pytest.fixture
def app() -> CachedApp:
    """The public side with room for little, and with all of it taken but for answers."""
    made = create_public_app(Shelf(frozen()), lambda: "error-1")
    assert isinstance(made, CachedApp)
    made.front.kept.most = ROOM
    headers = [(b"accept", b"*/*"), (b"content-type", b"application/json")]
    for number in range(remembered_key.cache_info().maxsize or 0):
        key_of({"method": "POST", "headers": headers}, b'{"query": "{ before%d }"}' % number)
    return made


@pytest.mark.parametrize("ask", [question, refused, search, page, file], ids=lambda a: a.__name__)
async def test_what_was_never_asked_before_leaves_nothing_behind(app: CachedApp, ask: Ask) -> None:
    transport: Any = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://registry.test") as http:
        blocks = [await blocks_after(http, ask, turn) for turn in range(TURNS)]
    grown = [after - before for before, after in pairwise(blocks[1:])]
    assert min(grown) < MOST_LEFT * EACH, grown
    assert app.front.kept.bytes <= ROOM


async def blocks_after(http: httpx.AsyncClient, ask: Ask, turn: int) -> int:
    """How many objects there are after so many more requests."""
    for number in range(EACH):
        answer = await ask(http, turn * EACH + number)
        assert answer.status_code in (200, 422)
    gc.collect()
    return sys.getallocatedblocks()


async def test_a_memory_that_is_not_bounded_is_seen(app: CachedApp) -> None:
    app.front.kept.most = 2**40
    with pytest.raises(AssertionError):
        await test_what_was_never_asked_before_leaves_nothing_behind(app, question)


def test_the_files_of_a_process_have_a_bound_of_their_own() -> None:
    assert Files().kept.most == 64 * 2**20
