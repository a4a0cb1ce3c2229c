"""The report for authorities: every field filled from public answers, or said to be none."""

from datetime import date
from typing import Any

import pytest
from msgspec import structs

from registry.archive import Archive
from registry.model.calendar import half_years_of
from registry.model.codes import Timing
from registry.snapshot import Snapshot, freeze
from registry.views.authority.entries import Scope
from registry.views.authority.profile import report_profile
from registry.views.authority.rows import AuthorityRow, FieldState, authority_rows
from registry.views.authority.sources import COUNTED
from registry.views.cohort import Dimension
from registry.views.extent import Extent
from registry.views.figures import Reason
from registry_graphql.public.context import context_for
from registry_graphql.public.schema import public_schema
from tests.views.example import SNAPSHOT

SPAIN, GERMANY = Extent(2024, "ES"), Extent(2024, "DE")
FIELDS = report_profile().fields


def answers(
    field: str, subject: str = "he-es-1", extent: Extent = SPAIN, snapshot: Snapshot = SNAPSHOT
) -> list[AuthorityRow]:
    rows = authority_rows(snapshot, extent)
    return [row for row in rows if (row.field_id, row.subject_id) == (field, subject)]


def numbers(field: str, scope: Scope = Scope.YEAR, **asked: Any) -> dict[str, int | None]:
    """The numbers of a field by item, of patients registered before an outcome."""
    rows = (row for row in answers(field, **asked) if row.timing is not Timing.RETROSPECTIVE)
    return {row.item_id: row.number.value for row in rows if row.number and row.scope is scope}


def test_every_field_is_answered_for_every_approval_and_each_answer_has_a_state() -> None:
    rows = authority_rows(SNAPSHOT, SPAIN)
    for subject in ("he-es-1", "he-es-2"):
        assert {r.field_id for r in rows if r.subject_id == subject} == {f.id for f in FIELDS}
    assert len({row.id for row in rows}) == len(rows)
    for row in rows:
        told = bool(row.text) or row.number is not None
        assert told is (row.state is not FieldState.NOT_STATED)
        if row.number is not None:
            shown = row.number.value is not None
            assert shown is (row.number.withheld is None) is (row.state is FieldState.FILLED)


QUERY = """query ($filter: CohortFilter) {
  followUp(by: [], filter: $filter) { edges { node { timing
    accepted { value } infusion { infused { value } notInfused { reason patients } }
    leftOut { patients }
    horizons { day known { numerator } missing { value } lost { patients { value } } } } } }
  manufacturing(by: [], filter: $filter) { edges { node { timing
    made { withAttempt { value } outcomes { code attempts } failures { code attempts } } } } }
  efficacy(by: [], filter: $filter) { edges { node { timing
    result { accepted { value } success { value } noSuccess { reason patients } } } } }
  safety(by: [], filter: $filter) { edges { node { timing
    horizons { day accepted { value } serious { patients } classes { name patients }
      events { id patients } } } } }
  survival(by: [], filter: $filter) { edges { node { timing
    ofAccepted { points { day atRisk } } } } }
}"""
FILTERS: dict[Scope, dict[str, list[str]]] = {
    Scope.YEAR: {"periods": sorted(half_years_of(2024))},
    Scope.ALL_YEARS: {},
}


def asked_of_everybody(scope: Scope) -> dict[str, Any]:
    """What anybody hears who asks for the same patients: a row of each table."""
    asked = {"programmes": ["aurora"], "countries": ["ES"], **FILTERS[scope]}
    context = context_for(Archive(lambda: freeze(SNAPSHOT)))
    done = public_schema().execute_sync(QUERY, {"filter": asked}, context_value=context)
    assert done.errors is None
    assert done.data is not None
    return {
        name: next(e["node"] for e in data["edges"] if e["node"]["timing"] == "PROSPECTIVE")
        for name, data in done.data.items()
    }


@pytest.mark.parametrize("scope", FILTERS)
def test_numbers_of_patients_are_those_that_anybody_can_ask_for(scope: Scope) -> None:
    told = asked_of_everybody(scope)
    followed, brought = told["followUp"], told["efficacy"]["result"]
    assert numbers("accepted", scope) == {"": followed["accepted"]["value"]} == {"": 23}
    assert numbers("infused", scope) == {"": followed["infusion"]["infused"]["value"]}
    assert numbers("not-infused", scope) == by_code(followed["infusion"]["notInfused"])
    assert sum(numbers("left-out", scope).values()) == sum(  # type: ignore[arg-type]
        each["patients"] for each in followed["leftOut"]
    )
    days = {f"day-{each['day']}": each for each in followed["horizons"]}
    assert numbers("known", scope) == {day: at["known"]["numerator"] for day, at in days.items()}
    assert numbers("missing", scope) == {day: at["missing"]["value"] for day, at in days.items()}
    assert numbers("lost", scope) == {
        day: at["lost"]["patients"]["value"] for day, at in days.items()
    }
    outcome = {"": brought["accepted"]["value"]}
    assert numbers("denominator", scope) == outcome
    assert numbers("success", scope) == {"": brought["success"]["value"]}


@pytest.mark.parametrize("scope", FILTERS)
def test_batches_and_events_are_those_that_anybody_can_ask_for(scope: Scope) -> None:
    told = asked_of_everybody(scope)
    made = told["manufacturing"]["made"]
    outcomes = by_code(made["outcomes"], "code", "attempts", zeros=True)
    assert numbers("manufactured-for", scope) == {"": made["withAttempt"]["value"]}
    assert numbers("batch-outcomes", scope) == outcomes
    assert numbers("batches", scope) == {"": sum(outcomes.values())} == {"": 13}
    assert numbers("units", scope) == {"": outcomes["RELEASED"]} == {"": 10}
    assert numbers("failures", scope) == by_code(made["failures"], "code", "attempts")
    days = {f"day-{each['day']}": each for each in told["safety"]["horizons"]}
    assert numbers("safety-of", scope) == {d: at["accepted"]["value"] for d, at in days.items()}
    assert numbers("serious", scope) == {d: at["serious"]["patients"] for d, at in days.items()}
    for field, kind in (("deaths", "DEATH"), ("malignancy", "MALIGNANCY")):
        assert numbers(field, scope) == {
            day: next(each["patients"] for each in at["classes"] if each["name"] == kind)
            for day, at in days.items()
        }
    assert numbers("terms", scope) == {
        f"{day}/{each['id']}": each["patients"] for day, at in days.items() for each in at["events"]
    }


def by_code(
    rows: list[dict[str, Any]], name: str = "reason", number: str = "patients", zeros: bool = False
) -> dict[str, int]:
    return {row[name]: row[number] for row in rows if row[number] or zeros}


def test_who_registered_no_programme_has_told_of_no_patient() -> None:
    for field in FIELDS:
        if field.source in COUNTED:
            (row,) = answers(field.id, "he-es-2")
            assert row.scope is None
            assert row.state is FieldState.WITHHELD
            assert row.number is not None
            assert row.number.withheld is not None
            assert row.number.withheld.reason is Reason.NOT_RECEIVED


def test_a_year_without_a_whole_group_withholds_its_numbers_and_tells_whom_it_leaves_out() -> None:
    first, *others = SNAPSHOT.groups
    spanning = structs.replace(first, first_period="2023-H2")
    only = (spanning, *(g for g in others if g.programme_id != "aurora"))
    snapshot = structs.replace(SNAPSHOT, groups=only)
    assert numbers("accepted", snapshot=snapshot) == {"": None}
    assert numbers("left-out", snapshot=snapshot) == {Dimension.PERIOD: 12}
    for field in ("infused", "not-infused", "batches", "failures", "serious", "terms", "known"):
        year, every = answers(field, snapshot=snapshot)[:2]
        assert (year.scope, year.state) == (Scope.YEAR, FieldState.WITHHELD), field
        assert (every.scope, every.state) == (Scope.ALL_YEARS, FieldState.FILLED), field


def test_exempted_use_without_an_approval_is_told_too() -> None:
    rows = authority_rows(SNAPSHOT, GERMANY)
    assert {row.subject_id for row in rows} == {"chondra"}
    assert numbers("accepted", subject="chondra", extent=GERMANY) == {"": 15}
    (decided,) = answers("first-decision", "chondra", GERMANY)
    assert decided.state is FieldState.NOT_STATED
    trials = {row.subject_id for row in authority_rows(SNAPSHOT, Extent(2026, "ES"))}
    assert "borealis" not in trials


def test_an_approval_and_a_programme_of_later_years_are_not_in_the_report() -> None:
    assert {row.subject_id for row in authority_rows(SNAPSHOT, Extent(2020, "ES"))} == {"he-es-2"}
    assert authority_rows(SNAPSHOT, Extent(2018, "ES")) == []


def test_a_running_year_ends_with_the_snapshot() -> None:
    (start,) = answers("period-start", extent=Extent(2026, "ES"))
    (end,) = answers("period-end", extent=Extent(2026, "ES"))
    assert (start.text, end.text) == ("2026-01-01", "2026-09-30")
    assert SNAPSHOT.as_of == date(2026, 9, 30)
