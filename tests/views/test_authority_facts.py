"""What the report for authorities says of approvals, holders, notices and endpoints."""

from typing import Any

import pytest
from msgspec import structs

from registry.model.codes import ApprovalEventKind, ApprovalReason
from registry.model.product import ApprovalEvent
from registry.snapshot import Snapshot
from registry.views.authority.rows import FieldState
from registry.views.extent import Extent
from tests.views.example import SNAPSHOT
from tests.views.test_authority_numbers import SPAIN, rows_of

GERMANY = Extent(2024, "DE")


def texts(field: str, snapshot: Snapshot = SNAPSHOT, extent: Extent = SPAIN) -> list[str]:
    rows = rows_of(field, snapshot, extent)
    return [row.text for row in rows if row.subject_id in ("he-es-1", "chondra")]


def test_an_endpoint_stands_with_its_definition_its_day_and_its_criterion() -> None:
    assert texts("endpoint") == [
        "Remission without residual disease at day 100 (primary, locked on 2023-01-10)"
    ]
    (definition,) = texts("definition")
    assert definition.startswith("Acute leukaemia remission: CR without measurable residual")
    assert texts("time-point") == ["day 100 after first administration"]
    assert texts("criterion") == ["at least 50 per cent of the accepted"]
    stated, counted = (
        {row.outcome_id for row in rows_of(field, SNAPSHOT) if row.outcome_id}
        for field in ("endpoint", "denominator")
    )
    assert stated == counted


def test_an_endpoint_stated_otherwise_later_stands_as_it_was_locked_and_says_so() -> None:
    (endpoint,) = texts("endpoint", extent=GERMANY)
    assert endpoint.endswith("; stated otherwise later, which counts for nothing")
    assert texts("criterion", extent=GERMANY) == ["at least 60 per cent of the accepted"]


def approved(**facts: Any) -> Snapshot:
    """The example with other facts of its first approval."""
    directory = SNAPSHOT.directory
    first, *others = directory.approvals
    known = structs.replace(directory, approvals=(structs.replace(first, **facts), *others))
    return structs.replace(SNAPSHOT, directory=known)


@pytest.mark.parametrize(
    ("on", "is_told"),
    [("2024-12-31", True), ("2025-01-01", False), ("2024", True), ("2025", False)],
)
def test_what_became_of_an_approval_is_told_if_it_can_be_of_the_year(
    on: str, is_told: bool
) -> None:
    granted = ApprovalEvent(ApprovalEventKind.GRANTED, "2021-02")
    suspended = ApprovalEvent(ApprovalEventKind.SUSPENDED, on, ApprovalReason.SAFETY)
    (row,) = [
        row
        for row in rows_of("suspension", approved(events=(granted, suspended)))
        if row.subject_id == "he-es-1"
    ]
    told = (on, "SAFETY") if is_told else ("", "")
    assert (row.text, row.item_id) == told
    assert (row.state is FieldState.FILLED) is is_told


def test_a_holder_no_source_names_is_no_sponsor_in_disguise() -> None:
    """The sponsor stands there, and is told to be the sponsor."""
    (named,) = [r for r in rows_of("holder", approved(holder_id="klinikum-de"))
                if r.subject_id == "he-es-1"]  # fmt: skip
    assert (named.text, named.item_id) == ("Klinikum Beispiel", "")
    (guessed,) = [r for r in rows_of("holder", SNAPSHOT) if r.subject_id == "he-es-1"]
    assert (guessed.text, guessed.item_id) == ("Hospital Ejemplo", "SPONSOR")


@pytest.mark.parametrize(("year", "said"), [(2025, "none issued"), (2026, "issued 2026-05")])
def test_a_safety_notice_is_told_from_its_year_on(year: int, said: str) -> None:
    assert texts("notice", extent=Extent(year, "ES")) == [said]
