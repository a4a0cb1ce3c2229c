"""Everything that a page of a product must tell, asked of the page as it is sent.

`tests/test_demo.py` asks the same of every product of the demo.
"""

from collections.abc import Iterator

import pytest
from litestar.testing import TestClient
from msgspec import structs
from product_told import (
    at_risk,
    both_denominators,
    cited,
    goals,
    overdue,
    regulators,
    section,
    stages,
    untold,
)

from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry.snapshot import FrozenSnapshot, freeze
from registry.views.programmes import programme
from tests.views.example import AS_OF, frozen
from tests.web.conftest import Client

HELD = "borealis"
PRODUCTS = ("aurocel", "chondracel", "realcel")


def with_an_overdue_result() -> FrozenSnapshot:
    """The example, in which the programme of the knee owes its result since a year."""
    snapshot = frozen().snapshot
    due = AS_OF.replace(year=AS_OF.year - 1)
    told = tuple(
        structs.replace(row, overdue=True, due_on=due) if row.programme.id == "chondra" else row
        for row in snapshot.programmes
    )
    return freeze(structs.replace(snapshot, programmes=told))


SHOWN = with_an_overdue_result()


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with TestClient(create_public_app(Shelf(SHOWN), lambda: "error-1")) as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(client: Client) -> dict[str, str]:
    return {id: client.get(f"/products/{id}").text for id in PRODUCTS}


def part(pages: dict[str, str], product: str, id: str) -> str:
    return section(pages[product], f"programme-{id}")


@pytest.mark.parametrize("id", PRODUCTS)
def test_a_page_tells_everything_there_is_to_tell(pages: dict[str, str], id: str) -> None:
    assert untold(SHOWN, id, pages[id]) == []


def test_the_stepper_says_of_each_stage_since_when_it_is_open_or_when_it_opens(
    pages: dict[str, str],
) -> None:
    row = programme(SHOWN.snapshot, HELD)
    assert row is not None
    stepper = part(pages, "aurocel", HELD)
    assert list(stages(row, stepper)) == []
    some_day = stepper.replace("30 September 2027", "some day")
    assert [each.partition(": ")[2] for each in stages(row, some_day)] == [
        "Opens on 30 September 2027 at the latest.",
        "Held back by its sponsor until 30 September 2027",
    ]
    swapped = stepper.replace('<li class="next">', '<li class="open">')
    assert [each for each in stages(row, swapped) if "stages" in each]


def test_who_owes_a_result_is_marked_with_the_day_and_nobody_else_is(
    pages: dict[str, str],
) -> None:
    owing = programme(SHOWN.snapshot, "chondra")
    assert owing is not None
    chondra = part(pages, "chondracel", "chondra")
    assert owing.overdue
    assert list(overdue(owing, chondra)) == []
    assert list(overdue(owing, chondra.replace("30 September 2025", "soon")))
    assert list(overdue(owing, chondra.replace("Result overdue", "")))
    assert list(overdue(structs.replace(owing, overdue=False), chondra))


def test_both_denominators_stand_side_by_side(pages: dict[str, str]) -> None:
    row = programme(SHOWN.snapshot, "aurora")
    assert row is not None
    aurora = part(pages, "aurocel", "aurora")
    assert list(both_denominators(SHOWN.snapshot, row, aurora)) == []
    alone = aurora.replace("7 of 10", "")
    assert list(both_denominators(SHOWN.snapshot, row, alone)) == [
        "aurora: 7 of 12 and 7 of 10 in one row"
    ]


def test_below_each_curve_stands_how_many_were_at_risk_on_phones_too(
    pages: dict[str, str],
) -> None:
    row = programme(SHOWN.snapshot, "aurora")
    assert row is not None
    aurora = part(pages, "aurocel", "aurora")
    assert list(at_risk(SHOWN.snapshot, row, aurora)) == []
    assert list(at_risk(SHOWN.snapshot, row, aurora.replace("Patients at risk", "Patients")))
    narrow = aurora.replace('<svg class="chart phone"', '<i class="chart phone"')
    assert [each for each in at_risk(SHOWN.snapshot, row, narrow) if "on phones" in each]


def test_a_goal_that_failed_is_drawn_as_large_as_one_that_was_met(pages: dict[str, str]) -> None:
    chondracel = pages["chondracel"]
    assert list(goals(SHOWN.snapshot, "chondracel", chondracel)) == []
    assert "Goal not met" in chondracel
    aurocel = pages["aurocel"].replace('r="5.5"', 'r="3"', 1)
    assert list(goals(SHOWN.snapshot, "aurocel", aurocel)) == [
        "aurocel: dots of one size for every goal"
    ]
    assert list(goals(SHOWN.snapshot, "chondracel", chondracel.replace("Knee", "")))


def test_what_regulators_said_stands_there_or_that_nothing_is_known(
    pages: dict[str, str],
) -> None:
    assert list(regulators(SHOWN, "aurocel", pages["aurocel"])) == []
    silent = pages["aurocel"].replace("Spanish medicines agency", "")
    assert list(regulators(SHOWN, "aurocel", silent)) == ["aurocel: Spanish medicines agency"]


def test_a_page_says_how_to_cite_it_and_names_its_files(pages: dict[str, str]) -> None:
    page = pages["aurocel"]
    assert list(cited(SHOWN, "aurocel", page)) == []
    assert list(cited(SHOWN, "aurocel", page.replace("cite.bib", "cite.doc")))
    assert list(cited(SHOWN, "aurocel", page.replace(SHOWN.digest[:12], "")))
