"""What must be drawn for one reader is paid for by their address; what is kept is free."""

import asyncio
from datetime import date

import httpx
import pytest
from msgspec import structs
from running import HOST, Running

from registry.front.addresses import networks
from registry.front.budget import Budget, query_rate
from registry.release.plan import Plan
from registry.release.publish import plan_snapshot
from registry.web.public.pacing import DRAWING_COST

pytestmark = pytest.mark.anyio
BEGAN = date(2027, 1, 11)
ONE, OTHER = "192.0.2.1", "192.0.2.2"
FORM = {"product": "aurocel", "hospital": "tarn"}


@pytest.fixture
async def site(registry: Running) -> Running:
    """A registry with a snapshot that gives each address two drawings a minute."""
    await registry.publish(BEGAN)
    spend = registry.house.spend
    assert isinstance(spend, Budget)
    spend.rate = query_rate(2 * DRAWING_COST, 1)
    return registry


def reader(site: Running, address: str) -> httpx.AsyncClient:
    """Somebody with this address."""
    transport = httpx.ASGITransport(site.app, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}")


async def next_plan(site: Running) -> Plan:
    """What publishing once more would store."""
    at, house = site.clock(), site.house
    return await house.beside(house.publisher, lambda p: plan_snapshot(p, BEGAN, at))


async def statuses(http: httpx.AsyncClient, *paths: str) -> list[int]:
    return [(await http.get(path)).status_code for path in paths]


async def test_an_address_has_so_many_pages_drawn_and_not_one_more(site: Running) -> None:
    async with reader(site, ONE) as http, reader(site, OTHER) as other:
        assert await statuses(http, *(f"/centres?q={word}" for word in "abc")) == [200, 200, 429]
        refused = await http.get("/centres?q=c")
        assert refused.headers["retry-after"] == "30"
        assert refused.headers["cache-control"] == "no-store"
        assert refused.text.endswith("Wait, then ask again.\n")
        assert await statuses(other, "/centres?q=c") == [200]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/centres", "too many questions from your address"),
        ("/de/products", "zu viele Fragen von Ihrer Adresse"),
        ("/es/centres", "demasiadas preguntas desde su dirección"),
    ],
)
async def test_a_person_who_must_wait_gets_a_page_in_their_language(
    site: Running, path: str, words: str
) -> None:
    async with reader(site, ONE) as http:
        http.headers["accept"] = "text/html"
        for word in "ab":
            assert (await http.get(f"{path}?q={word}")).status_code == 200
        refused = await http.get(f"{path}?q=<b>")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "30")
    assert refused.headers["content-type"] == "text/html; charset=utf-8"
    assert words in refused.text
    assert "<b>" not in refused.text


async def test_what_is_kept_or_drawn_once_for_everybody_is_free(site: Running) -> None:
    async with reader(site, ONE) as http:
        assert await statuses(http, *(f"/centres?q={word}" for word in "ababab")) == [200] * 6
        assert await statuses(http, "/", "/es/", "/releases", "/products?x=1") == [200] * 4
        assert await statuses(http, "/centres?q=c") == [429]


async def test_what_is_asked_ahead_of_readers_is_free_and_then_kept_for_them(
    site: Running,
) -> None:
    async with reader(site, ONE) as http, reader(site, OTHER) as other:
        for asking, words in ((http, "ab"), (other, "cd")):
            assert (
                await statuses(asking, *(f"/centres?q={word}" for word in words * 2)) == [200] * 4
            )
        digest = (await next_plan(site)).digest
        await site.house.publish_beside(BEGAN, "board", digest)
        async with asyncio.timeout(10):
            while site.house.shelf.number < 2:  # noqa: ASYNC110 - nothing tells of it
                await asyncio.sleep(0.01)
        assert await statuses(http, *(f"/centres?q={word}" for word in "abcde")) == [200] * 4 + [
            429
        ]


async def test_forms_are_paid_from_the_same_and_nothing_of_a_refusal_is_kept(
    site: Running,
) -> None:
    async with reader(site, ONE) as http, reader(site, OTHER) as other:
        answers = [await http.post("/check", data=FORM) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert await statuses(http, "/centres?q=a") == [429]
        assert await statuses(other, "/centres?q=a") == [200]
        assert await statuses(http, "/centres?q=a") == [200], "kept by now"


@pytest.mark.parametrize(("trusted", "status"), [((), 429), ((ONE,), 200)])
async def test_another_address_counts_only_where_a_trusted_proxy_names_it(
    site: Running, trusted: tuple[str, ...], status: int
) -> None:
    site.house.front = structs.replace(site.house.front, proxies=networks(trusted))
    async with reader(site, ONE) as http:
        for number in range(2):
            await http.get(f"/centres?q={number}", headers={"X-Forwarded-For": "198.51.100.1"})
        last = await http.get("/centres?q=2", headers={"X-Forwarded-For": "198.51.100.2"})
    assert last.status_code == status
