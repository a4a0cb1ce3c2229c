"""What the report for authorities counts: outcomes, persons at risk and batches, one by one."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

import pytest
from msgspec import structs

from registry.model.bundle import BundleKind, PublicBundle
from registry.model.codes import (
    EndpointKind,
    EventClass,
    NotInfusedReason,
    Timing,
)
from registry.model.endpoint import Endpoint, lock
from registry.model.sealed import (
    GRID,
    CurveCounts,
    Funnel,
    IntervalCounts,
    Manufacturing,
    SealedGroup,
)
from registry.snapshot import Snapshot
from registry.views.authority.entries import Scope
from registry.views.authority.rows import AuthorityRow, FieldState, authority_rows
from registry.views.extent import Extent
from registry.views.figures import Reason
from tests.views.example import REMISSION, SNAPSHOT, counts, open_group

SPAIN = Extent(2024, "ES")


def rows_of(field: str, snapshot: Snapshot, extent: Extent = SPAIN) -> list[AuthorityRow]:
    found = authority_rows(snapshot, extent)
    return [r for r in found if r.field_id == field and r.timing is not Timing.RETROSPECTIVE]


def numbers(
    field: str, snapshot: Snapshot, scope: Scope = Scope.YEAR, extent: Extent = SPAIN
) -> dict[str, int | None]:
    rows = (row for row in rows_of(field, snapshot, extent) if row.scope is scope)
    return {row.item_id: row.number.value for row in rows if row.number}


def holding(*groups: SealedGroup, bundles: Iterable[PublicBundle] = ()) -> Snapshot:
    """The example with these groups of aurora, and no other."""
    return structs.replace(SNAPSHOT, groups=groups, bundles=tuple(bundles))


def asking(endpoint: Endpoint) -> Snapshot:
    """The example whose programme asks for another outcome of the same patients."""
    first, *others = SNAPSHOT.programmes
    locked = (lock(endpoint, date(2023, 1, 10)),)
    programme = structs.replace(first.programme, endpoints=locked)
    rows = (structs.replace(first, programme=programme), *others)
    group = open_group("g", "aurora", "ES", 12, endpoints=(counts(endpoint.id, 5, 2, 1, 1, 3),))
    return structs.replace(SNAPSHOT, programmes=rows, groups=(group,), bundles=())


SURVIVES = structs.replace(
    REMISSION, kind=EndpointKind.TIME_TO_EVENT, success_categories=(), events=(EventClass.DEATH,)
)
RELAPSES = structs.replace(SURVIVES, events=(EventClass.RELAPSE,))


@pytest.mark.parametrize(
    ("endpoint", "assessed"),
    [(REMISSION, 8), (SURVIVES, 9), (RELAPSES, 8)],
    ids=["a response", "survival, to which a death answers", "an event that death forestalls"],
)
def test_who_was_assessed_is_success_and_observed_failure(
    endpoint: Endpoint, assessed: int
) -> None:
    """5 succeeded, 3 were seen to fail, 1 died, 1 is missing, 2 were never infused."""
    snapshot = asking(endpoint)
    assert numbers("assessed", snapshot) == {"": assessed}
    assert numbers("success", snapshot) == {"": 5}
    assert numbers("denominator", snapshot) == {"": 12}


def test_success_failure_and_missing_are_all_accepted() -> None:
    snapshot = asking(REMISSION)
    failure, missing = numbers("failure", snapshot), numbers("outcome-missing", snapshot)
    assert failure == {"NEVER_INFUSED": 2, "DEAD": 1, "OBSERVED_FAILURE": 3}
    assert missing == {"MISSING": 1, "UNREPORTED": 0, "WITHDRAWN": 0, "REGISTERED_LATE": 0}
    parts = (*numbers("success", snapshot).values(), *failure.values(), *missing.values())
    assert sum(part or 0 for part in parts) == 12


def curve(*at_risk: int, id: str = "survival-of-infused") -> CurveCounts:
    """A curve with so many at risk in each interval; who is not in the next one died."""
    died = [now - then for now, then in pairwise((*at_risk, at_risk[-1]))]
    rows = tuple(
        IntervalCounts(day, number, {"DEATH": dead}, 0, 0, 0)
        for day, number, dead in zip(GRID, at_risk, died, strict=False)
    )
    return CurveCounts(id, rows, (date(2026, 9, 30),) * len(rows))


def bundle(*groups: str, of: CurveCounts) -> PublicBundle:
    return PublicBundle(
        ".".join(groups), "aurora", BundleKind.INFUSED, Timing.PROSPECTIVE, groups,
        date(2026, 9, 30), curves=(of,),
    )  # fmt: skip


TEN = (20, 19, 18, 17, 16, 15, 14, 13, 12, 11)
"""At risk in the intervals up to 3 and 6 months, 1, 1.5, 2, 3, 4, 5, 10 and 15 years."""
FIRST, SECOND = (open_group(id, "aurora", "ES", 12) for id in ("aurora-1", "aurora-2"))
ABROAD = open_group("aurora-3", "aurora", "DE", 12)


def test_persons_at_risk_when_a_year_since_infusion_begins_stand_in_the_interval_after_it() -> None:
    snapshot = holding(FIRST, SECOND, bundles=[bundle("aurora-1", "aurora-2", of=curve(*TEN))])
    assert numbers("at-risk", snapshot) == {
        "year-0": 20, "year-1": 17, "year-2": 15, "year-3": 14, "year-4": 13, "year-5": 12,
        "year-10": 11,
    }  # fmt: skip
    assert set(numbers("at-risk-of", snapshot).values()) == {20}
    whole = numbers("at-risk", snapshot, Scope.PROGRAMME)
    assert whole == {f"aurora/{y}": n for y, n in numbers("at-risk", snapshot).items()}


@pytest.mark.parametrize(
    ("intervals", "years"),
    [(3, ["year-0"]), (4, ["year-0", "year-1"]), (5, ["year-0", "year-1"])],
    ids=["up to a year", "one interval beyond a year", "up to two years"],
)
def test_a_year_has_a_number_once_the_interval_after_its_first_day_is_public(
    intervals: int, years: list[str]
) -> None:
    shown = bundle("aurora-1", "aurora-2", of=curve(*TEN[:intervals]))
    assert list(numbers("at-risk", holding(FIRST, SECOND, bundles=[shown]))) == years


def test_a_bundle_that_reaches_beyond_the_country_is_withheld_and_not_divided() -> None:
    """Of two groups at home and one abroad nothing is told; of the two it would be."""
    groups = (FIRST, SECOND, ABROAD)
    inside = holding(*groups, bundles=[bundle("aurora-1", "aurora-2", of=curve(*TEN))])
    beyond = holding(*groups, bundles=[bundle(*(g.id for g in groups), of=curve(*TEN))])
    assert numbers("at-risk", inside)["year-0"] == 20
    for scope in Scope.YEAR, Scope.ALL_YEARS:
        (row,) = [r for r in rows_of("at-risk", beyond) if r.scope is scope]
        assert row.state is FieldState.WITHHELD
        assert row.number is not None
        assert row.number.value is None
    whole = numbers("at-risk", beyond, Scope.PROGRAMME)
    assert (whole["aurora/year-0"], whole["aurora/year-10"]) == (20, 11)


def test_persons_at_risk_since_acceptance_open_without_a_bundle() -> None:
    with_curve = structs.replace(FIRST, curves=(curve(*TEN[:6], id="survival"),))
    snapshot = holding(with_curve)
    assert numbers("at-risk-accepted", snapshot) == {"year-0": 20, "year-1": 17, "year-2": 15}
    (row,) = [r for r in rows_of("at-risk", snapshot) if r.scope is Scope.YEAR]
    assert row.number is not None
    assert row.number.withheld is not None
    assert row.number.withheld.reason is Reason.AWAITS_BUNDLE


@pytest.mark.parametrize(
    ("last", "in_year"),
    [("2023-H2", None), ("2024-H2", 12), ("2025-H1", None)],
    ids=["the year before", "the end of the year", "a half-year after it"],
)
def test_a_group_is_of_a_year_if_everybody_in_it_is(last: str, in_year: int | None) -> None:
    first = min(last, "2024-H1")
    snapshot = holding(structs.replace(FIRST, first_period=first, last_period=last))
    for field in ("accepted", "infused", "not-infused", "units", "serious", "denominator", "known"):
        assert len(numbers(field, snapshot)) == 1, field
    assert numbers("accepted", snapshot) == {"": in_year}
    assert numbers("accepted", snapshot, Scope.ALL_YEARS) == {"": 12}


def test_a_batch_kept_back_is_told_by_the_patients_who_were_not_infused_for_it() -> None:
    kept_back = NotInfusedReason.OUT_OF_SPECIFICATION_NOT_RELEASED
    funnel = Funnel(9, {kept_back: 2, NotInfusedReason.FUNDING: 1})
    snapshot = holding(structs.replace(FIRST, funnel=funnel))
    assert numbers("oos-patients", snapshot) == {"": 2}
    assert numbers("oos-patients", SNAPSHOT) == {"": 0}
    (batches,) = rows_of("oos-not-released", snapshot)[:1]
    assert batches.state is FieldState.NOT_COLLECTED


@pytest.mark.parametrize(("in_", "out"), [(0, 3), (9, 0), (9, 1)])
def test_units_are_batches_that_were_released_in_specification_or_out_of_it(
    in_: int, out: int
) -> None:
    attempts = {"RELEASED": in_, "RELEASED_OUT_OF_SPECIFICATION": out, "FAILED": 2}
    made = Manufacturing(12, attempts, {"POTENCY": 2}, (0,) * 8, 0)
    snapshot = holding(structs.replace(FIRST, manufacturing=made))
    assert numbers("units", snapshot) == {"": in_ + out}
    assert numbers("batches", snapshot) == {"": in_ + out + 2}
    assert numbers("oos-released", snapshot) == {"": out}
    assert numbers("batch-outcomes", snapshot) == attempts


def test_a_reason_of_who_was_registered_afterwards_is_no_zero_of_the_others() -> None:
    mine = structs.replace(FIRST, funnel=Funnel(11, {"FUNDING": 1}))
    late = structs.replace(SECOND, timing=Timing.RETROSPECTIVE, funnel=Funnel(11, {"DEATH": 1}))
    assert numbers("not-infused", holding(mine, late)) == {"FUNDING": 1}


def test_what_a_programme_accepted_stands_beside_what_it_planned_and_neither_is_of_the_year() -> (
    None
):
    planned, actual = (numbers(f"{what}-programme", SNAPSHOT, Scope.PROGRAMME)
                       for what in ("planned", "actual"))  # fmt: skip
    assert (planned, actual) == ({"aurora": 60}, {"aurora": 12 + 11 + 13})
    (year,) = rows_of("planned-year", SNAPSHOT)[:1]
    assert year.state is FieldState.NOT_COLLECTED
