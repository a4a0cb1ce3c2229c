"""What a reader is told of groups that belong to several programmes."""

import msgspec
import pytest

from registry import texts
from registry.model.codes import Timing
from registry.model.outcomes import outcome_of
from registry.model.sealed import SEVERAL, Funnel, SealedGroup
from registry.snapshot import Snapshot
from registry.views.cohort import Dimension, Filter
from registry.views.cohort_rows import LeftOut
from registry.views.efficacy import efficacy
from registry.views.efficacy_rows import EfficacyRow
from registry.views.programmes import programmes
from tests.views.example import GROUPS, REMISSION, SNAPSHOT, counts, remainder_group

LEFT = remainder_group(
    "remainder-1",
    ("aurora", "borealis"),
    13,
    funnel=Funnel(12, {"FUNDING": 1}),
    endpoints=(counts(outcome_of(REMISSION).id, 5, 1, 2, 0, 5),),
)
UNLIKE = remainder_group("remainder-2", ("aurora", "chondra"), 11)


def with_groups(*more: SealedGroup) -> Snapshot:
    return msgspec.structs.replace(SNAPSHOT, groups=(*GROUPS, *more))


def asked(
    snapshot: Snapshot, *by: Dimension, where: Filter | None = None
) -> dict[tuple[str | None, ...], EfficacyRow]:
    """Prospective rows of remission, by key."""
    rows = efficacy(snapshot, by=by, where=where or {})
    return {
        tuple(key.value for key in row.keys): row
        for row in rows
        if row.timing is Timing.PROSPECTIVE and row.outcome == outcome_of(REMISSION)
    }


def test_by_class_a_remainder_is_counted_like_any_group() -> None:
    before = asked(with_groups(), Dimension.ATMP_CLASS)["GTMP",]
    after = asked(with_groups(LEFT), Dimension.ATMP_CLASS)["GTMP",]
    assert before.accepted.value is not None
    assert before.result.success.value is not None
    assert after.accepted.value == before.accepted.value + 13
    assert after.result.success.value == before.result.success.value + 5
    assert after.left_out == before.left_out


def test_by_programme_it_has_a_row_of_its_own_and_is_told_beside_its_programmes() -> None:
    rows = asked(with_groups(LEFT), Dimension.PROGRAMME)
    assert rows[SEVERAL,].accepted.value == 13
    assert [p.id for p in rows[SEVERAL,].programmes] == ["aurora", "borealis"]
    for programme in ("aurora", "borealis"):
        assert LeftOut((Dimension.PROGRAMME,), 1, 13) in rows[programme,].left_out
        assert [p.id for p in rows[programme,].programmes] == [programme]


@pytest.mark.parametrize(
    ("dimension", "wanted", "counted", "told"),
    [
        (Dimension.PROGRAMME, {"aurora"}, False, True),
        (Dimension.PROGRAMME, {"aurora", "borealis"}, True, False),
        (Dimension.PROGRAMME, {"borealis", "chondra"}, False, True),
        (Dimension.DISEASE, {"lbcl"}, False, True),
        (Dimension.DISEASE, {"blood-cancer"}, True, False),
        (Dimension.PRODUCT, {"aurocel"}, True, False),
        (Dimension.ROUTE, {"CLINICAL_TRIAL"}, False, True),
        (Dimension.SPONSOR, {"klinikum-de"}, False, False),
        (Dimension.COUNTRY, {"DE"}, False, True),
    ],
)
def test_a_filter_counts_it_whole_or_leaves_it_out_and_says_so(
    dimension: Dimension, wanted: set[str], counted: bool, told: bool
) -> None:
    where = {dimension: frozenset(wanted)}
    before = asked(with_groups(), where=where).get(())
    after = asked(with_groups(LEFT), where=where).get(())
    number = (after.accepted.value or 0) if after else 0
    assert number - ((before and before.accepted.value) or 0) == (13 if counted else 0)
    left_out = sum(left.patients for left in after.left_out) if after else 0
    assert left_out - (sum(left.patients for left in before.left_out) if before else 0) == (
        13 if told else 0
    )


def test_each_of_its_programmes_says_where_its_last_patients_are_counted() -> None:
    rows = {row.id: row.remainders for row in programmes(with_groups(LEFT))}
    (told,) = rows["aurora"]
    assert (told.id, told.accepted.value) == ("remainder-1", 13)
    assert told.programme_ids == ("aurora", "borealis")
    assert rows["borealis"] == rows["aurora"]
    assert rows["chondra"] == ()


def test_where_its_programmes_ask_for_different_things_it_is_only_told() -> None:
    row = asked(with_groups(UNLIKE), Dimension.ATMP_CLASS)["GTMP",]
    assert row.accepted == asked(with_groups(), Dimension.ATMP_CLASS)["GTMP",].accepted
    sentences = [texts.left_out(left.patients, left.dimensions) for left in row.left_out]
    assert sentences == [
        "11 patients are in groups that span several classes of product and several programmes."
    ]
