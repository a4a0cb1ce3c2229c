"""What a reader of the directory, the programmes and the endpoint results is told."""

from datetime import date

import msgspec
import pytest
from msgspec import structs

from registry import texts
from registry.model.codes import AtmpClass, Route, Verdict
from registry.model.decision import Standing
from registry.snapshot import PublicVerdictSet, Snapshot
from registry.views import VIEWS
from registry.views.directory import centres, offers_of_product
from registry.views.endpoint_results import endpoint_results
from registry.views.figures import Reason, add_year, is_stale
from registry.views.products import approvals, product, products
from registry.views.programmes import programmes
from tests.views.example import AS_OF, OPENS, SNAPSHOT

TOGETHER = PublicVerdictSet(
    "verdicts.fictional.s001", AS_OF, ("aurora", "chondra", "published"), 1, 3, synthetic=True
)


def ids(rows: object) -> list[str]:
    return [row.id for row in rows]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["barcelona", "munich"]),
        ({"disease": "leukaemia"}, ["barcelona"]),
        ({"disease": "blood-cancer"}, ["barcelona"]),
        ({"disease": "b-all", "country": "DE"}, []),
        ({"country": "DE"}, ["munich"]),
        ({"product": "chondracel"}, ["munich"]),
        ({"disease": "aml"}, []),
    ],
    ids=str,
)
def test_a_disease_finds_centres_for_its_narrower_ones(
    asked: dict[str, str], found: list[str]
) -> None:
    assert ids(centres(SNAPSHOT, **asked)) == found


@pytest.mark.parametrize(
    ("confirmed_on", "stale"),
    [(date(2025, 9, 29), True), (date(2025, 9, 30), False), (AS_OF, False), (None, True)],
    ids=["a day too old", "twelve months", "today", "never"],
)
def test_a_fact_is_stale_after_twelve_months(confirmed_on: date | None, stale: bool) -> None:
    assert is_stale(confirmed_on, AS_OF) is stale


def test_a_year_after_the_leap_day_is_the_last_of_february() -> None:
    assert add_year(date(2024, 2, 29)) == date(2025, 2, 28)


def test_an_offer_names_the_authority_to_ask() -> None:
    offer = offers_of_product(SNAPSHOT, "aurocel")[0]
    assert (offer.authority_name, offer.approval_status) == ("Spanish medicines agency", "granted")
    assert offer.stale


def test_what_the_source_does_not_say_stays_unknown() -> None:
    offer = centres(SNAPSHOT, country="DE")[0].offers[0]
    assert (offer.treats_adults, offer.treats_children) == (None, False)


def test_approvals_without_a_programme_are_listed() -> None:
    """Realcel is known from publications: whoever holds its approval registered nothing here."""
    assert [(row.id, row.programme_ids) for row in approvals(SNAPSHOT)] == [
        ("he-es-1", ("aurora",)),
        ("he-es-2", ()),
    ]
    assert ids(approvals(SNAPSHOT, without_programme=True)) == ["he-es-2"]
    assert ids(approvals(SNAPSHOT, without_programme=True, country="DE")) == []


@pytest.mark.parametrize(
    ("disease", "used"),
    [("b-all", True), ("leukaemia", True), ("not-stated", True), ("lbcl", False)],
)
def test_an_approval_is_used_by_a_programme_of_its_disease_or_a_narrower_one(
    disease: str, used: bool
) -> None:
    first, *others = SNAPSHOT.directory.approvals
    changed = structs.replace(first, disease=disease)
    directory = structs.replace(SNAPSHOT.directory, approvals=(changed, *others))
    (row, _) = approvals(structs.replace(SNAPSHOT, directory=directory))
    assert bool(row.programme_ids) is used


def test_a_product_knows_its_programmes_centres_and_approvals() -> None:
    found = product(SNAPSHOT, "aurocel")
    assert found is not None
    assert found.programme_ids == ("aurora", "borealis")
    assert found.centre_ids == ("barcelona",)
    assert ids(found.approvals) == ["he-es-1"]
    assert found.diseases == ("b-all", "lbcl")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"atmp_class": AtmpClass.TEP}, ["chondracel"]),
        ({"country": "ES"}, ["aurocel", "realcel"]),
        ({"disease": "blood-cancer"}, ["aurocel"]),
        ({"disease": "transplant-complication"}, ["realcel"]),
    ],
    ids=str,
)
def test_products_are_found_by_class_country_and_disease(
    asked: dict[str, AtmpClass], found: list[str]
) -> None:
    assert ids(products(SNAPSHOT, **asked)) == found


def test_no_product_has_an_unknown_id() -> None:
    assert product(SNAPSHOT, "unknown") is None


def test_every_registered_programme_is_listed_with_its_stage() -> None:
    rows = programmes(SNAPSHOT)
    assert [(row.id, row.stage) for row in rows] == [
        ("aurora", "R3"),
        ("borealis", "R0"),
        ("chondra", "R6"),
        ("published", "R0"),
    ]
    assert ids(programmes(SNAPSHOT, route=Route.CLINICAL_TRIAL)) == ["borealis", "published"]


def test_accepted_patients_of_the_two_timings_are_never_pooled() -> None:
    aurora = programmes(SNAPSHOT)[0]
    assert [(r.timing, r.groups, r.forming, r.accepted.value) for r in aurora.activity] == [
        ("PROSPECTIVE", 3, 1, 36),
        ("RETROSPECTIVE", 1, 0, 11),
    ]


@pytest.mark.parametrize(
    ("programme", "reason"),
    [("borealis", Reason.FEWER_THAN_11), ("published", Reason.NOT_RECEIVED)],
)
def test_a_programme_without_open_groups_says_why_in_public_words(
    programme: str, reason: Reason
) -> None:
    row = next(row for row in programmes(SNAPSHOT) if row.id == programme)
    withheld = row.activity[0].accepted.withheld
    assert withheld is not None
    assert (withheld.reason, row.activity[0].accepted.value) == (reason, None)


def test_a_failed_endpoint_is_found_like_a_met_one() -> None:
    assert ids(endpoint_results(SNAPSHOT, verdict=Verdict.NOT_MET)) == ["r-knee"]
    assert ids(endpoint_results(SNAPSHOT, verdict=Verdict.MET)) == ["r-published"]
    assert endpoint_results(SNAPSHOT, product="chondracel")[0].goal_percent == 60


@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        (Standing.WITHHELD, Reason.VERDICT_NOT_YET),
        (Standing.NOT_REPORTED, Reason.NOT_REPORTED),
        (Standing.NOT_DUE, Reason.NOT_DUE),
        (Standing.AWAITS_SET, Reason.AWAITS_SET),
        (Standing.TOO_FEW, Reason.TOO_FEW),
        (Standing.IN_SET, Reason.IN_SET),
    ],
)
def test_a_verdict_that_is_not_public_takes_every_figure_with_it(
    standing: Standing, reason: Reason
) -> None:
    row = next(row for row in endpoint_results(with_standing(standing)) if row.id == "r-knee")
    assert row.verdict.value is None
    assert row.verdict.withheld is not None
    assert row.verdict.withheld.reason is reason
    assert {row.estimate.value, row.low.value, row.patients.value, row.lesson} == {None, ""}


def test_a_verdict_told_only_with_others_says_how_many_of_them_met_their_goal() -> None:
    rows = {row.id: row for row in endpoint_results(with_standing(Standing.IN_SET))}
    told = rows["r-knee"].verdict_set
    assert told is not None
    assert (told.id, told.programme_ids) == (TOGETHER.id, TOGETHER.programme_ids)
    assert texts.verdict_set(told.met, told.total) == "1 of 3 programmes met their goal."
    assert {row.verdict_set for row in endpoint_results(SNAPSHOT)} == {None}


def with_standing(standing: Standing) -> Snapshot:
    results = tuple(
        msgspec.structs.replace(public, standing=standing) for public in SNAPSHOT.endpoint_results
    )
    return msgspec.structs.replace(SNAPSHOT, endpoint_results=results, verdict_sets=(TOGETHER,))


def test_a_withheld_verdict_says_when_it_opens() -> None:
    row = endpoint_results(SNAPSHOT, programme="aurora")[0]
    assert row.verdict.withheld is not None
    assert row.verdict.withheld.opens_on == OPENS


def test_figures_nobody_states_differ_from_figures_that_are_not_public() -> None:
    knee, published, _ = endpoint_results(SNAPSHOT)
    assert knee.patients.withheld is not None
    assert published.low.withheld is not None
    assert knee.patients.withheld.reason is Reason.FIGURES_NOT_PUBLIC
    assert published.low.withheld.reason is Reason.NOT_STATED


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_every_view_gives_rows_of_its_type_in_order_of_id_with_date_and_mark(
    view: object,
) -> None:
    rows = view.rows(SNAPSHOT)  # type: ignore[attr-defined]
    assert rows
    assert {type(row) for row in rows} == {view.row}  # type: ignore[attr-defined]
    assert ids(rows) == sorted(set(ids(rows)))
    assert {row.as_of for row in rows} == {AS_OF}
    assert {row.synthetic for row in rows} <= {True, False}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_every_view_of_an_empty_registry_is_empty(view: object) -> None:
    empty = msgspec.structs.replace(
        SNAPSHOT,
        directory=type(SNAPSHOT.directory)(),
        programmes=(),
        endpoint_results=(),
        groups=(),
        pooled_costs=(),
    )
    assert view.rows(empty) == ()  # type: ignore[attr-defined]
