"""How completely sponsors report: page, file and GraphQL say the same, of those compared only."""

import csv
import re
from collections.abc import Iterator
from html import unescape

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from msgspec import structs

from registry.language import LANGUAGES
from registry.model.sealed import SEVERAL
from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry.snapshot import FrozenSnapshot, freeze
from registry.views.completeness import completeness
from registry.web.public.results.completeness import head_of_row
from tests.views.example import SNAPSHOT
from tests.web.test_product_page import Cells, numbers_in, numbers_of

Client = TestClient[Litestar]


def comparing(*sponsors: str) -> FrozenSnapshot:
    return freeze(structs.replace(SNAPSHOT, compared_sponsors=sponsors))


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with TestClient(create_public_app(Shelf(comparing("hospital-es")), lambda: "e")) as opened:
        yield opened


def part_of(client: Client, path: str = "/releases") -> str:
    page = client.get(path).text
    return page[page.index('id="completeness"') :].partition("</section>")[0]


def lines(client: Client) -> dict[tuple[str, str, str], dict[str, str]]:
    *rows, end = csv.DictReader(client.get("/releases/completeness.csv").text.splitlines())
    assert end["view"] == "#end"
    return {(row["row"], row["measure"], row["item"]): row for row in rows}


def test_the_numbers_on_the_page_are_those_of_file_and_graphql(client: Client) -> None:
    reader, told = Cells(), lines(client)
    reader.feed(part_of(client))
    query = unescape(re.findall(r'href="(/graphql/explorer[^"]+)"', part_of(client))[0])
    answer = client.get(query.replace("/graphql/explorer", "/graphql")).json()
    asked = set(numbers_in(answer["data"]))
    shown = [c for c in reader.found if told[c.row, c.measure, c.item]["value_status"] == "shown"]
    assert len(shown) == 3
    for cell in shown:
        line = told[cell.row, cell.measure, cell.item]
        counts = [line[name] for name in ("numerator", "denominator") if line[name]] or [
            f"{float(line['value']):g}"
        ]
        assert numbers_of(cell.text)[-len(counts) :] == counts
        assert {float(each) for each in counts} <= asked


def test_who_is_not_compared_yet_is_in_neither(client: Client) -> None:
    assert "Hospital Ejemplo" in part_of(client)
    assert "Klinikum Beispiel" not in part_of(client)
    assert {row["sponsor"] for row in lines(client).values()} == {"hospital-es"}
    assert client.get("/releases/completeness.json").json()[0]["sponsor"] == "hospital-es"


def test_before_anybody_is_compared_the_page_says_so_and_the_file_is_empty() -> None:
    with TestClient(create_public_app(Shelf(comparing()), lambda: "e")) as client:
        assert "No sponsor stands beside others yet." in part_of(client)
        assert lines(client) == {}


def test_sponsors_stand_in_order_of_their_names_and_say_what_they_owe() -> None:
    first, *others = SNAPSHOT.programmes
    late = structs.replace(first, overdue=True)
    snapshot = structs.replace(
        comparing("klinikum-de", "hospital-es").snapshot, programmes=(late, *others)
    )
    with TestClient(create_public_app(Shelf(freeze(snapshot)), lambda: "e")) as client:
        part = part_of(client)
    assert part.index("Hospital Ejemplo") < part.index("Klinikum Beispiel")
    assert "Result overdue" in part[: part.index("Klinikum Beispiel")]
    assert "Result overdue" not in part[part.index("Klinikum Beispiel") :]


@pytest.mark.parametrize(
    ("code", "words"),
    [("en", "Several sponsors"), ("es", "Una mezcla de promotores"), ("de", "Mehrere Sponsoren")],
)
def test_groups_of_several_sponsors_are_named_in_words(code: str, words: str) -> None:
    row = completeness(comparing("hospital-es").snapshot)[0]
    mixed = structs.replace(row, keys=(structs.replace(row.keys[0], value=SEVERAL, name=SEVERAL),))
    language = next(each for each in LANGUAGES if each.code == code)
    assert head_of_row(mixed, (), language).words == words
