"""Pages of a new snapshot are drawn before somebody asks, within bounds, and nobody waits."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from large_snapshot import large_folder
from litestar import Litestar
from msgspec import structs
from nodes import keeper_of, node_of
from running import Running

from registry.shelf import Shelf
from registry.snapshot import FrozenSnapshot, freeze
from registry.web.public import ahead
from registry.web.public.ahead import Ahead, pages_of
from registry.web.public.drawn import Drawn, Plan
from registry.web.public.frame import Asked, Page
from registry.web.public.handlers import AROUND
from registry.web.public.site import PAGES, SitePage
from tests.views.example import frozen

pytestmark = pytest.mark.anyio

FIRST = frozen()
LATER = freeze(structs.replace(FIRST.snapshot, number=5, predecessor=FIRST.digest))


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)


def has(drawn: Drawn, snapshot: FrozenSnapshot, path: str, language: str = "en") -> bool:
    return f"{snapshot.digest} {language}  {path}".encode() in drawn.kept.entries


def never(_: Asked) -> str:
    raise AssertionError("drawn once more")


async def test_no_reader_meets_the_first_drawing_of_any_page() -> None:
    drawn = Drawn()
    await Ahead(drawn, lambda: FIRST).draw(FIRST)
    for page, asked in pages_of(FIRST, AROUND):
        shown = await drawn.page(asked, Plan(never, page.asks, page.fill))
        assert shown.startswith(b"<!doctype html>")
    assert has(drawn, FIRST, "/products/aurocel", "es")
    assert has(drawn, FIRST, "/centres/munich", "de")


async def test_each_snapshot_that_is_shown_is_drawn() -> None:
    shelf, drawn = Shelf(), Drawn()
    async with Ahead(drawn, shelf.read, seconds=0.01).runs(Litestar([])):
        for snapshot in (FIRST, LATER):
            shelf.put(snapshot)
            await until(lambda snapshot=snapshot: has(drawn, snapshot, "/centres"))  # type: ignore[misc]


async def test_a_snapshot_that_is_shown_no_more_is_drawn_no_further() -> None:
    drawn = Drawn()
    await Ahead(drawn, lambda: LATER).draw(FIRST)
    assert not drawn.kept.entries


async def test_no_more_is_drawn_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "MOST_AHEAD", 50_000)
    drawn = Drawn()
    await Ahead(drawn, lambda: FIRST).draw(FIRST)
    assert has(drawn, FIRST, "/")
    assert not has(drawn, FIRST, "/products/aurocel")
    assert drawn.kept.bytes < 250_000


@pytest.mark.parametrize(("groups", "products"), [(5, True), (6, True), (7, False)])
def test_products_of_many_groups_wait_for_their_first_reader(
    monkeypatch: pytest.MonkeyPatch, groups: int, products: bool
) -> None:
    monkeypatch.setattr(ahead, "MANY_GROUPS", 7)
    some = structs.replace(FIRST.snapshot, groups=(FIRST.snapshot.groups * 2)[:groups])
    paths = {asked.path for _, asked in pages_of(freeze(some), AROUND)}
    assert ("/products/aurocel" in paths) is products
    assert "/products" in paths


async def test_a_page_that_cannot_be_drawn_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: Asked) -> Page:
        raise LookupError

    broken = SitePage("/broken", "notice.html", fails)
    monkeypatch.setattr(ahead, "PAGES", (broken, *PAGES))
    drawn = Drawn()
    await Ahead(drawn, lambda: FIRST).draw(FIRST)
    assert has(drawn, FIRST, "/")


async def test_readers_of_other_pages_wait_for_one_drawing_at_most() -> None:
    drawn, plan = Drawn(), Plan(lambda asked: asked.path)
    drawing = asyncio.ensure_future(Ahead(drawn, lambda: FIRST).draw(FIRST))
    await until(lambda: len(drawn.kept.entries) > 3)
    assert await drawn.page(Asked(FIRST, "/another"), plan) == b"/another"
    assert not drawing.done()
    await drawing


@pytest.fixture
def drawn_ahead(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of pages that an application draws ahead."""
    told: list[str] = []

    def told_of(asked: Asked) -> Page | None:
        told.append(asked.path)
        return home.build(asked)

    home = next(page for page in PAGES if page.path == "/")
    monkeypatch.setattr(ahead, "PAGES", (structs.replace(home, build=told_of),))
    return told


@pytest.mark.thorough
async def test_a_node_draws_ahead(tmp_path: Path, drawn_ahead: list[str]) -> None:
    app = node_of(keeper_of(large_folder(tmp_path, 160)))
    async with app.lifespan():
        await until(lambda: bool(drawn_ahead))


@pytest.mark.thorough
async def test_the_registry_draws_ahead(registry: Running, drawn_ahead: list[str]) -> None:
    registry.house.shelf.put(FIRST)
    await registry.http.get("/health/live")
    await until(lambda: bool(drawn_ahead))
