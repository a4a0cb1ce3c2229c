"""How much a reader's browser loads: bytes as they are sent to whoever takes gzip."""

import re

import pytest
from large_snapshot import large_snapshot
from litestar.testing import TestClient

from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry.snapshot import FrozenSnapshot
from tests.views.example import frozen
from tests.web.conftest import Client

LOADED = re.compile(r'(?:\ssrc|<link rel="(?:icon|stylesheet)"[^>]*\shref)="([^"]+)"')


def sent(client: Client, path: str) -> int:
    """Bytes of the body of an answer."""
    with client.stream("GET", path, headers={"accept-encoding": "gzip"}) as answer:
        assert answer.status_code == 200
        return sum(map(len, answer.iter_raw()))


def weight(client: Client, path: str) -> int:
    """Bytes of a page and of everything it loads."""
    loaded = set(LOADED.findall(client.get(path).text))
    assert {"/static/site.css", "/static/favicon.svg"} <= loaded
    return sum(sent(client, each) for each in (path, *loaded))


def test_the_start_page_with_everything_it_loads_is_sent_in_60_kilobytes(site: Client) -> None:
    assert weight(site, "/") < 60_000


@pytest.mark.parametrize("frozen_", [frozen(), large_snapshot(160)], ids=["example", "160 groups"])
def test_every_product_page_is_sent_in_100_kilobytes(frozen_: FrozenSnapshot) -> None:
    """Four programmes of forty groups each are more than a product has in ten years."""
    with TestClient(create_public_app(Shelf(frozen_), lambda: "error-1")) as client:
        ids = [product.id for product in frozen_.snapshot.directory.products]
        assert ids
        heaviest = max(sent(client, f"/products/{id}") for id in ids)
    assert heaviest < 100_000


def test_what_pages_load_is_packed_and_asked_for_only_once(site: Client) -> None:
    answer = site.get("/static/site.css", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    again = site.get("/static/site.css", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
