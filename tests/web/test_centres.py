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
from registry.model.parties import Centre, Offer
from registry.model.product import ApprovalEvent
from registry.model.source import Source
from registry.public_app import Shelf, create_public_app
from registry.snapshot import FrozenSnapshot, freeze
from registry.web.public.listing import Wanted, listing
from tests.views.example import AS_OF, CITED, DIRECTORY, SNAPSHOT

Client = TestClient[Litestar]
MADRID = Centre("madrid", "hospital-es", "Hospital Real", "Madrid", "ES", source=CITED)
TARN = Centre("tarn", "hospital-es", "Hospital of Tarn", "Tarn", "IT", synthetic=True)
BARE = Centre("bare", "klinikum-de", "Klinik ohne Angebot", "Hamburg", "DE", synthetic=True)
SENT = Offer(
    "offer-3", "madrid", "he-es-2", "realcel", "acute-gvhd", confirmed_on=date(2026, 9, 1),
    accepting_referrals=True, treats_adults=True, treats_children=True,
)  # fmt: skip
GVHD = "Acute graft-versus-host disease"
FAR = structs.replace(SENT, id="offer-4", centre_id="tarn", accepting_referrals=False)


def frozen(**changes: object) -> FrozenSnapshot:
    directory = structs.replace(
        DIRECTORY,
        centres=(*DIRECTORY.centres, MADRID, TARN, BARE),
        offers=(*DIRECTORY.offers, SENT, FAR),
    )
    return freeze(structs.replace(SNAPSHOT, directory=structs.replace(directory, **changes)))


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with TestClient(create_public_app(Shelf(frozen()), lambda: "e")) as opened:
        yield opened


def ids(**wanted: object) -> list[str]:
    found = listing(frozen().snapshot, Wanted(**wanted)).found  # type: ignore[arg-type]
    return [each.centre.id for each in found]


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


def test_a_wider_disease_finds_its_parts_and_a_product_or_hospital_its_name() -> None:
    assert ids(text="leukaemia") == ["barcelona"]
    assert ids(text="blood cancer") == ["barcelona"]
    assert ids(text="chondracel") == ["munich"]
    assert ids(text="klinik ohne") == ["bare"]
    assert ids(text="hospital real, Madrid") == ["madrid"]


@pytest.mark.parametrize("name", ["Spain", "españa", "SPANIEN ", "Espagne"])
def test_a_country_finds_its_centres_in_every_language(name: str) -> None:
    assert ids(text=name) == ["barcelona", "madrid"]
    assert ids(text=name, who=frozenset({"children"})) == ["madrid"]
    assert ids(text=f"{name} realcel") == ["madrid"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gvhd", ["madrid", "tarn"]),
        ("Spain", ["barcelona", "madrid"]),
        ("gvhd Spain", ["madrid"]),
        ("Italien: GVHD", ["tarn"]),
        ("leukaemia Barcelona", ["barcelona"]),
        ("knee cartilage, Múnich", ["munich"]),
        ("my child has leukaemia and we live near Madrid", []),
        ("leukaemia Madrid", []),
        ("chondracel in Spain", []),
        ("gvhd Spain Italy", ["madrid", "tarn"]),
        ("gvhd Portugal", []),
        ("gvhd Sevilla", []),
        ("leukaemia, United Kingdom", []),
        ("leukaemia or cartilage in Spain or Germany", ["munich", "barcelona"]),
        ("Madrid oder Italien", ["madrid", "tarn"]),
        ("in Spain", ["barcelona", "madrid"]),
        ("near Madrid", ["madrid"]),
        ("hospitals in Spain", ["barcelona", "madrid"]),
        ("Krankenhäuser in der Nähe von Hamburg", ["bare"]),
        ("centros en España", ["barcelona", "madrid"]),
        ("Madrid, Spain", ["madrid"]),
        ("Madrid Spain Italy", ["madrid", "tarn"]),
        ("Madrid, Germany", ["bare", "munich", "madrid"]),
        ("Sevilla, Spain", ["barcelona", "madrid"]),
        ("gvhd Madrid Italia", ["madrid", "tarn"]),
        ("the Netherlands", []),
        ("klinik", ["bare", "munich"]),
    ],
)
def test_a_disease_and_a_place_find_what_is_both(text: str, found: list[str]) -> None:
    assert ids(text=text) == found


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("q=leukaemia+Madrid", [("Leukaemia", 1, "q=leukaemia"), ("Madrid", 1, "q=madrid")]),
        ("q=gvhd+Portugal", [(GVHD, 2, "q=gvhd"), ("Portugal", 0, "q=portugal")]),
        ("q=gvhd&country=DE", [(GVHD, 2, "q=gvhd"), ("Germany", 2, "country=DE")]),
        ("q=aurocel+in+Italy", [("aurocel", 1, "q=aurocel"), ("Italy", 1, "q=italy")]),
        ("q=gvhd", []),
        ("q=nothing-like-this", []),
    ],
)
def test_where_nothing_is_both_the_page_tells_what_each_alone_finds(
    client: Client, question: str, alone: list[tuple[str, int, str]]
) -> None:
    page = client.get(f"/centres?{question}").text
    told = re.findall(r'<li><a href="/centres\?([^"]+)"><[^>]*>([^<]+)</span></a>: (\d+) ', page)
    assert [(label, int(count), href) for href, label, count in told] == alone
    for _, count, href in alone:
        assert len(json.loads(client.get(f"/centres.json?{href}").text)) == count
    assert ("No listed centre is both" in page) is bool(alone)


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
    assert ids(**wanted) == found


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
