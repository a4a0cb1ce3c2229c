"""The annual report: its numbers are those of its files and of GraphQL, and it says what is not."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from html import unescape

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from msgspec import Struct, structs

from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry.snapshot import FrozenSnapshot, PublicProgramme, freeze
from registry.web.public.report.figures import FIGURES
from tests.views.example import PROGRAMMES, SNAPSHOT
from tests.web.test_product_page import Cells, Placed, as_written, numbers_in, numbers_of

Client = TestClient[Litestar]
REPORTS = ("/report/2024", "/report/2024/ES", "/report/2024/DE", "/report/2026")
OPENED = date(2026, 3, 31)


def opened(row: PublicProgramme) -> PublicProgramme:
    """A programme whose stages opened in March 2026, and that owes a result since then."""
    decisions = tuple(structs.replace(each, opened_on=OPENED) for each in row.decisions)
    return structs.replace(row, decisions=decisions, overdue=True, due_on=OPENED)


@cache
def eventful() -> FrozenSnapshot:
    """The example with a group that spans two years, a missed release and opened verdicts."""
    first, *others = SNAPSHOT.groups
    spanning = structs.replace(first, last_period="2025-H1")
    return freeze(
        structs.replace(
            SNAPSHOT,
            groups=(spanning, *others),
            programmes=tuple(map(opened, PROGRAMMES[:3])) + PROGRAMMES[3:],
            missed_releases=(date(2024, 9, 30),),
        )
    )


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with TestClient(create_public_app(Shelf(eventful()), lambda: "e")) as opened_client:
        yield opened_client


class Block(Struct):
    """A figure of a page: its cells that name a place, its files, and the query below it."""

    cells: list[Placed]
    files: dict[str, str]
    query: str


def blocks(client: Client, path: str) -> list[Block]:
    """The figures of a page that have data."""
    page = client.get(path).text
    found = []
    for part in page.split('<div class="block')[1:]:
        reader = Cells()
        reader.feed(part)
        hrefs = re.findall(r'href="([^"]+\.(csv|json))"', part)
        if hrefs:
            files = {ending: href for href, ending in hrefs}
            found.append(Block(reader.found, files, unescape(reader.behind[0][0])))
    return found


def lines(client: Client, href: str) -> dict[tuple[str, str, str], dict[str, str]]:
    """The lines of a file by row, measure and item."""
    *rows, end = csv.DictReader(client.get(href).text.splitlines())
    assert end["view"] == "#end"
    assert int(end["row"]) == len(rows)
    return {(row["row"], row["measure"], row["item"]): row for row in rows}


def number(text: str) -> float | None:
    return float(text) if text else None


@pytest.mark.parametrize("path", REPORTS)
def test_every_number_of_patients_is_that_of_the_file_below_it(client: Client, path: str) -> None:
    compared = 0
    for block in blocks(client, path):
        told = lines(client, block.files["csv"])
        for cell in block.cells:
            line = told[cell.row, cell.measure, cell.item]
            if line["value_status"] != "shown" or cell.view in ("costs", "pooled-costs"):
                continue
            share = bool(line["denominator"])
            wanted = [line["value"], *([line["low"], line["high"]] if share else [])]
            expected = [as_written(float(n), cell.measure, share=share) for n in wanted if n]
            assert numbers_of(cell.text)[: len(expected)] == expected, cell
            compared += len(expected)
    assert compared > 3


@pytest.mark.parametrize("path", REPORTS)
def test_every_number_is_in_the_answer_to_the_query_below_it(client: Client, path: str) -> None:
    for block in blocks(client, path):
        answer = client.get(block.query.replace("/graphql/explorer", "/graphql")).json()
        assert "errors" not in answer, (block.query, answer)
        told = set(numbers_in(answer["data"]))
        file = lines(client, block.files["csv"])
        rows = [file[cell.row, cell.measure, cell.item] for cell in block.cells]
        columns = ("value", "numerator", "denominator", "low", "high")
        wanted = {number(row[column]) for row in rows for column in columns} - {None}
        assert wanted <= told, block.query


def test_a_file_is_the_same_in_both_formats(client: Client) -> None:
    for figure in FIGURES:
        told = client.get(f"/report/2024/{figure}.json").json()
        rows = lines(client, f"/report/2024/{figure}.csv").values()
        assert [row["measure"] for row in told] == [row["measure"] for row in rows]
        assert [number(row["value"]) for row in rows] == [row["value"] for row in told]


def test_a_group_that_spans_two_years_is_left_out_of_both_and_told(client: Client) -> None:
    for year in ("2024", "2025"):
        page = words_of(client, f"/report/{year}")
        assert "12 patients are in groups that span several periods of acceptance." in page
    assert "13 patients are in groups that span several countries." in words_of(
        client, "/report/2024/ES"
    )


def test_the_rows_of_a_year_count_whole_groups(client: Client) -> None:
    told = lines(client, "/report/2024/patients.csv")
    accepted = {key[0]: row["value"] for key, row in told.items() if key[1] == "accepted"}
    assert accepted["PERIODin2024-H1+2024-H2|PROSPECTIVE|follow-up|FICTIONAL"] == "39"
    assert accepted["PROSPECTIVE|follow-up|FICTIONAL"] == "51"


def words_of(client: Client, path: str) -> str:
    """The words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", client.get(path).text)).split())


def test_a_year_without_a_group_says_so_in_words(client: Client) -> None:
    page = words_of(client, "/report/2023")
    assert "No open group lies in 2023 alone" in page
    assert "No verdict became public in 2023." in page
    assert "No sponsor reports a cost of 2023." in page
    before = words_of(client, "/report/2019")
    assert "Nothing is registered here of patients accepted in 2019 or before." in before
    assert "No sponsor had registered a programme by the end of 2019." in before


def test_a_verdict_is_of_the_year_in_which_it_became_public_whatever_it_is(client: Client) -> None:
    page = words_of(client, "/report/2026")
    assert "Goal not met" in page
    assert "No verdict became public" not in page
    assert "No verdict became public in 2024." in words_of(client, "/report/2024")


def test_what_is_cited_without_a_day_is_of_no_year_and_that_is_said(client: Client) -> None:
    said = "Known from publications that name no day: 1. They are of no year"
    assert said in words_of(client, "/report/2026")
    assert said not in words_of(client, "/report/2026/ES")
    rows = lines(client, "/report/2026/goals.csv")
    assert {key[0] for key in rows} == {"r-knee", "r-remission"}


def test_what_was_missed_is_due_and_opens_stands_there(client: Client) -> None:
    assert "Passed without a release: 30 September 2024." in words_of(client, "/report/2024")
    now = words_of(client, "/report/2026")
    assert "No release date of 2026 was missed." in now
    assert "Result State AURORA" in now
    assert "30 September 2027 Interim efficacy Aurocel" in now
    assert "The year 2026 is not over" in now


@pytest.mark.parametrize(
    "path",
    [
        *("1789", "2027", "24", "٢٠٢٤", "2024/XX", "2024/es", "2024/SEVERAL", "2024/nothing.csv"),
        *("2024/patients.exe", "2024/ES/DE", "2024/ES/nothing.csv", "2024.csv", "2024/patients"),
    ],
)
def test_an_address_without_a_report_names_those_there_are(client: Client, path: str) -> None:
    answer = client.get(f"/report/{path}")
    assert answer.status_code == 404
    assert "There is no report at this address." in answer.text
    assert 'href="/report/2024"' in answer.text
    assert 'href="/report/2026/ES"' in answer.text
    assert f'/report/{path}"' not in answer.text


def test_the_report_of_a_country_holds_what_is_of_it(client: Client) -> None:
    page = words_of(client, "/report/2024/DE")
    assert "CHONDRA" in page
    assert "AURORA" not in page
    ids = {row["row"] for row in lines(client, "/report/2024/DE/costs.csv").values()}
    assert ids == {"chondra.manufacture-2024"}


def test_every_file_of_every_figure_says_its_licence(client: Client) -> None:
    for figure in FIGURES:
        answer = client.get(f"/report/2024/ES/{figure}.csv")
        assert answer.status_code == 200
        assert 'rel="license"' in answer.headers["link"]
    assert json.loads(client.get("/report/2024/ES/patients.json").text)


def test_a_number_behind_a_cell_that_spans_columns_stands_under_its_own_head(
    client: Client,
) -> None:
    page = client.get("/report/2023").text
    part = page[page.index('id="patients"') :].partition("</table>")[0]
    assert 'colspan="2"' in part
    assert 'data-head="Accepted in all years" class="n"' in part
    assert '<th role="columnheader" scope="col" class="n">Accepted in all years</th>' in part
    assert 'data-head="Infused' not in part
