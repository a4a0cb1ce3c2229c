"""Find a centre: the same rows on list, map, CSV and JSON, and facts that go stale."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import date
from io import StringIO

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from msgspec import structs

from registry.model.codes import ApprovalEventKind
from registry.model.parties import Offer
from registry.model.product import ApprovalEvent
from registry.model.source import Source
from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry.web.public.listing import Wanted, listing
from tests.views.example import AS_OF, CITED, DIRECTORY
from tests.web.finding import SENT, frozen, ids

Client = TestClient[Litestar]


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with TestClient(create_public_app(Shelf(frozen()), lambda: "e")) as opened:
        yield opened


@pytest.mark.parametrize(
    "question",
    ["", "?q=gvhd", "?q=Knorpel", "?country=ES", "?who=children", "?now=accepting&from=es-sevilla",
     "?type=GTMP&type=TEP", "?q=nothing-like-this", "?from=fr-paris&country=DE"],
)  # fmt: skip
def test_list_map_csv_and_json_show_the_same_centres(client: Client, question: str) -> None:
    page = client.get(f"/centres{question}").text
    cards = re.findall(r'<li class="card" id="centre-(\d+)">.*?href="/centres/([^"]+)"', page, re.S)
    names = re.findall(r'href="#centre-(\d+)">([^<]+)</a><br>', page)
    marks = re.findall(r'href="#centre-(\d+)" aria-label="\d+: ([^"]+)"', page)
    rows = list(csv.DictReader(StringIO(client.get(f"/centres.csv{question}").text)))
    told = json.loads(client.get(f"/centres.json{question}").text)
    assert names == marks
    assert list(dict.fromkeys((r["number"], r["centre_id"]) for r in rows)) == cards
    assert [(str(r["number"]), r["centre_id"]) for r in told] == [
        (r["number"], r["centre_id"]) for r in rows
    ]
    assert [number for number, _ in cards] == [number for number, _ in names]


def test_a_file_has_the_question_of_its_page_in_its_address(client: Client) -> None:
    page = client.get("/es/centres?q=gvhd&who=children").text
    assert 'href="/centres.csv?q=gvhd&amp;who=children"' in page
    assert 'href="/de/centres?q=gvhd&amp;who=children"' in page


def test_near_centres_come_first_and_those_without_a_known_town_last() -> None:
    assert ids(start="es-madrid") == ["madrid", "barcelona", "munich", "bare", "tarn"]
    assert ids(start="de-hamburg")[:2] == ["bare", "munich"]


def test_without_a_start_the_list_goes_by_country_and_town() -> None:
    assert ids() == ["bare", "munich", "barcelona", "madrid", "tarn"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"who": frozenset({"children"})}, ["madrid", "tarn"]),
        ({"open_now": True}, ["madrid"]),
        ({"kinds": frozenset({"TEP"})}, ["munich"]),
        ({"country": "IT"}, ["tarn"]),
        ({"country": "XX"}, []),
    ],
)
def test_each_choice_narrows_the_list(wanted: dict[str, object], found: list[str]) -> None:
    assert ids(None, **wanted) == found


def test_the_count_beside_a_choice_is_what_choosing_it_finds() -> None:
    listed = listing(frozen().snapshot, Wanted(text="gvhd"))
    counts = {(name, o.value): o.count for name, all_ in listed.facets.items() for o in all_}
    assert counts["country", "ES"] == len(ids(text="gvhd", country="ES")) == 1
    assert counts["who", "children"] == len(ids(text="gvhd", who=frozenset({"children"}))) == 2
    assert counts["now", "accepting"] == len(ids(text="gvhd", open_now=True)) == 1
    assert counts["type", "GTMP"] == 0


@pytest.mark.parametrize(
    ("confirmed", "words"),
    [
        (date(2025, 9, 29), "Permit not confirmed in the last 12 months"),
        (date(2025, 9, 30), "Permit confirmed"),
        (date(2025, 10, 1), "Permit confirmed"),
        (None, "Permit not confirmed in the last 12 months"),
    ],
)
def test_a_fact_goes_stale_after_twelve_months(confirmed: date | None, words: str) -> None:
    assert words in page_of(offer=structs.replace(SENT, confirmed_on=confirmed))


@pytest.mark.parametrize("source", [None, structs.replace(CITED, verified=False)], ids=repr)
def test_a_permit_whose_source_nobody_verified_is_never_said_to_be_confirmed(
    source: Source | None,
) -> None:
    page = page_of(source=source)
    assert "! Permit not verified by the registry" in page
    assert "Permit confirmed" not in page


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (ApprovalEventKind.LAPSED, "Permit ended"),
        (ApprovalEventKind.WITHDRAWN, "Permit ended"),
        (ApprovalEventKind.SUSPENDED, "Permit suspended"),
    ],
)
def test_an_approval_that_ended_says_so_and_accepts_nobody(
    kind: ApprovalEventKind, words: str
) -> None:
    page = page_of(events=(ApprovalEvent(kind, "2026"),))
    assert words in page
    assert "Not accepting new patients" in page
    assert "✓" not in page


def page_of(offer: Offer = SENT, **changes: object) -> str:
    approvals = tuple(structs.replace(a, **changes) for a in DIRECTORY.approvals)
    shelf = Shelf(frozen(approvals=approvals, offers=(offer,)))
    with TestClient(create_public_app(shelf, lambda: "e")) as client:
        return client.get("/centres/madrid").text


def test_the_page_of_a_centre_names_permit_authority_source_and_day(client: Client) -> None:
    page = client.get("/centres/madrid").text
    for words in ("Hospital Real", "Realcel", "https://www.aemps.gob.es/", "1 September 2026"):
        assert words in page
    assert CITED.reference in page


def test_a_centre_without_an_offer_says_that_nothing_is_stated(client: Client) -> None:
    assert "Nothing is stated about what this hospital offers" in client.get("/centres/bare").text


@pytest.mark.parametrize("path", ["/centres", "/centres/barcelona", "/centres/munich"])
def test_no_page_of_centres_shows_a_number_of_patients_or_a_result(
    client: Client,
    path: str,
) -> None:
    main = re.search(r"<main.*</main>", client.get(path).text, re.S)
    assert main
    assert not re.search(r"\d+ (patients|Patients)|responded|survival|Goal", main[0])


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/centres/nobody", "There is no page here"),
        ("/es/centres/nobody", 'lang="es"'),
        ("/de/centres/nobody", 'lang="de"'),
    ],
)
def test_an_unknown_centre_gets_a_helpful_page_in_its_language(
    client: Client,
    path: str,
    words: str,
) -> None:
    answer = client.get(path, headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert words in answer.text
    assert "nobody" not in answer.text


def test_a_hostile_question_cannot_become_markup_or_a_formula(client: Client) -> None:
    page = client.get("/centres", params={"q": '"><script>alert(1)</script>', "from": "<b>"}).text
    assert "<script" not in page
    assert "<b>" not in page


def test_the_day_of_the_facts_is_the_day_of_the_snapshot(client: Client) -> None:
    rows = json.loads(client.get("/centres.json").text)
    assert {row["as_of"] for row in rows} == {AS_OF.isoformat()}
