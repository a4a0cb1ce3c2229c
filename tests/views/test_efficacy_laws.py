"""Laws of the efficacy view, for any set of sealed groups."""

from collections import defaultdict
from collections.abc import Iterable

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from registry.model.calendar import half_years_of
from registry.model.codes import Timing
from registry.model.outcomes import outcome_of, primary_endpoints
from registry.model.sealed import SEVERAL, Funnel, GroupState, SealedGroup
from registry.snapshot import Snapshot
from registry.views.cohort import Dimension, Filter
from registry.views.efficacy import efficacy
from registry.views.efficacy_rows import EfficacyRow
from tests.views.example import (
    PROGRAMMES,
    REMISSION,
    SNAPSHOT,
    counts,
    open_group,
    remainder_group,
)

COUNTRIES = ("ES", "DE", SEVERAL)
AGES = ("0-17", "18+", SEVERAL)
HALVES = ("2023-H2", "2024-H1", "2024-H2", "2025-H1")
ENDPOINTS = {"aurora": "remission", "borealis": "remission", "chondra": "knee"}
SAME_QUESTION, OTHER_QUESTIONS = ("aurora", "borealis"), ("aurora", "chondra")
BY = st.lists(st.sampled_from(Dimension), unique=True, max_size=3).map(tuple)
VALUES = {
    Dimension.COUNTRY: COUNTRIES,
    Dimension.AGE_CLASS: AGES,
    Dimension.PRODUCT: ("aurocel", "chondracel"),
    Dimension.PROGRAMME: tuple(ENDPOINTS),
    Dimension.TIMING: tuple(str(timing) for timing in Timing),
}


@st.composite
def groups(draw: st.DrawFn, number: int) -> SealedGroup:
    programme = draw(st.sampled_from(sorted(ENDPOINTS)))
    timing = draw(st.sampled_from(Timing))
    if draw(st.integers(0, 4)) == 0:
        return draw(remainders(number, timing))
    if draw(st.integers(0, 4)) == 0:
        return SealedGroup(
            f"g{number}", programme, GroupState.FORMING, SNAPSHOT.as_of, timing=timing
        )
    parts = draw(st.lists(st.integers(0, 9), min_size=5, max_size=5))
    parts[-1] += max(0, 11 - sum(parts))
    shown = (counts(ENDPOINTS[programme], *parts),) if draw(st.booleans()) else ()
    first, last = sorted(draw(st.lists(st.sampled_from(HALVES), min_size=2, max_size=2)))
    return open_group(
        f"g{number}",
        programme,
        draw(st.sampled_from(COUNTRIES)),
        sum(parts),
        first_period=first,
        last_period=last,
        age_class=draw(st.sampled_from(AGES)),
        timing=timing,
        funnel=Funnel(sum(parts) - parts[1], {"OTHER": parts[1]}) if shown else None,
        endpoints=shown,
    )


@st.composite
def remainders(draw: st.DrawFn, number: int, timing: Timing) -> SealedGroup:
    """What is left of programmes that ask the same, or do not."""
    programmes = draw(st.sampled_from([SAME_QUESTION, OTHER_QUESTIONS]))
    shown = (counts(outcome_of(REMISSION).id, 3, 2, 4, 1, 1),)
    public = shown if programmes == SAME_QUESTION and draw(st.booleans()) else ()
    period = draw(st.sampled_from(["2024-H1", "2023-H2"]))
    return remainder_group(
        f"g{number}",
        programmes,
        11,
        timing=timing,
        endpoints=public,
        first_period=period,
        last_period=period,
    )


def may_be_counted(group: SealedGroup) -> bool:
    """Whether a group is open and all its programmes ask the same."""
    return group.state is GroupState.OPEN and group.programmes != OTHER_QUESTIONS


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    size = draw(st.integers(0, 12))
    drawn = tuple(draw(groups(number)) for number in range(size))
    return msgspec.structs.replace(SNAPSHOT, groups=drawn, programmes=PROGRAMMES[:3])


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    dims = draw(st.lists(st.sampled_from(sorted(VALUES)), unique=True, max_size=2))
    return {dim: draw(st.frozensets(st.sampled_from(VALUES[dim]), min_size=1)) for dim in dims}


def numbers(row: EfficacyRow) -> dict[str, int]:
    reasons = {f"no:{r.reason}": r.patients for r in row.result.no_success}
    found = {
        "accepted": row.accepted.value,
        "infused": row.infusion.infused.value,
        "counted": row.result.accepted.value,
        "success": row.result.success.value,
        **reasons,
    }
    return {name: value for name, value in found.items() if value}


def total(rows: Iterable[EfficacyRow]) -> dict[tuple[str, str], int]:
    """Sums by timing and number."""
    summed: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        for name, value in numbers(row).items():
            summed[row.timing, name] += value
    return dict(summed)


def counted(rows: Iterable[EfficacyRow]) -> dict[object, object]:
    """Rows that show a number, by their keys; ids name the filter and stay aside."""
    return {
        (row.keys, row.timing, row.outcome.id): (numbers(row), row.left_out)
        for row in rows
        if row.groups
    }


@given(snapshots(), BY, filters())
def test_accepted_is_success_and_every_reason_together(
    snapshot: Snapshot, by: tuple[Dimension, ...], where: Filter
) -> None:
    for row in efficacy(snapshot, by=by, where=where):
        reasons = sum(reason.patients for reason in row.result.no_success)
        assert row.result.accepted.value == (
            None if row.result.success.value is None else row.result.success.value + reasons
        )


@given(snapshots(), BY, filters())
def test_a_number_is_a_value_or_withheld_and_never_both(
    snapshot: Snapshot, by: tuple[Dimension, ...], where: Filter
) -> None:
    for row in efficacy(snapshot, by=by, where=where):
        result, infusion = row.result, row.infusion
        for figure in (row.accepted, infusion.accepted, infusion.infused, result.success):
            assert (figure.value is None) != (figure.withheld is None)
        for rate in (result.of_accepted, result.of_infused, result.completeness):
            assert (rate.value is None) != (rate.withheld is None)
        assert (row.withheld is None) == (result.groups > 0)
        assert (row.accepted.value is None) == (row.groups == 0)


@given(snapshots(), BY)
def test_whatever_the_grouping_every_open_group_is_counted_once_and_whole(
    snapshot: Snapshot, by: tuple[Dimension, ...]
) -> None:
    rows = efficacy(snapshot, by=by, where={})
    shown = [group for group in snapshot.groups if may_be_counted(group)]
    assert sum(row.groups for row in rows) == len(shown)
    assert sum(row.accepted.value or 0 for row in rows) == sum(g.accepted or 0 for g in shown)
    included = sum(row.result.accepted.value or 0 for row in rows)
    newer = sum(row.not_included.patients for row in rows if row.not_included)
    assert included + newer == sum(group.accepted or 0 for group in shown)


@given(snapshots(), st.sampled_from(sorted(VALUES)), BY, st.data())
def test_to_filter_and_group_is_to_group_and_filter(
    snapshot: Snapshot, dimension: Dimension, by: tuple[Dimension, ...], data: st.DataObject
) -> None:
    by = (dimension, *(other for other in by if other is not dimension))
    wanted = data.draw(st.frozensets(st.sampled_from(VALUES[dimension]), min_size=1))
    if dimension in (Dimension.COUNTRY, Dimension.AGE_CLASS):
        wanted -= {SEVERAL}
    filtered = efficacy(snapshot, by=by, where={dimension: wanted})
    grouped = efficacy(snapshot, by=by, where={})
    whole = (row for row in filtered if row.keys[0].value != SEVERAL)
    assert counted(whole) == counted(row for row in grouped if row.keys[0].value in wanted)


@given(snapshots(), st.sampled_from(sorted(VALUES)), BY)
def test_disjoint_filters_add_up(
    snapshot: Snapshot, dimension: Dimension, by: tuple[Dimension, ...]
) -> None:
    if dimension in (Dimension.PRODUCT, Dimension.PROGRAMME):
        own = tuple(group for group in snapshot.groups if len(group.programmes) == 1)
        snapshot = msgspec.structs.replace(snapshot, groups=own)
    parts = [
        efficacy(snapshot, by=by, where={dimension: frozenset({value})})
        for value in VALUES[dimension]
    ]
    whole = efficacy(snapshot, by=by, where={dimension: frozenset(VALUES[dimension])})
    assert total(row for part in parts for row in part) == total(whole)


@given(snapshots(), BY)
def test_no_row_mixes_timings_or_definitions(snapshot: Snapshot, by: tuple[Dimension, ...]) -> None:
    rows = efficacy(snapshot, by=by, where={})
    asked = {row.programme.id: primary_endpoints(row.programme) for row in snapshot.programmes}
    for row in rows:
        for programme in row.programmes:
            assert row.outcome in [outcome for outcome, _ in asked[programme.id]]
    for timing in Timing:
        shown = [g for g in snapshot.groups if g.timing is timing and may_be_counted(g)]
        assert sum(row.groups for row in rows if row.timing is timing) == len(shown)


@given(snapshots(), BY)
def test_a_forming_group_changes_no_number(snapshot: Snapshot, by: tuple[Dimension, ...]) -> None:
    shown = tuple(group for group in snapshot.groups if group.state is GroupState.OPEN)
    without = msgspec.structs.replace(snapshot, groups=shown)
    before = counted(efficacy(without, by=by, where={}))
    assert before == counted(efficacy(snapshot, by=by, where={}))


@given(snapshots(), BY)
def test_a_group_of_several_programmes_is_counted_or_told_beside_never_both(
    snapshot: Snapshot, by: tuple[Dimension, ...]
) -> None:
    alone = [g for g in snapshot.groups if g.programmes == OTHER_QUESTIONS]
    rows = efficacy(snapshot, by=by, where={})
    told = [left for row in rows for left in row.left_out if Dimension.PROGRAMME in left.dimensions]
    assert bool(told) >= bool(alone)
    for row in rows:
        held = row.groups + sum(left.groups for left in row.left_out)
        assert held <= sum(group.state is GroupState.OPEN for group in snapshot.groups)


@given(snapshots(), st.sampled_from(["aurora", "borealis", "chondra"]), BY)
def test_a_question_about_one_programme_tells_every_remainder_it_leaves_out(
    snapshot: Snapshot, programme: str, by: tuple[Dimension, ...]
) -> None:
    rows = efficacy(snapshot, by=by, where={Dimension.PROGRAMME: frozenset({programme})})
    for group in snapshot.groups:
        if len(group.programmes) > 1:
            mine = [row for row in rows if row.timing is group.timing]
            told = [left for row in mine for left in row.left_out if left.patients >= 11]
            assert bool(told) >= (programme in group.programmes)


@given(snapshots(), BY, st.sampled_from([2022, 2023, 2024, 2025]))
def test_a_year_counts_every_group_that_lies_wholly_in_it_and_tells_those_that_span_it(
    snapshot: Snapshot, by: tuple[Dimension, ...], year: int
) -> None:
    rows = efficacy(snapshot, by=by, where={Dimension.PERIOD: half_years_of(year)})
    shown = [group for group in snapshot.groups if may_be_counted(group)]
    inside = [group for group in shown if years_of(group) == {year}]
    assert sum(row.groups for row in rows) == len(inside)
    assert sum(row.accepted.value or 0 for row in rows) == sum(g.accepted or 0 for g in inside)
    told = [left for row in rows for left in row.left_out if Dimension.PERIOD in left.dimensions]
    assert bool(told) >= any({year} < years_of(group) for group in shown)
    assert bool(told) <= any({year} < years_of(group) for group in snapshot.groups)


def years_of(group: SealedGroup) -> set[int]:
    """The years from the first half-year of a group to its last; none while it forms."""
    if group.first_period is None or group.last_period is None:
        return set()
    return set(range(int(group.first_period[:4]), int(group.last_period[:4]) + 1))
