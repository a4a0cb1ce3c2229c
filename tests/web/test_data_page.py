"""The page of data: every file it names is there, and machines read it too."""

import json
import re
from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from registry.exports.release import FORMATS
from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry.views import VIEWS
from tests.views.example import frozen

Client = TestClient[Litestar]


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with TestClient(create_public_app(Shelf(frozen()), lambda: "e")) as opened:
        yield opened


def test_every_file_of_the_newest_snapshot_that_the_page_names_is_there(client: Client) -> None:
    links = set(re.findall(r'href="(/r/4/[^"]+)"', client.get("/data").text))
    assert {f"/r/4/{view}.{ending}" for view in VIEWS for ending in FORMATS} <= links
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_the_page_lists_every_snapshot_so_far(client: Client) -> None:
    listed = re.findall(r'href="/r/(\d+)/datapackage.json"', client.get("/data").text)
    assert {int(number) for number in listed} == {1, 2, 3, 4}


def test_what_a_citation_leads_to_is_a_place_on_the_page(client: Client) -> None:
    (cited,) = client.get("/r/4/cite.json").json()
    assert cited["URL"] == "/data#snapshot-4"
    assert 'id="snapshot-4"' in client.get("/data").text


def test_the_page_carries_the_data_set_for_search_engines(client: Client) -> None:
    page = client.get("/data").text
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, flags=re.S)
    told = json.loads(script)
    assert (told["@type"], told["identifier"]) == ("Dataset", f"sha256:{frozen().digest}")
    assert told["distribution"][0]["contentUrl"].startswith("http://testserver.local/r/4/")


def test_nothing_in_the_linked_data_can_end_its_script_element(client: Client) -> None:
    page = client.get("/data").text
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, flags=re.S)
    assert not set("<>&") & set(script)


def test_the_page_says_how_to_cite_and_under_which_licence(client: Client) -> None:
    page = client.get("/data").text
    digest = frozen().digest[:12]
    assert f"snapshot 4 of 30 September 2026, digest {digest}. CC BY 4.0." in page
    assert 'rel="license" href="https://creativecommons.org/licenses/by/4.0/"' in page
