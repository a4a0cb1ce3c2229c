"""The page of a product: every number on it stands in the files and in GraphQL, under one name."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from msgspec import Struct, structs
from same_numbers import COLUMNS, in_graphql

from registry.exports.tables import Value, table_of
from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry.snapshot import freeze
from registry.views import VIEWS
from registry.web.public.frame import Asked
from registry.web.public.pages import EXPLORER
from registry.web.public.results.product import product_page
from tests.views.example import frozen

Client = TestClient[Litestar]
PRODUCTS = ("aurocel", "chondracel", "realcel")


class Placed(Struct):
    """A cell of a page that names its place in the files."""

    view: str
    row: str
    measure: str
    item: str
    text: str = ""


class Cells(HTMLParser):
    """Finds the cells that name a place, with their text, and the query that stands below them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Placed] = []
        self.inside = ""
        self.behind: list[tuple[str, list[Placed]]] = []
        self.waiting: list[Placed] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if "data-view" in said:
            names = ("view", "row", "measure", "item")
            self.found.append(Placed(*(said[f"data-{name}"] for name in names)))
            self.inside = tag
            if said["data-view"] != "programmes":
                self.waiting.append(self.found[-1])
        if said.get("href", "").startswith(f"{EXPLORER}?query="):
            self.behind.append((said["href"], self.waiting))
            self.waiting = []

    def handle_endtag(self, tag: str) -> None:
        if tag == self.inside:
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found[-1].text += f"{data} "


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with TestClient(create_public_app(Shelf(frozen()), lambda: "e")) as opened:
        yield opened


@pytest.fixture(scope="module")
def cells(client: Client) -> list[Placed]:
    return [cell for product in PRODUCTS for cell in read(client, product).found]


def read(client: Client, product: str) -> Cells:
    reader = Cells()
    reader.feed(client.get(f"/products/{product}").text)
    return reader


@cache
def lines_of(view: str) -> dict[tuple[object, ...], dict[str, Value]]:
    """The lines of a file by row, measure and item."""
    table = table_of(VIEWS[view])
    columns = list(table.columns)
    lines = (dict(zip(columns, line, strict=True)) for line in table.lines(frozen().snapshot))
    return {(line["row"], line["measure"], line["item"]): line for line in lines}


def line_of(cell: Placed) -> dict[str, Value]:
    """The line of the file that a cell names; a KeyError where there is none."""
    return lines_of(cell.view)[cell.row, cell.measure, cell.item]


def numbers_of(text: str) -> list[str]:
    return re.findall(r"\d[\d,]*(?:\.\d+)?%?", text)


def as_written(number: Value, measure: str, *, share: bool) -> str:
    """A number of a file as a page writes it, put together here by other means."""
    assert isinstance(number, int | float)
    if measure == "estimate":
        return f"{number:g}%"
    if not share:
        return f"{number:,.0f}" if number == int(number) else f"{number:g}"
    digits = 1 if 0 < number < 0.01 or 0.99 < number < 1 else 0
    return f"{round(100 * number, digits):.{digits}f}%"


def test_the_pages_show_more_than_a_hundred_numbers_with_their_place(cells: list[Placed]) -> None:
    assert len([cell for cell in cells if numbers_of(cell.text)]) > 100
    assert {cell.view for cell in cells} >= {
        *("efficacy", "survival", "safety", "manufacturing", "follow-up"),
        *("endpoint-results", "costs", "pooled-costs", "programmes"),
    }


def test_every_number_on_a_page_is_that_of_the_csv(cells: list[Placed]) -> None:
    for cell in cells:
        line = line_of(cell)
        if cell.view in ("costs", "pooled-costs"):
            continue
        if line["value_status"] != "shown":
            assert str(line["status_text"]) in " ".join(cell.text.split()), cell
            continue
        share = line["denominator"] is not None or cell.measure.endswith("survival")
        told = [line["value"], line["low"], line["high"]] if share else [line["value"]]
        told = [each for each in told if each is not None]
        counts = [line["numerator"], line["denominator"]]
        expected = [as_written(each, cell.measure, share=share) for each in told]
        expected += [f"{each:,}" for each in counts if each is not None]
        shown = numbers_of(cell.text)
        assert shown[: len(expected)] == expected, cell
        assert shown == expected or cell.measure == "estimate", cell


def numbers_in(answer: Any) -> Iterator[float]:
    """Every number of an answer."""
    if isinstance(answer, dict | list):
        for each in answer.values() if isinstance(answer, dict) else answer:
            yield from numbers_in(each)
    elif isinstance(answer, int | float) and not isinstance(answer, bool):
        yield float(answer)


def test_every_number_is_in_the_answer_to_the_query_below_it(client: Client) -> None:
    compared = 0
    for product in PRODUCTS:
        for query, below in read(client, product).behind:
            answer = client.get(query.replace("/graphql/explorer", "/graphql")).json()
            assert "errors" not in answer, answer
            told = set(numbers_in(answer["data"]))
            numbers = [line_of(cell)[column] for cell in below for column in COLUMNS]
            wanted = {float(each) for each in numbers if isinstance(each, int | float)}
            assert wanted <= told, (query, wanted - told)
            compared += len(wanted)
    assert compared > 100


def test_the_number_of_accepted_patients_is_that_of_graphql(cells: list[Placed]) -> None:
    asked = in_graphql("programmes", frozen())
    cards = [cell for cell in cells if cell.view == "programmes" and numbers_of(cell.text)]
    accepted = [line_of(cell)["value"] for cell in cards if cell.row == "aurora"]
    assert asked["aurora", "activity.accepted", "value"] == accepted == [36, 11]


def test_an_amount_of_money_is_that_of_the_csv(cells: list[Placed]) -> None:
    amounts = {cell.row: cell for cell in cells if cell.view == "costs"}
    assert amounts["aurora.development-2024"].text.split() == ["EUR", "1,250,000.00"]
    assert line_of(amounts["aurora.development-2024"])["value"] == 125_000_000


def test_every_file_a_page_names_is_there(client: Client) -> None:
    for product in PRODUCTS:
        page = client.get(f"/products/{product}").text
        for path in set(re.findall(r'href="(/r/4/[^"]+)"', page)):
            assert client.get(path).status_code == 200, path


def test_a_goal_that_was_not_met_is_as_large_as_any_other_and_amber_never_red(
    client: Client,
) -> None:
    page = client.get("/products/chondracel").text
    assert "Goal not met in 1 of 1 with a public verdict" in page
    assert 'class="care"' in page
    assert "fault" not in page


def test_both_denominators_and_the_number_at_risk_stand_there(client: Client) -> None:
    page = client.get("/products/aurocel").text
    assert "7 of 12" in page
    assert "7 of 10" in page
    assert "Patients at risk" in page


def test_what_is_withheld_says_why_and_by_when(client: Client) -> None:
    page = client.get("/products/aurocel").text
    assert "Fewer than 11 so far." in page
    assert "Opens on 30 September 2027 at the latest." in page
    assert "Held back by its sponsor until 30 September 2027: the product was changed" in page


def test_what_is_cited_says_so_and_has_no_stage(client: Client) -> None:
    page = client.get("/products/realcel").text
    assert "Known from publications only." in page
    assert 'class="steps"' not in page


def test_an_unknown_product_gets_a_page_that_helps(client: Client) -> None:
    answer = client.get("/products/nothing", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert "absence proves nothing" in answer.text


def test_the_page_is_a_function_of_its_question() -> None:
    asked = Asked(frozen(), "/products/aurocel", keys={"id": "aurocel"})
    assert product_page(asked) == product_page(asked)
    assert product_page(Asked(frozen(), "/x", keys={"id": "none"})) is None


def test_a_permit_is_good_only_where_it_was_confirmed_within_a_year() -> None:
    def tag(confirmed_on: date | None) -> tuple[str, str]:
        snapshot = frozen().snapshot
        approval = structs.replace(snapshot.directory.approvals[0], confirmed_on=confirmed_on)
        directory = structs.replace(snapshot.directory, approvals=(approval,))
        changed = freeze(structs.replace(snapshot, directory=directory))
        page = product_page(Asked(changed, "/x", keys={"id": "aurocel"}))
        assert page is not None
        return page["tags"][0].words, page["tags"][0].colour

    unconfirmed = "Hospital Exemption in Spain: not confirmed in the last 12 months"
    assert tag(None) == (unconfirmed, "care")
    assert tag(date(2025, 9, 29)) == (unconfirmed, "care")
    assert tag(date(2025, 9, 30)) == ("Hospital Exemption in Spain: confirmed", "good")


def test_a_safety_notice_says_its_month_and_nothing_more(client: Client) -> None:
    page = client.get("/products/aurocel").text
    assert "Issued in May 2026." in page
    assert "does not say which, how often or why" in page


def test_no_notice_is_never_said_of_what_nobody_reports(client: Client) -> None:
    assert "No safety notice has been issued" in client.get("/products/chondracel").text
    cited = client.get("/products/realcel").text
    assert "No safety notice has been issued" not in cited
    assert "No sponsor reports on this product" in cited
