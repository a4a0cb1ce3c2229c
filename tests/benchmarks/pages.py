"""Public pages beside fixed bytes of the same application, in one process: ratios of its time.

A reader who sends a cookie gets no kept answer: the handler answers, from what was drawn of the
snapshot (`registry.web.public.drawn`). The fixed bytes are the style sheet, asked in the same way.
Every search differs from those before it in a word that no answer repeats, as no question of the
same words is kept anywhere.
"""

from collections.abc import Iterator
from functools import partial
from itertools import count, islice
from typing import Any, NamedTuple

from registry.public_app import CachedApp, create_public_app
from registry.shelf import Shelf
from tests.benchmarks.measure import Spread, ratio_of, seconds_of, spread_of
from tests.views.example import frozen

PAGES = ("/", "/centres", "/products/aurocel", "/failures", "/releases")
SEARCHES = (
    "/centres?q=leukaemia",
    "/centres?q=leukemya",
    "/centres?q=nowhere",
    "/centres?q=cartilage+Munich&from=es-madrid",
    "/centres?country=ES&who=adults",
    "/centres?q=gene+terapy+in+Spain",
    "/products?q=gene+therapy",
    "/products?disease=blood-cancer&not-met=yes",
)
"""A disease, one with slips, nothing at all, a disease at a place, choices, a kind of therapy with
a slip at a place; products of a kind, and choices of them."""
FIXED = "/static/site.css"
EACH = 20
COOKIE = (b"cookie", b"balancer=1")


class PageSpreads(NamedTuple):
    """The slowest of the pages: over fixed bytes, kept over fixed bytes, and milliseconds of the
    first time after a publish; and the slowest of the searches over fixed bytes."""

    uncached: Spread
    kept: Spread
    first: Spread
    search: Spread


async def ask(app: Any, address: str, *headers: tuple[bytes, bytes], times: int = 1) -> None:
    """Some GET requests, without a server between; each is answered with 200."""
    path, _, asked = address.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
        "path": path, "raw_path": path.encode(), "query_string": asked.encode(), "root_path": "",
        "scheme": "http", "headers": [(b"host", b"x"), *headers], "client": ("127.0.0.1", 1),
        "server": ("x", 80),
    }  # fmt: skip

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        assert message.get("status", 200) == 200

    for _ in range(times):
        await app({**scope, "state": {}}, receive, send)


async def seconds_for(app: CachedApp, path: str, *headers: tuple[bytes, bytes]) -> float:
    """Seconds of some requests for a path."""
    return await seconds_of(partial(ask, app, path, *headers, times=EACH))


async def seconds_to_search(app: CachedApp, search: str, unlike: Iterator[int]) -> float:
    """Seconds of as many searches, none of which was asked before."""

    async def each() -> None:
        for number in islice(unlike, EACH):
            await ask(app, f"{search}&x={number}", COOKIE)

    return await seconds_of(each)


def new_app() -> CachedApp:
    """An application that was asked nothing yet, over a snapshot that is laid out."""
    shelf = Shelf()
    shelf.put(frozen())
    made = create_public_app(shelf, lambda: "error-1")
    assert isinstance(made, CachedApp)
    return made


async def page_spreads(rounds: int) -> PageSpreads:
    """Each page in turns with the fixed bytes, each round on a new application."""
    uncached: dict[str, list[tuple[float, float]]] = {path: [] for path in PAGES}
    kept: dict[str, list[tuple[float, float]]] = {path: [] for path in PAGES}
    first: dict[str, list[float]] = {path: [] for path in PAGES}
    search: dict[str, list[tuple[float, float]]] = {path: [] for path in SEARCHES}
    unlike = count()
    await ask(new_app(), PAGES[2])  # compiles templates
    for _ in range(rounds):
        app = new_app()
        for path in PAGES:
            first[path].append(1000 * await seconds_of(partial(ask, app, path, COOKIE)))
            fixed = await seconds_for(app, FIXED, COOKIE)
            uncached[path].append((await seconds_for(app, path, COOKIE), fixed))
        assert not app.front.kept.entries
        for path in SEARCHES:
            await seconds_to_search(app, path, unlike)
            fixed = await seconds_for(app, FIXED, COOKIE)
            search[path].append((await seconds_to_search(app, path, unlike), fixed))
        for path in PAGES:
            await ask(app, path)
            fixed = await seconds_for(app, FIXED, COOKIE)
            kept[path].append((await seconds_for(app, path), fixed))
        assert len(app.front.kept.entries) == len(PAGES)
    return PageSpreads(
        slowest([ratio_of(each) for each in uncached.values()]),
        slowest([ratio_of(each) for each in kept.values()]),
        slowest([spread_of(each) for each in first.values()]),
        slowest([ratio_of(each) for each in search.values()]),
    )


def slowest(spreads: list[Spread]) -> Spread:
    """The one with the largest median."""
    return max(spreads, key=lambda spread: spread.median)
