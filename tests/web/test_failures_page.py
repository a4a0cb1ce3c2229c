"""What did not work: nothing is left out, nothing looks worse than it is, sources are named."""

import csv
from typing import Any

import pytest
from litestar.testing import TestClient
from msgspec import structs
from same_numbers import COLUMNS

from registry.model.codes import Verdict
from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry.snapshot import FrozenSnapshot, freeze
from registry.web.public.frame import Asked
from registry.web.public.handlers import rendered
from registry.web.public.results.failures import QUERY, failures, failures_page
from tests.views.example import RESULTS, frozen
from tests.web.test_product_page import Cells, as_written, numbers_in, numbers_of


def with_verdict(verdict: Verdict | None, *, cited: bool = False) -> FrozenSnapshot:
    """The example, where one result has another verdict."""
    place = 1 if cited else 0
    changed = structs.replace(
        RESULTS[place], result=structs.replace(RESULTS[place].result, verdict=verdict)
    )
    rows = tuple(changed if n == place else row for n, row in enumerate(RESULTS))
    return freeze(structs.replace(frozen().snapshot, endpoint_results=rows))


def cards(snapshot: FrozenSnapshot) -> dict[str, dict[str, Any]]:
    page = failures_page(Asked(snapshot, "/failures"))
    return {card["title"]: card for card in page["cards"]}


def test_a_goal_that_was_not_met_is_there_with_reason_number_interval_and_lesson() -> None:
    card = cards(frozen())["CHONDRA"]
    assert card["happened"] == ["Stopped on 2 May 2025: success had become unlikely."]
    (goal,) = card["goals"]
    told = {label: (cell.words, cell.note) for label, cell in goal["pairs"]}
    assert told["Asked for"] == ("at least 60%", "")
    assert told["As counted here"] == ("27% (11% to 52%)", "4 of 15")
    assert told["As its source states it"][0] == "26.7%"
    assert goal["lesson"] == "Begin rehabilitation earlier."


def test_every_verdict_but_met_puts_a_programme_on_the_page() -> None:
    for verdict in Verdict:
        found = cards(with_verdict(verdict, cited=True))
        assert ("A published trial" in found) == (verdict is not Verdict.MET)
    assert "A published trial" not in cards(with_verdict(None, cited=True))


@pytest.mark.parametrize("verdict", [each for each in Verdict if each is not Verdict.MET])
def test_every_number_is_that_of_the_file_and_in_the_answer_to_the_query(verdict: Verdict) -> None:
    reader, shelf = Cells(), Shelf(with_verdict(verdict, cited=True))
    with TestClient(create_public_app(shelf, lambda: "e")) as client:
        reader.feed(client.get("/failures").text)
        answer = client.post("/graphql", json={"query": QUERY}).json()
        file = csv.DictReader(client.get("/r/4/endpoint-results.csv").text.splitlines())
        lines = {(line["row"], line["measure"], line["item"]): line for line in file}
    told, rows = set(numbers_in(answer["data"])), {cell.row for cell in reader.found}
    assert rows == {"r-knee", "r-published"}
    for cell in reader.found:
        line = lines[cell.row, cell.measure, cell.item]
        value = as_written(float(line["value"]), cell.measure, share=bool(line["denominator"]))
        assert numbers_of(cell.text)[0] == value
        assert {float(line[column]) for column in COLUMNS if line[column]} <= told, cell


def test_a_programme_that_stopped_is_there_even_without_a_failed_goal() -> None:
    assert "CHONDRA" in cards(with_verdict(Verdict.MET))


def test_a_withheld_verdict_puts_nothing_on_the_page() -> None:
    assert [each.programme.id for each in failures(frozen().snapshot)] == ["chondra"]


def test_real_ones_come_first_and_fictional_ones_are_marked() -> None:
    both = with_verdict(Verdict.NOT_MET, cited=True)
    marked = {
        title: [tag.words for tag in card["tags"]].count("Fictional")
        for title, card in cards(both).items()
    }
    assert list(marked.items()) == [("A published trial", 0), ("CHONDRA", 1)]


def test_a_source_that_was_not_verified_says_so() -> None:
    snapshot = with_verdict(Verdict.NOT_MET, cited=True).snapshot
    row = next(row for row in snapshot.programmes if row.programme.source)
    source = structs.replace(row.programme.source, verified=False)  # type: ignore[type-var]
    changed = structs.replace(row, programme=structs.replace(row.programme, source=source))
    others = tuple(changed if each is row else each for each in snapshot.programmes)
    card = cards(freeze(structs.replace(snapshot, programmes=others)))["A published trial"]
    assert "Not verified by the registry" in [tag.words for tag in card["tags"]]


def test_the_page_is_amber_and_never_red() -> None:
    asked = Asked(frozen(), "/failures")
    page = rendered(asked.language, "failures.html", failures_page(asked))
    assert 'class="tag care"' in page
    assert "fault" not in page
