"""The version for authorities: its numbers are those of its files, and every field is explained."""

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry.views.authority.profile import report_profile
from tests.web.test_product_page import Cells, numbers_of
from tests.web.test_report import eventful, lines, number, words_of

Client = TestClient[Litestar]


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with TestClient(create_public_app(Shelf(eventful()), lambda: "e")) as opened_client:
        yield opened_client


def test_the_version_for_authorities_says_that_it_is_no_official_form(client: Client) -> None:
    page = words_of(client, "/report/2024/ES/authority")
    assert "Not an official form. Draft of a report, profile draft-2" in page
    assert "Patients prescribed" in page
    assert "Not collected" in page
    assert 'href="/report/2024/ES/authority"' in client.get("/report/2024/ES").text
    assert client.get("/report/2024/authority").status_code == 404


@pytest.mark.parametrize("path", ["/report/2024/ES", "/report/2024/DE", "/report/2026/ES"])
def test_its_numbers_are_those_of_its_files(client: Client, path: str) -> None:
    reader = Cells()
    reader.feed(client.get(f"{path}/authority").text)
    file = lines(client, f"{path}/authority.csv")
    told = {key: line for key, line in file.items() if line["value_status"] != "none"}
    shown = set()
    for cell in reader.found:
        line = told[cell.row, "number", ""]
        if line["value_status"] == "shown":
            assert numbers_of(cell.text) == [f"{float(line['value']):,.0f}"]
            shown.add(cell.row)
        else:
            assert line["status_text"] in " ".join(cell.text.split())
    assert shown == {row for (row, *_), line in told.items() if line["value"]}
    assert len(shown) > 20 or path.endswith("2026/ES")
    rows = client.get(f"{path}/authority.json").json()
    assert [row["value"] for row in rows] == [number(row["value"]) for row in file.values()]


def test_a_number_of_the_year_stands_beside_that_of_all_years(client: Client) -> None:
    page = client.get("/report/2024/ES/authority").text
    heads = ("Field", "Accepted in 2024", "Accepted in all years")
    for head in heads:
        assert f'scope="col">{head}</th>' in page
    words = words_of(client, "/report/2024/ES/authority")
    assert "Patients accepted 11 23" in words
    assert "Patients accepted Registered afterwards 11 11" in words


def test_every_field_is_explained_with_the_texts_that_ask_for_it(client: Client) -> None:
    page = words_of(client, "/report/2024/ES/authority")
    assert (
        "Units made Batches that could be given: released, in specification or out of it. A batch "
        "is made for one patient here; doses of it are not told apart. Spain; Germany 4b(7) Open "
        "groups, added up: table manufacturing"
    ) in page
    assert "Not collected by this registry: Holders report them to the authority directly." in page
    assert "Spain Spain, Real Decreto 477/2014, Article 13 A report each year with" in page
    for field in report_profile().fields:
        assert field.says in page


def test_fields_without_an_answer_for_the_same_reason_stand_on_one_line(client: Client) -> None:
    page = words_of(client, "/report/2024/ES/authority")
    assert "Valid until; Renewals; Conditions; Variations; Suspension, with date" in page
    assert "Patients infused in time; Patients not infused in time, by reason; Units made" in page
    assert "Patients prescribed; " not in page


def test_a_country_of_which_nothing_is_known_says_so(client: Client) -> None:
    page = words_of(client, "/report/2019/DE/authority")
    assert "No approval and no exempted use of Germany is known here by the end of 2019." in page
