"""Every decision of every programme is a row, with why and by when."""

import pytest
from msgspec import structs

from registry.model.decision import PublicDecision
from registry.views.decisions import decisions
from tests.views.example import OPENS, PROGRAMMES, SNAPSHOT

LATE = structs.replace(
    SNAPSHOT,
    programmes=tuple(
        structs.replace(
            row,
            overdue=row.programme.id == "chondra",
            decisions=tuple(
                structs.replace(each, missed=row.programme.id == "aurora" and each.stage == "R3")
                for each in row.decisions
            ),
        )
        for row in PROGRAMMES
    ),
)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["aurora.R0", "aurora.R3", "borealis.R3", "chondra.R3"]),
        ({"programme": "aurora"}, ["aurora.R0", "aurora.R3"]),
        ({"stage": "R3"}, ["aurora.R3", "borealis.R3", "chondra.R3"]),
        ({"is_open": False}, ["borealis.R3"]),
        ({"overdue": True}, ["chondra.R3"]),
        ({"missed": True}, ["aurora.R3"]),
        ({"programme": "published"}, []),
    ],
    ids=str,
)
def test_decisions_are_found_by_programme_stage_and_state(
    asked: dict[str, str], found: list[str]
) -> None:
    assert [row.id for row in decisions(LATE, **asked)] == found  # type: ignore[arg-type]


def test_a_decision_row_says_all_that_the_decision_says() -> None:
    (row,) = decisions(SNAPSHOT, programme="borealis")
    (decision,) = next(p for p in PROGRAMMES if p.programme.id == "borealis").decisions
    assert all(
        getattr(row, name) == getattr(decision, name) for name in PublicDecision.__struct_fields__
    )
    assert (row.programme_title, row.product_name, row.latest_on) == ("BOREALIS", "Aurocel", OPENS)


def test_rows_stand_in_order_of_id_whatever_the_names_of_programmes() -> None:
    named = structs.replace(PROGRAMMES[0].programme, id="chondra-2")
    more = (*PROGRAMMES, structs.replace(PROGRAMMES[0], programme=named))
    found = [row.id for row in decisions(structs.replace(SNAPSHOT, programmes=more))]
    assert found == sorted(found)
