"""What a reader of the efficacy view is told, row by row."""

from datetime import date

import msgspec
import pytest

from registry.model.codes import Timing
from registry.model.sealed import SEVERAL, EndpointCounts
from registry.snapshot import PublicProgramme, Snapshot
from registry.statistics.intervals import wilson
from registry.views.cohort import Dimension, Filter
from registry.views.efficacy import efficacy
from registry.views.efficacy_rows import EfficacyRow
from registry.views.figures import Count, Reason, ReasonCount
from tests.views.example import (
    AS_OF,
    GROUPS,
    KNEE,
    OPENS,
    PROGRAMMES,
    REMISSION,
    SNAPSHOT,
    counts,
    open_group,
)

BY_PROGRAMME = (Dimension.PROGRAMME,)
BY_COUNTRY = (Dimension.PROGRAMME, Dimension.COUNTRY)
SPAIN: Filter = {Dimension.COUNTRY: frozenset({"ES"})}


def asked(
    *by: Dimension, where: Filter | None = None, snapshot: Snapshot = SNAPSHOT
) -> dict[tuple[str | None, ...], EfficacyRow]:
    rows = efficacy(snapshot, by=by, where=where or {})
    by_key = {(*(key.value for key in row.keys), row.timing): row for row in rows}
    assert len(by_key) == len(rows)
    return by_key


def with_groups(*groups: object, programmes: tuple[PublicProgramme, ...] = PROGRAMMES) -> Snapshot:
    return msgspec.structs.replace(SNAPSHOT, groups=groups, programmes=programmes)


AURORA = asked(*BY_PROGRAMME)["aurora", Timing.PROSPECTIVE]


def test_both_denominators_stand_side_by_side_over_the_same_groups() -> None:
    result = AURORA.result
    assert (result.groups, result.accepted.value, result.success.value) == (2, 25, 13)
    assert (result.of_accepted.numerator, result.of_accepted.denominator) == (13, 25)
    assert (result.of_infused.numerator, result.of_infused.denominator) == (13, 23)
    assert wilson(13, 25) == (result.of_accepted.low, result.of_accepted.high)
    assert wilson(13, 23) == (result.of_infused.low, result.of_infused.high)


def test_nobody_leaves_the_denominator_without_a_reason() -> None:
    assert AURORA.result.no_success == (
        ReasonCount("DEAD", 4),
        ReasonCount("MISSING", 1),
        ReasonCount("NEVER_INFUSED", 2),
        ReasonCount("OBSERVED_FAILURE", 5),
    )
    assert (AURORA.result.completeness.numerator, AURORA.result.completeness.denominator) == (
        24,
        25,
    )


def test_of_whom_no_infusion_is_told_nor_its_absence_is_neither_infused_nor_complete() -> None:
    told = EndpointCounts("remission", 4, {"UNREPORTED": 6, "OBSERVED_FAILURE": 2})
    silent = msgspec.structs.replace(GROUPS[0], endpoints=(told,))
    result = asked(*BY_PROGRAMME, snapshot=with_groups(silent))["aurora", Timing.PROSPECTIVE].result
    assert (result.of_accepted.denominator, result.of_infused.denominator) == (12, 6)
    assert (result.completeness.numerator, result.completeness.denominator) == (6, 12)


def test_newer_patients_count_as_accepted_and_are_told_apart() -> None:
    assert (AURORA.groups, AURORA.accepted.value) == (3, 36)
    assert AURORA.not_included is not None
    assert (AURORA.not_included.groups, AURORA.not_included.patients) == (1, 11)


def test_infused_and_accepted_come_from_the_groups_whose_wait_is_over() -> None:
    infusion = AURORA.infusion
    assert (infusion.groups, infusion.accepted.value, infusion.infused.value) == (2, 25, 23)
    assert infusion.not_infused == (ReasonCount("MANUFACTURING_FAILURE", 2),)


def test_infused_is_withheld_until_a_wait_is_over_and_says_when() -> None:
    row = asked(*BY_PROGRAMME, snapshot=with_groups(GROUPS[1]))["aurora", Timing.PROSPECTIVE]
    assert row.infusion.infused.value is None
    withheld = row.infusion.infused.withheld
    assert withheld is not None
    assert (withheld.reason, withheld.opens_on) == (Reason.NOT_YET, date(2027, 3, 31))


def test_a_forming_group_is_counted_as_a_group_and_never_as_patients() -> None:
    without = asked(*BY_PROGRAMME, snapshot=with_groups(*(g for g in GROUPS if g.accepted)))
    assert AURORA.forming == 1
    assert without["aurora", Timing.PROSPECTIVE].accepted == AURORA.accepted


def test_retrospective_episodes_have_their_own_row() -> None:
    retrospective = asked(*BY_PROGRAMME)["aurora", Timing.RETROSPECTIVE]
    assert (retrospective.accepted.value, retrospective.result.success.value) == (11, 11)


def test_a_programme_with_nothing_open_has_a_row_that_says_why_and_by_when() -> None:
    row = asked(*BY_PROGRAMME)["borealis", Timing.PROSPECTIVE]
    assert row.withheld is not None
    assert (row.withheld.reason, row.withheld.opens_on) == (Reason.FEWER_THAN_11, OPENS)
    assert row.withheld.condition == "At least 20 patients are followed."
    assert row.result.success == Count(AS_OF, None, row.withheld)
    assert row.accepted.value is None
    assert [programme.stage for programme in row.programmes] == ["R0"]


def test_a_programme_whose_groups_all_form_is_sealed_with_at_least_11() -> None:
    row = asked(*BY_PROGRAMME, snapshot=with_groups(GROUPS[3]))["aurora", Timing.PROSPECTIVE]
    assert row.accepted.withheld is not None
    assert row.accepted.withheld.reason is Reason.SEALED
    assert (row.groups, row.forming) == (0, 1)


@pytest.mark.parametrize(
    ("is_open", "reason"), [(True, Reason.NEWER_NOT_INCLUDED), (False, Reason.NOT_YET)]
)
def test_open_groups_without_outcome_counts_say_whether_the_stage_is_closed(
    is_open: bool, reason: Reason
) -> None:
    aurora = PROGRAMMES[0]
    decisions = tuple(msgspec.structs.replace(d, open=is_open) for d in aurora.decisions)
    programme = msgspec.structs.replace(aurora, decisions=decisions)
    row = asked(snapshot=with_groups(GROUPS[1], programmes=(programme,)))[(Timing.PROSPECTIVE,)]
    assert row.withheld is not None
    assert row.withheld.reason is reason
    assert row.accepted.value == 11
    assert row.result.success.value is None


def test_a_group_of_several_countries_is_left_out_of_a_country_and_says_how_many() -> None:
    row = asked(*BY_COUNTRY)["aurora", "ES", Timing.PROSPECTIVE]
    assert (row.accepted.value, row.result.accepted.value) == (23, 12)
    assert [(out.dimensions, out.groups, out.patients) for out in row.left_out] == [
        ((Dimension.COUNTRY,), 1, 13)
    ]


def test_the_group_of_several_countries_has_its_own_row_where_nothing_is_filtered() -> None:
    row = asked(*BY_COUNTRY)["aurora", SEVERAL, Timing.PROSPECTIVE]
    assert (row.accepted.value, row.left_out) == (13, ())


def test_a_filter_that_finds_only_groups_of_several_countries_says_so() -> None:
    row = asked(where=SPAIN, snapshot=with_groups(GROUPS[2], programmes=PROGRAMMES[:1]))[
        (Timing.PROSPECTIVE,)
    ]
    assert row.accepted.withheld is not None
    assert row.accepted.withheld.reason is Reason.SPANS
    assert row.left_out[0].patients == 13


def test_a_programme_of_the_same_product_without_results_stays_in_the_row() -> None:
    row = asked(Dimension.PRODUCT)["aurocel", Timing.PROSPECTIVE]
    assert [programme.id for programme in row.programmes] == ["aurora", "borealis"]
    assert row.result.accepted.value == 25


def test_a_disease_finds_its_narrower_ones() -> None:
    blood: Filter = {Dimension.DISEASE: frozenset({"leukaemia"})}
    assert {row.programmes[0].id for row in asked(where=blood).values()} == {"aurora"}


def test_an_empty_list_of_wanted_values_lets_nothing_pass() -> None:
    assert asked(where={Dimension.PRODUCT: frozenset()}) == {}


def test_different_definitions_of_success_are_never_pooled() -> None:
    rows = efficacy(SNAPSHOT, by=(), where={Dimension.TIMING: frozenset({"PROSPECTIVE"})})
    assert [(row.outcome.measure, row.result.accepted.value) for row in rows] == [
        ("ALL_REMISSION", 25),
        ("KOOS", 15),
    ]


def test_real_and_fictional_patients_are_never_pooled() -> None:
    real = msgspec.structs.replace(PROGRAMMES[0].programme, id="real", synthetic=False)
    programmes = (PROGRAMMES[0], msgspec.structs.replace(PROGRAMMES[0], programme=real))
    group = open_group("real-1", "real", "ES", 11, endpoints=(counts("remission", 1, 0, 0, 0, 10),))
    rows = efficacy(with_groups(*GROUPS[:3], group, programmes=programmes), by=(), where={})
    assert sorted((row.synthetic, row.result.accepted.value) for row in rows) == [
        (False, 11),
        (True, 25),
    ]


def test_where_everybody_was_never_infused_there_is_no_rate_over_the_infused() -> None:
    group = open_group("g", "aurora", "ES", 11, endpoints=(counts("remission", 0, 11, 0, 0, 0),))
    row = asked(*BY_PROGRAMME, snapshot=with_groups(group))["aurora", Timing.PROSPECTIVE]
    rate = row.result.of_infused
    assert (rate.denominator, rate.value) == (0, None)
    assert rate.withheld is not None
    assert rate.withheld.reason is Reason.NOBODY


def test_an_outcome_names_what_counts_as_success() -> None:
    labels = {row.outcome.label for row in asked(Dimension.PROGRAMME).values()}
    assert labels == {
        "Acute leukaemia remission: CR without measurable residual disease or CR "
        "at day 100 after first administration",
        "Knee function (KOOS): at least 10 points better at day 365 after first administration",
    }
    assert {REMISSION.measure, KNEE.measure} == {"ALL_REMISSION", "KOOS"}


def test_one_id_never_stands_for_two_sums() -> None:
    everything = {row.id for row in efficacy(SNAPSHOT, by=BY_COUNTRY, where={})}
    spanish = {row.id for row in efficacy(SNAPSHOT, by=BY_COUNTRY, where=SPAIN)}
    assert not everything & spanish
