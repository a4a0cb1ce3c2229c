"""Pages drawn once a snapshot: the same for every reader, and never those of another question."""

import unicodedata
from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from msgspec import structs

from registry.public_app import CachedApp, create_public_app
from registry.shelf import Shelf
from registry.snapshot import FrozenSnapshot, freeze
from registry.web.public import drawn
from registry.web.public.site import FILES
from registry.web.public.stencil import open_place
from tests.views.example import frozen

Client = TestClient[Litestar]
COOKIE = {"cookie": "balancer=1"}
PATHS = ("/", "/centres", "/products/aurocel", "/es/products/aurocel", "/failures", "/releases")


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(frozen())


@pytest.fixture
def client(shelf: Shelf) -> Iterator[Client]:
    with TestClient(create_public_app(shelf, lambda: "error-1")) as client:
        yield client


def later() -> FrozenSnapshot:
    """The next snapshot."""
    first = frozen()
    return freeze(structs.replace(first.snapshot, number=5, predecessor=first.digest))


def kept(client: Client) -> int:
    """How many answers stand in front of the router."""
    assert isinstance(client.app, CachedApp)
    return len(client.app.front.kept.entries)


@pytest.mark.parametrize("path", PATHS)
def test_a_reader_with_a_cookie_gets_the_same_page_and_leaves_nothing(
    client: Client, path: str
) -> None:
    drawn_first, drawn_before = (client.get(path, headers=COOKIE) for _ in range(2))
    assert kept(client) == 0
    assert drawn_first.content == drawn_before.content == client.get(path).content
    assert kept(client) == 1


def test_a_new_snapshot_draws_its_own_pages(client: Client, shelf: Shelf) -> None:
    before = client.get("/", headers=COOKIE).text
    shelf.put(later())
    after = client.get("/", headers=COOKIE).text
    assert frozen().digest in before
    assert later().digest in after


def test_a_question_is_answered_by_itself(client: Client) -> None:
    every = client.get("/centres", headers=COOKIE).text
    found = client.get("/centres?q=nowhere-at-all", headers=COOKIE).text
    assert "nowhere-at-all" in found
    assert client.get("/centres", headers=COOKIE).text == every
    assert "nowhere-at-all" not in every


def test_a_page_that_states_its_address_states_the_one_it_was_asked_at(client: Client) -> None:
    pages = [
        client.get("/products/aurocel", headers={**COOKIE, "host": host}).text
        for host in ("one.example", "two.example")
    ]
    assert ["http://one.example/products" in page for page in pages] == [True, False]


@pytest.mark.parametrize("typed", ["%00", "%%0000", "%1b", "%7f", "%C2%85"])
def test_no_page_repeats_a_control_character(client: Client, typed: str) -> None:
    searched = client.get(f"/centres?q=gv{typed}hd&{typed}x={typed}y").text
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    checked = client.post("/check", content=f"product=gv{typed}hd", headers=form).text
    for page in (searched, checked):
        assert ("gv%00hd" if typed == "%%0000" else "gvhd") in page
        assert not [c for c in page if unicodedata.category(c) == "Cc" and c != "\n"]


def test_words_that_look_like_an_open_place_stay_words(client: Client) -> None:
    typed = open_place("results", frozen().digest)
    for headers in ({}, COOKIE):
        page = client.get(f"/es/centres?q={typed}&{typed}={typed}", headers=headers).text
        assert f'value="{typed[:120]}"' in page
        assert page.count("</html>") == page.count("<form") == 1
        assert "open:" not in client.get("/es/centres", headers=headers).text


def test_nothing_is_drawn_of_what_does_not_exist(client: Client) -> None:
    for headers in ({}, COOKIE):
        assert client.get("/products/none", headers=headers).status_code == 404
    assert kept(client) == 0


def test_more_pages_than_fit_push_out_the_oldest(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawn, "MOST_BYTES", 30_000)
    with TestClient(create_public_app(Shelf(frozen()), lambda: "error-1")) as small:
        for path in (*PATHS, *PATHS):
            page = small.get(path, headers=COOKIE)
            assert page.content == client.get(path).content


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.path)
def test_a_file_names_its_charset_at_most_once(client: Client, file: object) -> None:
    answer = client.get(file.path)  # type: ignore[attr-defined]
    assert answer.headers["content-type"].count("charset") <= 1
