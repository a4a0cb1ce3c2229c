"""The report for authorities: every field filled from public answers, or said to be none."""

from datetime import date
from typing import Any

import pytest
from msgspec import structs

from registry.archive import Archive
from registry.model.calendar import half_years_of
from registry.snapshot import Snapshot, freeze
from registry.views.authority.counted import AFTERWARDS, COUNTED
from registry.views.authority.facts import FACTS
from registry.views.authority.profile import report_profile
from registry.views.authority.rows import AuthorityRow, FieldState, authority_rows
from registry.views.cohort import Dimension
from registry.views.extent import Extent
from registry.views.figures import Reason
from registry_graphql.public.context import context_for
from registry_graphql.public.schema import public_schema
from tests.views.example import SNAPSHOT

SPAIN, GERMANY = Extent(2024, "ES"), Extent(2024, "DE")
FIELDS = [field for part in report_profile().parts for field in part.fields]
GROUPS = [
    *("head", "approval", "use", "quality", "safety", "efficacy", "follow-up", "compliance"),
]


def answers(
    field: str, subject: str = "he-es-1", extent: Extent = SPAIN, snapshot: Snapshot = SNAPSHOT
) -> list[AuthorityRow]:
    rows = authority_rows(snapshot, extent)
    return [row for row in rows if (row.field_id, row.subject_id) == (field, subject)]


def numbers(field: str, **asked: Any) -> dict[str, int | None]:
    """The numbers of a field by item, of patients registered before an outcome."""
    rows = (row for row in answers(field, **asked) if not row.item.startswith(AFTERWARDS))
    return {row.item: row.number.value for row in rows if row.number is not None}


def test_the_profile_has_every_group_of_fields_and_a_version() -> None:
    profile = report_profile()
    assert profile.version == "draft-1"
    assert [part.id for part in profile.parts] == GROUPS
    ids = [field.id for field in FIELDS]
    assert len(ids) == len(set(ids)) == 46


@pytest.mark.parametrize("field", FIELDS, ids=[field.id for field in FIELDS])
def test_a_field_is_filled_from_something_or_says_why_not(field: Any) -> None:
    assert bool(field.source) != bool(field.because)
    assert not field.source or (field.source in FACTS) != (field.source in COUNTED)
    assert not (field.withheld and field.source)


def test_every_source_is_used() -> None:
    assert {field.source for field in FIELDS} - {""} == FACTS.keys() | COUNTED.keys()


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


def test_numbers_of_patients_are_those_that_anybody_can_ask_for() -> None:
    query = """query ($filter: CohortFilter) {
      followUp(by: [], filter: $filter) { edges { node { timing
        accepted { value } infusion { infused { value } notInfused { reason patients } }
        leftOut { patients } horizons { day known { numerator } missing { value } } } } }
      efficacy(by: [], filter: $filter) { edges { node { timing
        result { accepted { value } success { value } noSuccess { reason patients } } } } }
      safety(by: [], filter: $filter) { edges { node { timing
        horizons { serious { patients } } } } }
    }"""
    asked = {"programmes": ["aurora"], "countries": ["ES"], "periods": sorted(half_years_of(2024))}
    context = context_for(Archive(lambda: freeze(SNAPSHOT)))
    done = public_schema().execute_sync(query, {"filter": asked}, context_value=context)
    assert done.errors is None
    assert done.data is not None
    told = {
        name: next(e["node"] for e in data["edges"] if e["node"]["timing"] == "PROSPECTIVE")
        for name, data in done.data.items()
    }
    followed, brought = told["followUp"], told["efficacy"]["result"]
    assert numbers("accepted") == {"": followed["accepted"]["value"]} == {"": 23}
    assert numbers("infused") == {"": followed["infusion"]["infused"]["value"]}
    assert numbers("not-infused") == {
        each["reason"]: each["patients"] for each in followed["infusion"]["notInfused"]
    }
    assert list(numbers("left-out").values()) == [each["patients"] for each in followed["leftOut"]]
    days = {f"day {each['day']}": each for each in followed["horizons"]}
    assert numbers("known") == {day: each["known"]["numerator"] for day, each in days.items()}
    assert numbers("missing") == {day: each["missing"]["value"] for day, each in days.items()}
    assert list(numbers("denominator").values()) == [brought["accepted"]["value"]]
    assert list(numbers("success").values()) == [brought["success"]["value"]]
    lost = {each["reason"]: each["patients"] for each in brought["noSuccess"] if each["patients"]}
    assert numbers("no-success") == lost
    last = told["safety"]["horizons"][-1]
    assert list(numbers("serious").values()) == [last["serious"]["patients"]]


def test_who_registered_no_programme_has_told_of_no_patient() -> None:
    for field in FIELDS:
        if field.source in COUNTED:
            (row,) = answers(field.id, "he-es-2")
            assert row.state is FieldState.WITHHELD
            assert row.number is not None
            assert row.number.withheld is not None
            assert row.number.withheld.reason is Reason.NOT_RECEIVED


def test_a_year_without_a_whole_group_withholds_its_numbers_and_tells_whom_it_leaves_out() -> None:
    first, *others = SNAPSHOT.groups
    spanning = structs.replace(first, first_period="2023-H2")
    only = (spanning, *(g for g in others if g.programme_id != "aurora"))
    snapshot = structs.replace(SNAPSHOT, groups=only)
    (accepted,) = answers("accepted", snapshot=snapshot)
    assert (accepted.state, accepted.number and accepted.number.value) == (
        FieldState.WITHHELD,
        None,
    )
    assert numbers("left-out", snapshot=snapshot) == {Dimension.PERIOD: 12}
    for field in ("infused", "not-infused", "batches", "failures", "serious", "terms", "known"):
        (row,) = answers(field, snapshot=snapshot)
        assert row.state is FieldState.WITHHELD, field


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
    (row,) = answers("period", extent=Extent(2026, "ES"))
    assert row.text == "2026-01-01 to 2026-09-30"
    assert SNAPSHOT.as_of == date(2026, 9, 30)
