"""Which decision on an exemption makes a programme's results final: one it is used under."""

from datetime import date

import pytest

from registry.model.codes import ApprovalEventKind, Route, Scenario
from registry.model.product import Approval, ApprovalEvent
from registry.model.programme import Programme
from registry.model.source import Source
from registry.release.exemptions import approval_decision

PROGRAMME = Programme(
    id="p",
    product_id="x",
    sponsor_id="s",
    title="P",
    disease="lbcl",
    route=Route.HOSPITAL_EXEMPTION,
    lineage="x",
    registered_on=date(2027, 1, 1),
)


def approved(
    *events: tuple[ApprovalEventKind, str],
    disease: str = "lbcl",
    product: str = "x",
    ends: date | None = None,
    holder: str | None = "s",
    source: Source | None = None,
) -> list[Approval]:
    return [
        Approval(
            id="a",
            product_id=product,
            authority_id="n",
            country="ES",
            disease=disease,
            local_id="1",
            status_text="",
            scenario=Scenario.DURING_DEVELOPMENT,
            events=tuple(ApprovalEvent(kind, on) for kind, on in events),
            valid_to=ends,
            holder_id=holder,
            source=source,
        )
    ]


RENEWED, GRANTED = ApprovalEventKind.RENEWED, ApprovalEventKind.GRANTED


@pytest.mark.parametrize("disease", ["lbcl", "lymphoma", "blood-cancer", "not-stated"])
def test_a_renewal_of_the_disease_or_a_wider_one_counts(disease: str) -> None:
    approvals = approved((RENEWED, "2028-05-04"), disease=disease)
    assert approval_decision(PROGRAMME, approvals) == date(2028, 5, 4)


@pytest.mark.parametrize("disease", ["b-all", "mcl", "solid-tumour"])
def test_a_renewal_for_another_disease_does_not_count(disease: str) -> None:
    assert approval_decision(PROGRAMME, approved((RENEWED, "2028-05-04"), disease=disease)) is None


def test_a_renewal_of_another_product_does_not_count() -> None:
    assert approval_decision(PROGRAMME, approved((RENEWED, "2028-05-04"), product="y")) is None


def test_the_grant_itself_is_no_decision_on_results() -> None:
    assert approval_decision(PROGRAMME, approved((GRANTED, "2028-05-04"))) is None


@pytest.mark.parametrize(
    ("on", "day"),
    [
        ("2028", date(2028, 12, 31)),
        ("2028-02", date(2028, 2, 29)),
        ("2028-02-03", date(2028, 2, 3)),
    ],
)
def test_a_partial_date_means_its_last_day(on: str, day: date) -> None:
    assert approval_decision(PROGRAMME, approved((RENEWED, on))) == day


def test_the_earliest_decision_since_registration_counts_also_the_end_of_validity() -> None:
    approvals = approved((RENEWED, "2026-05-04"), (RENEWED, "2029"), ends=date(2028, 6, 30))
    assert approval_decision(PROGRAMME, approvals) == date(2028, 6, 30)


def test_only_programmes_under_the_exemption_use_it() -> None:
    trial = Programme(
        id="p",
        product_id="x",
        sponsor_id="s",
        title="P",
        disease="lbcl",
        route=Route.CLINICAL_TRIAL,
        lineage="x",
        registered_on=date(2027, 1, 1),
    )
    assert approval_decision(trial, approved((RENEWED, "2028"))) is None


def test_nobody_else_moves_a_programmes_dates() -> None:
    decided = (RENEWED, "2028-05-04")
    assert approval_decision(PROGRAMME, approved(decided, holder="other")) is None
    assert approval_decision(PROGRAMME, approved(decided, holder=None)) is None


def test_what_the_registry_recorded_with_a_source_counts() -> None:
    approvals = approved((RENEWED, "2028-05-04"), holder=None, source=Source("x", verified=True))
    assert approval_decision(PROGRAMME, approvals) == date(2028, 5, 4)
