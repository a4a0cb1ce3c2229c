"""Summing in columns gives what summing group by group gives, for any snapshot and question."""

from hypothesis import example, given
from hypothesis import strategies as st
from many_groups import many_groups
from plain_efficacy import Row, plain_efficacy

from registry.model.calendar import half_years_of
from registry.snapshot import Snapshot
from registry.views.cohort import Dimension, Filter
from registry.views.efficacy import efficacy
from registry.views.efficacy_rows import EfficacyRow
from tests.views.test_efficacy_laws import BY, VALUES, filters, snapshots

MANY = many_groups(600, programmes=30, products=7)
MORE_VALUES = VALUES | {
    Dimension.DISEASE: ("blood-cancer", "leukaemia", "mld", "cartilage-defect"),
    Dimension.ATMP_CLASS: ("GTMP", "TEP"),
    Dimension.PRODUCT: ("product-0", "product-3"),
    Dimension.PROGRAMME: ("p0000", "p0008", "p0011"),
    Dimension.REGION: ("SOUTHERN_EUROPE", "NORTHERN_EUROPE"),
    Dimension.PERIOD: ("2016-H1", "2018-H1"),
}


def as_plain(row: EfficacyRow) -> Row:
    """A row of the view in the plain numbers of the definition."""
    infusion, result, accepted = row.infusion, row.result, row.accepted
    infused = infusion.infused.value
    success, opens = result.success.value, infusion.infused.withheld
    return Row(
        tuple(key.value for key in row.keys),
        row.timing,
        row.outcome.id,
        row.synthetic,
        [programme.id for programme in row.programmes],
        row.groups,
        row.forming,
        accepted.value,
        accepted.withheld.reason if accepted.withheld else None,
        None if infused is None else (infusion.groups, infusion.accepted.value or 0, infused),
        opens.opens_on if opens else None,
        infusion.not_infused,
        None if success is None else (result.groups, success),
        result.no_success,
        row.not_included,
        row.left_out,
    )


def in_order(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (str(row.keys), row.timing, row.outcome, row.synthetic))


@given(snapshots(), BY, filters())
def test_columns_give_what_the_definition_gives(
    snapshot: Snapshot, by: tuple[Dimension, ...], where: Filter
) -> None:
    rows = efficacy(snapshot, by=by, where=where)
    assert in_order([as_plain(row) for row in rows]) == plain_efficacy(snapshot, by, where)


@given(snapshots(), BY, filters(), st.sampled_from([2023, 2024]))
def test_columns_give_what_the_definition_gives_of_a_year(
    snapshot: Snapshot, by: tuple[Dimension, ...], where: Filter, year: int
) -> None:
    within = {**where, Dimension.PERIOD: half_years_of(year)}
    rows = efficacy(snapshot, by=by, where=within)
    assert in_order([as_plain(row) for row in rows]) == plain_efficacy(snapshot, by, within)


@st.composite
def questions(draw: st.DrawFn) -> Filter:
    dims = draw(st.lists(st.sampled_from(sorted(MORE_VALUES)), unique=True, max_size=3))
    return {dim: draw(st.frozensets(st.sampled_from(MORE_VALUES[dim]))) for dim in dims}


@given(BY, questions())
@example((Dimension.COUNTRY,), {Dimension.REGION: frozenset()})
def test_of_many_groups_of_thirty_programmes_too(by: tuple[Dimension, ...], where: Filter) -> None:
    rows = efficacy(MANY, by=by, where=where)
    assert in_order([as_plain(row) for row in rows]) == plain_efficacy(MANY, by, where)


def test_by_every_dimension_at_once() -> None:
    by = tuple(Dimension)
    rows = efficacy(MANY, by=by, where={})
    assert in_order([as_plain(row) for row in rows]) == plain_efficacy(MANY, by, {})
