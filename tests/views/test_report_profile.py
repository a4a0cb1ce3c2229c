"""The report profile: every field that a text asks for has a row, and each row says what it is."""

import pytest

from registry import texts
from registry.views.authority.facts import FACTS
from registry.views.authority.origin import DIRECTORY, origin_of
from registry.views.authority.profile import ProfileField, report_profile
from registry.views.authority.rows import FieldState, authority_rows
from registry.views.authority.sources import COUNTED
from registry.views.extent import Extent
from registry.views.figures import Reason
from tests.views.example import SNAPSHOT

PROFILE = report_profile()
FIELDS = {field.id: field for field in PROFILE.fields}

EU, ES, DE = "EU", "ES", "DE"
ASKED = [
    ("head", EU, "profile version", "profile-version"),
    ("head", EU, "period start", "period-start"),
    ("head", EU, "period end", "period-end"),
    ("head", EU, "Member State", "member-state"),
    ("head", EU, "competent authority", "authority"),
    ("head", EU, "holder", "holder"),
    ("head", EU, "approval id", "approval-id"),
    ("head", EU, "product", "product"),
    ("head", EU, "active substance", "active-substance"),
    ("head", EU, "class of the product", "atmp-class"),
    ("head", EU, "indication", "indication"),
    ("approval", EU, "first decision date", "first-decision"),
    ("approval", EU, "valid until", "valid-until"),
    ("approval", EU, "renewal", "renewals"),
    ("approval", EU, "conditions", "conditions"),
    ("approval", EU, "variations", "variations"),
    ("approval", EU, "suspension, date and reason", "suspension"),
    ("approval", EU, "withdrawal, date and reason", "withdrawal"),
    ("approval", EU, "revocation, date and reason", "revocation"),
    ("approval", EU, "lapse", "lapse"),
    ("use", EU, "patients prescribed", "prescribed"),
    ("use", EU, "patients accepted", "accepted"),
    ("use", EU, "patients collected", "collected"),
    ("use", EU, "patients manufactured for", "manufactured-for"),
    ("use", EU, "patients infused", "infused"),
    ("use", ES, "units made", "units"),
    ("use", ES, "batches made", "batches"),
    ("use", DE, "patients planned a year", "planned-year"),
    ("use", DE, "against actual", "actual-programme"),
    ("use", DE, "treating hospitals", "sites"),
    ("quality", ES, "production incidents", "incidents"),
    ("quality", EU, "manufacturing failures", "failures"),
    ("quality", EU, "out-of-specification batches made", "oos-made"),
    ("quality", EU, "out-of-specification batches released", "oos-released"),
    ("quality", EU, "out-of-specification batches not released", "oos-not-released"),
    ("safety", EU, "patients with a serious reaction", "reactions"),
    ("safety", EU, "patients with a serious event", "serious"),
    ("safety", EU, "terms with grade", "terms"),
    ("safety", EU, "deaths", "deaths"),
    ("safety", EU, "cause group of deaths", "cause"),
    ("safety", EU, "secondary malignancy", "malignancy"),
    ("safety", DE, "new risks", "new-risks"),
    ("safety", DE, "changed benefit and risk", "benefit-risk"),
    ("efficacy", EU, "pre-specified endpoint", "endpoint"),
    ("efficacy", EU, "its definition", "definition"),
    ("efficacy", EU, "its criterion", "criterion"),
    ("efficacy", EU, "time point", "time-point"),
    ("efficacy", EU, "denominator, all accepted", "denominator"),
    ("efficacy", EU, "number assessed", "assessed"),
    ("efficacy", EU, "number with success", "success"),
    ("efficacy", EU, "number with failure", "failure"),
    ("efficacy", EU, "number missing by reason", "outcome-missing"),
    ("follow-up", EU, "persons at risk per year since infusion", "at-risk"),
    ("follow-up", EU, "median", "median"),
    ("follow-up", EU, "maximum", "longest"),
    ("follow-up", EU, "lost", "lost"),
    ("follow-up", EU, "lost by reason", "lost-reason"),
    ("compliance", EU, "manufacturing practice", "gmp"),
    ("compliance", EU, "traceability", "traceability"),
    ("compliance", EU, "pharmacovigilance", "pharmacovigilance"),
]
"""Every field authorities are known to ask for: its part, who asks, what, and the row for it."""
OURS = {
    *("left-out", "not-infused", "batch-outcomes", "planned-programme", "oos-patients"),
    *("safety-of", "notice", "at-risk-of", "at-risk-accepted", "known", "missing"),
}
"""Rows beyond that list, so that its numbers can be read."""
TEXTS_OF = {EU: {"PROPOSAL", "PARLIAMENT", "DIRECTIVE"}, ES: {"ES"}, DE: {"DE_3", "DE_7", "DE_8"}}
NOT_COLLECTED = {
    *("prescribed", "planned-year", "incidents", "oos-made", "oos-not-released", "new-risks"),
    *("benefit-risk", "gmp", "traceability", "pharmacovigilance"),
}
WITHHELD = {
    **dict.fromkeys(("collected", "reactions", "cause", "lost-reason"), Reason.NOT_COUNTED),
    **dict.fromkeys(("median", "longest"), Reason.ONE_PATIENT),
}


@pytest.mark.parametrize(("part", "country", "what", "id"), ASKED, ids=[row[2] for row in ASKED])
def test_what_an_authority_asks_for_has_a_row_in_its_part_that_names_the_text(
    part: str, country: str, what: str, id: str
) -> None:
    (home,) = [each for each in PROFILE.parts if FIELDS[id] in each.fields]
    assert home.id == part, what
    assert TEXTS_OF[country] & {*FIELDS[id].asked_by}


def test_a_row_is_asked_for_or_one_of_ours_and_none_stands_twice() -> None:
    asked = {id for *_, id in ASKED}
    ids = [field.id for field in PROFILE.fields]
    assert len(ids) == len(set(ids))
    assert set(ids) == asked | OURS
    assert asked.isdisjoint(OURS)


def test_the_list_has_a_version_that_changed_with_it() -> None:
    assert PROFILE.version == "draft-2"


@pytest.mark.parametrize("field", PROFILE.fields, ids=list(FIELDS))
def test_a_row_is_filled_or_withheld_for_a_typed_reason_or_not_collected(
    field: ProfileField,
) -> None:
    assert field.label
    assert field.says.endswith(".")
    assert {*field.asked_by} <= {text.id for text in PROFILE.texts}
    filled = field.id not in NOT_COLLECTED and field.id not in WITHHELD
    assert field.withheld == WITHHELD.get(field.id)
    assert bool(field.source) is filled
    assert bool(field.because) is not filled
    assert bool(origin_of(field)) is filled
    if field.withheld is not None:
        assert texts.WITHHELD[field.withheld]


def test_every_text_is_drawn_from_and_says_what_it_asks_for() -> None:
    assert {id for field in PROFILE.fields for id in field.asked_by} == {
        text.id for text in PROFILE.texts if text.title and text.asks
    }


def test_everything_that_could_fill_a_field_fills_one() -> None:
    sources = [field.source for field in PROFILE.fields if field.source]
    assert sorted(sources) == sorted([*FACTS, *COUNTED])


def test_what_comes_from_the_directory_has_no_number_of_a_patient() -> None:
    """The only number is the one that a sponsor planned."""
    directory = {field.id for field in PROFILE.fields if origin_of(field) == DIRECTORY}
    rows = authority_rows(SNAPSHOT, Extent(2024, "ES"))
    told = {row.field_id for row in rows if row.field_id in directory and row.number is not None}
    assert told == {"planned-programme"}


def test_the_state_of_a_row_follows_from_the_list() -> None:
    for row in authority_rows(SNAPSHOT, Extent(2024, "ES")):
        collected = row.state is not FieldState.NOT_COLLECTED
        assert collected is (row.field_id not in NOT_COLLECTED)
        if row.field_id in WITHHELD:
            assert row.state is FieldState.WITHHELD
            assert row.number is not None
            assert row.number.withheld is not None
            assert row.number.withheld.reason is WITHHELD[row.field_id]
            assert row.text == FIELDS[row.field_id].because
