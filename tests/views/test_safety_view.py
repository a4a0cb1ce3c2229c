"""Safety, manufacture and follow-up: sums over whole groups, and what their absence means."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from registry import texts
from registry.model.codes import BatchFailure, BatchOutcome, EventClass, Timing
from registry.model.decision import SafetyNotice
from registry.model.sealed import EventCount, Funnel, KnownStatus, SealedGroup
from registry.snapshot import Snapshot
from registry.statistics.intervals import clopper_pearson, none_observed_limit, wilson
from registry.views.cohort import Dimension
from registry.views.figures import Reason
from registry.views.follow_up import FollowUpRow, follow_up
from registry.views.manufacturing import ManufacturingRow, manufacturing
from registry.views.safety import SafetyAt, SafetyRow, safety
from tests.views.example import GROUPS, SNAPSHOT, open_group
from tests.views.example_contents import AURORA_1, CRS, STANDINGS, SURVIVAL, made
from tests.views.example_contents import safety as counts

BY = (Dimension.PROGRAMME,)
AURORA = {Dimension.PROGRAMME: frozenset({"aurora"})}


def of_aurora(snapshot: Snapshot = SNAPSHOT) -> SafetyRow:
    rows = safety(snapshot, by=BY, where=AURORA)
    return next(row for row in rows if row.timing is Timing.PROSPECTIVE)


def at(day: int, row: SafetyRow) -> SafetyAt:
    return next(each for each in row.horizons if each.day == day)


def patients(horizon: SafetyAt) -> dict[str, int]:
    return {each.name: each.patients for each in horizon.classes}


def test_events_are_summed_over_the_groups_whose_horizon_has_closed() -> None:
    early, late = of_aurora().horizons
    assert (early.day, early.groups, early.accepted.value, early.infused.value) == (91, 2, 25, 23)
    assert (late.day, late.groups, late.accepted.value, late.infused.value) == (365, 1, 12, 10)
    assert (patients(early)["CRS"], patients(late)["CRS"]) == (5, 5)
    assert (early.serious.patients, late.serious.patients) == (2, 3)


def test_events_of_a_term_add_up_over_intervals_with_the_patients_who_had_one() -> None:
    (crs,) = (each for each in at(365, of_aurora()).events if each.term == CRS[1])
    assert (crs.event_class, crs.grade, crs.events, crs.patients) == (EventClass.CRS, 3, 6, 5)
    (death,) = (each for each in at(91, of_aurora()).events if each.event_class == "DEATH")
    assert (death.term, death.grade, death.patients) == ("", None, 1)


def test_no_share_of_the_infused_is_given_and_both_denominators_are() -> None:
    serious = at(91, of_aurora()).serious.of_accepted
    assert (serious.numerator, serious.denominator) == (2, 25)
    assert serious.low == pytest.approx(0.02222, abs=1e-5)


def test_none_observed_is_of_those_looked_at_and_has_a_limit() -> None:
    horizon = at(91, of_aurora())
    (cancer,) = (each for each in horizon.classes if each.name == "MALIGNANCY")
    assert (cancer.patients, cancer.observed) == (0, 24)
    assert cancer.none_limit == pytest.approx(1 - 0.05 ** (1 / 24))
    assert horizon.serious.none_limit is None
    (later,) = (each for each in at(365, of_aurora()).classes if each.name == "MALIGNANCY")
    assert later.observed == 8


def test_an_interval_is_of_those_of_whom_its_share_is_else_the_limit_is_of_the_looked_at() -> None:
    classes = [each for horizon in of_aurora().horizons for each in horizon.classes]
    assert {each.patients > 0 for each in classes} == {True, False}
    for each in classes:
        rate = each.of_accepted
        assert (rate.numerator, rate.denominator) in {(each.patients, 25), (each.patients, 12)}
        exact = wilson(each.patients, rate.denominator or 0) if each.patients else None
        limits = (exact.low, exact.high) if exact else (None, None)
        assert (rate.low, rate.high) == limits
        assert (each.none_limit is None) is bool(each.patients)


@pytest.mark.parametrize("n", [1, 11, 61, 500])
def test_the_limit_of_none_observed_is_exact_and_about_three_in_n(n: int) -> None:
    limit, exact = none_observed_limit(n), clopper_pearson(0, n, level=0.9)
    assert limit is not None and exact is not None  # noqa: PT018 - for the type checker
    assert limit == pytest.approx(exact.high)
    assert n < 11 or limit == pytest.approx(3 / n, rel=0.15)


def test_the_limit_of_nobody_is_none_and_impossible_counts_are_refused() -> None:
    assert none_observed_limit(0) is None
    for n, level in ((-1, 0.95), (5, 0.0), (5, 1.0)):
        with pytest.raises(ValueError, match=r"cannot be|between 0 and 1"):
            none_observed_limit(n, level)


def test_zero_events_are_told_with_what_they_cannot_rule_out() -> None:
    limit = none_observed_limit(61)
    assert limit is not None
    assert texts.none_of(61, limit) == (
        "0 of 61 looked at to the end. With this many patients, up to about 5 in 100 cannot be "
        "ruled out."
    )
    assert texts.none_observed(18, 1, 91) == "None observed in 18 to day 91; 1 not looked at."


@pytest.mark.parametrize(
    ("observed", "most", "of"),
    [(8, 32, 100), (11, 24, 100), (222, 2, 100), (298, 2, 100), (299, 10, 1000), (3_000, 1, 1000)],
)
def test_what_zero_events_cannot_rule_out_is_never_rounded_down(
    observed: int, most: int, of: int
) -> None:
    limit = none_observed_limit(observed)
    assert limit is not None
    assert f"up to about {most} in {of:,} " in texts.none_of(observed, limit)
    assert texts.none_of(observed, limit).startswith(f"0 of {observed:,} looked at")
    assert most / of >= limit


def test_newer_groups_are_told_apart_at_every_horizon() -> None:
    newer = at(365, of_aurora()).not_included
    assert newer is not None
    assert (newer.groups, newer.patients) == (2, 24)


def test_a_safety_notice_stands_beside_and_its_absence_says_nothing() -> None:
    (notice,) = of_aurora().notices
    assert (notice.product_name, notice.notice.issued) == ("Aurocel", "2026-05")
    silent = structs.replace(SNAPSHOT, safety_notices=())
    (none,) = of_aurora(silent).notices
    assert none.notice.issued is None
    other = structs.replace(SNAPSHOT, safety_notices=(SafetyNotice("chondracel", "2026-01"),))
    assert of_aurora(other).notices[0].notice.issued is None


def test_a_horizon_needs_every_one_before_it() -> None:
    gap = structs.replace(GROUPS[0], safety=AURORA_1["safety"][1:])
    row = of_aurora(structs.replace(SNAPSHOT, groups=(gap,)))
    assert row.horizons == ()
    assert row.withheld is not None


@pytest.mark.parametrize(
    ("programme", "reason"),
    [("borealis", Reason.FEWER_THAN_11), ("chondra", Reason.NOT_YET)],
)
def test_what_is_not_public_is_withheld_with_its_reason(programme: str, reason: Reason) -> None:
    where = {Dimension.PROGRAMME: frozenset({programme})}
    (row,) = safety(SNAPSHOT, by=BY, where=where)
    (makes,) = manufacturing(SNAPSHOT, by=BY, where=where)
    (follows,) = follow_up(SNAPSHOT, by=BY, where=where)
    for withheld in (row.withheld, makes.withheld, follows.withheld):
        assert withheld is not None
        assert withheld.reason == reason
    assert makes.made.infused.value is None
    assert (row.horizons, follows.horizons) == ((), ())


def test_a_group_of_several_countries_is_left_out_of_one_country_and_told() -> None:
    spain = {**AURORA, Dimension.COUNTRY: frozenset({"ES"})}
    row = next(r for r in safety(SNAPSHOT, by=BY, where=spain) if r.timing is Timing.PROSPECTIVE)
    assert at(91, row).accepted.value == 12
    assert [(left.groups, left.patients) for left in row.left_out] == [(1, 13)]


def of_manufacture() -> ManufacturingRow:
    rows = manufacturing(SNAPSHOT, by=BY, where=AURORA)
    return next(row for row in rows if row.timing is Timing.PROSPECTIVE)


def test_attempts_failures_and_days_from_vein_to_vein_are_summed() -> None:
    made = of_manufacture().made
    assert (made.groups, made.accepted.value, made.infused.value) == (2, 25, 23)
    assert {each.code: each.attempts for each in made.outcomes if each.attempts} == {
        "FAILED": 3,
        "RELEASED": 23,
    }
    assert {each.code: each.attempts for each in made.failures if each.attempts} == {
        "CONTAMINATION": 3
    }
    assert (made.failed.numerator, made.failed.denominator, made.failed.low) == (3, 26, None)
    assert [(each.from_day, each.until_day, each.patients) for each in made.vein_to_vein[:3]] == [
        (0, 14, 0),
        (15, 21, 17),
        (22, 28, 5),
    ]
    assert made.vein_to_vein[-1].until_day is None
    assert made.vein_to_vein_unknown.value == 1


def of_follow_up() -> FollowUpRow:
    """Of the group of 12 with a curve, the one of 13 without, and a newer one."""
    told = (structs.replace(GROUPS[0], curves=SURVIVAL), GROUPS[1])
    third = structs.replace(GROUPS[2], curves=())
    rows = follow_up(structs.replace(SNAPSHOT, groups=(*told, third)), by=BY, where=AURORA)
    return next(row for row in rows if row.timing is Timing.PROSPECTIVE)


def test_who_is_not_known_is_missing_and_the_dead_are_known() -> None:
    early, late = of_follow_up().horizons
    assert (early.day, early.known.numerator, early.missing.value) == (91, 24, 1)
    assert (late.day, late.known.value, late.missing.value) == (365, 8 / 12, 4)
    assert late.known.low is None


def test_who_was_lost_was_last_seen_before_the_horizon() -> None:
    """Lost inside, or left at an earlier horizon; who left at this one was still there."""
    early, late = of_follow_up().horizons
    assert (early.lost.groups, early.lost.accepted.value, early.lost.patients.value) == (1, 12, 0)
    assert late.lost.patients.value == 3
    without = structs.replace(SNAPSHOT, groups=(structs.replace(GROUPS[0], curves=()),))
    (row,) = follow_up(without, by=BY, where=AURORA)
    assert row.horizons[0].lost.patients.withheld is not None
    assert row.horizons[0].known.numerator == 11


NUMBERS = st.integers(min_value=0, max_value=4)


@st.composite
def groups(draw: st.DrawFn) -> SealedGroup:
    """An open group with a safety table, manufacture and known status, whose counts add up."""
    standing = tuple(draw(st.lists(NUMBERS, min_size=5, max_size=5)))
    rest = max(0, 11 - sum(standing))
    accepted = sum(standing) + rest
    told = (standing[0] + rest, *standing[1:])
    bins = tuple(draw(st.lists(st.integers(0, 1), min_size=8, max_size=8)))
    crs = draw(st.integers(0, told[0]))
    facts: dict[str, Any] = {
        "funnel": Funnel(sum(bins), {"FUNDING": 1}),
        "manufacturing": made(3, draw(NUMBERS), draw(NUMBERS), bins, 0),
        "known": (KnownStatus(91, draw(st.integers(0, accepted))),),
        "safety": (
            counts(91, told, crs=crs, serious=draw(NUMBERS), events=(EventCount(*CRS, crs, crs),)),
        ),
    }
    country = draw(st.sampled_from(["ES", "DE", "SEVERAL"]))
    return open_group("", "aurora", country, accepted, **facts)


@given(st.lists(groups(), min_size=1, max_size=6))
def test_every_number_is_the_sum_over_the_groups_behind_it(drawn: list[SealedGroup]) -> None:
    named = tuple(structs.replace(group, id=f"g{n}") for n, group in enumerate(drawn))
    snapshot = structs.replace(SNAPSHOT, groups=named)
    asked = (Dimension.COUNTRY,)
    rows = {row.keys[0].value: row for row in safety(snapshot, by=asked, where=AURORA)}
    made_rows = {row.keys[0].value: row for row in manufacturing(snapshot, by=asked, where=AURORA)}
    known_rows = {row.keys[0].value: row for row in follow_up(snapshot, by=asked, where=AURORA)}
    for country in {group.country for group in named}:
        mine = [group for group in named if group.country == country]
        (horizon,) = rows[country].horizons
        assert horizon.accepted.value == sum(group.accepted or 0 for group in mine)
        assert patients(horizon)["CRS"] == sum(group.safety[0].classes["CRS"] for group in mine)
        known = {each.reason: each.patients for each in horizon.intervals[0].patients}
        assert known == {
            name: sum(group.safety[0].patients[name] for group in mine) for name in STANDINGS
        }
        assert sum(known.values()) == horizon.accepted.value
        made = made_rows[country].made
        assert made.infused.value == sum(group.funnel.infused for group in mine if group.funnel)
        (status,) = known_rows[country].horizons
        assert status.known.numerator == sum(group.known[0].known for group in mine)
        assert (status.known.numerator or 0) + (status.missing.value or 0) == status.accepted.value


@pytest.mark.parametrize("code", [*BatchOutcome, *BatchFailure])
def test_every_outcome_and_failure_of_a_batch_has_its_words(code: str) -> None:
    assert texts.BATCHES[code]


@pytest.mark.parametrize("kind", [each for each in EventClass if each is not EventClass.RELAPSE])
def test_every_class_of_event_has_its_words(kind: EventClass) -> None:
    assert texts.EVENT_CLASSES[kind]


def test_a_corrected_table_says_which_days_it_took_the_place_of() -> None:
    table = structs.replace(AURORA_1["safety"][0], superseded=(date(2026, 3, 31),))
    group = structs.replace(GROUPS[0], safety=(table,))
    row = of_aurora(structs.replace(SNAPSHOT, groups=(group,)))
    assert at(91, row).superseded == (date(2026, 3, 31),)
