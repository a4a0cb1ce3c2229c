"""A number that is not shown waits for the same rules on the page, in GraphQL and in the files."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from registry.exports.tables import Value
from registry.public_app import create_public_app
from registry.release.gates import GATES
from registry.shelf import Shelf
from tests.views.example import frozen
from tests.web.test_product_page import PRODUCTS, lines_of

Client = TestClient[Litestar]
Named = dict[tuple[str, str, str, str], str]
QUERY = """
{ efficacy(by: [PROGRAMME, COUNTRY], first: 50) { edges { node {
  id result { ofAccepted { withheld { gateIds condition } } }
} } } }"""


class Waiting(HTMLParser):
    """Finds the cells that name a place and the rules they wait for."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Named = {}

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if "data-view" in told:
            view, row, measure, item = (
                told[f"data-{n}"] for n in ("view", "row", "measure", "item")
            )
            self.found[view, row, measure, item] = told.get("data-gates", "")


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with TestClient(create_public_app(Shelf(frozen()), lambda: "e")) as opened:
        yield opened


@pytest.fixture(scope="module")
def waiting(client: Client) -> Named:
    reader = Waiting()
    for product in PRODUCTS:
        reader.feed(client.get(f"/products/{product}").text)
    return reader.found


def line_of(place: tuple[str, str, str, str]) -> dict[str, Value]:
    view, *rest = place
    return lines_of(view)[tuple(rest)]


def test_page_and_file_name_the_same_rules(waiting: Named) -> None:
    told = {place: gates for place, gates in waiting.items() if gates}
    assert told
    for place, gates in waiting.items():
        assert (line_of(place)["gates"] or "") == gates


def test_graphql_names_them_too_and_each_is_a_rule(client: Client) -> None:
    answer = client.post("/graphql", json={"query": QUERY}).json()["data"]["efficacy"]
    rules = {gate.value for gate in GATES}
    by_row: dict[str, Any] = {
        edge["node"]["id"]: edge["node"]["result"]["ofAccepted"]["withheld"]
        for edge in answer["edges"]
        if edge["node"]["result"]
    }
    named = 0
    for withheld in filter(None, by_row.values()):
        assert set(withheld["gateIds"]) <= rules
        assert bool(withheld["gateIds"]) is bool(withheld["condition"])
        named += len(withheld["gateIds"])
    lines = [
        line for (_, measure, _), line in lines_of("efficacy").items()
        if measure == "result.of_accepted" and line["gates"]
    ]  # fmt: skip
    assert named == sum(len(str(line["gates"]).split()) for line in lines) > 0
