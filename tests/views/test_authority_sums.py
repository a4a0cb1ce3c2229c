"""Every number of the report for authorities is a sum over whole open groups, added up by hand."""

from collections import Counter

import pytest
from authority_differences import authority_differences, told_numbers
from hypothesis import given
from hypothesis import strategies as st
from large_groups import COUNTRIES
from large_snapshot import large_snapshot
from msgspec import structs

from registry.model.sealed import GroupState, SealedGroup
from registry.snapshot import Snapshot
from registry.views.authority.entries import Scope
from registry.views.authority.profile import report_profile
from registry.views.authority.rows import authority_rows
from registry.views.authority.sources import COUNTED
from registry.views.extent import Extent
from tests.views.example import SNAPSHOT

LARGE = large_snapshot(320).snapshot
YEARS = (2028, 2031)
SPAIN = Extent(2024, "ES")


def fields_told(snapshot: Snapshot, extent: Extent) -> Counter[tuple[str, Scope]]:
    return Counter((key[4], key[1]) for key in told_numbers(authority_rows(snapshot, extent)))


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("year", YEARS)
def test_every_number_is_what_one_adds_up_by_hand(year: int, country: str) -> None:
    assert authority_differences(LARGE, Extent(year, country)) == []


def test_every_field_that_is_counted_has_numbers_there() -> None:
    told: Counter[tuple[str, Scope]] = Counter()
    for country in COUNTRIES:
        for year in YEARS:
            told += fields_told(LARGE, Extent(year, country))
    counted = {field.id for field in report_profile().fields if field.source in COUNTED}
    counted -= {"left-out", "actual-programme", "at-risk", "at-risk-of"}
    for scope in Scope.YEAR, Scope.ALL_YEARS:
        assert {field for field, told_of in told if told_of is scope} == counted
    assert sum(told.values()) > 2_000


def sealed_again(group: SealedGroup) -> SealedGroup:
    """A group as it was before it opened."""
    return SealedGroup(
        group.id, group.programme_id, GroupState.FORMING, group.formed_on, group.timing
    )


@given(st.lists(st.booleans(), min_size=len(SNAPSHOT.groups), max_size=len(SNAPSHOT.groups)))
def test_whichever_groups_are_open_they_and_no_other_are_added_up(is_open: list[bool]) -> None:
    groups = tuple(
        group if opened else sealed_again(group)
        for group, opened in zip(SNAPSHOT.groups, is_open, strict=True)
    )
    known = {group.id for group in groups if group.state is GroupState.OPEN}
    bundles = tuple(each for each in SNAPSHOT.bundles if known.issuperset(each.group_ids))
    snapshot = structs.replace(SNAPSHOT, groups=groups, bundles=bundles)
    for country in ("ES", "DE"):
        assert authority_differences(snapshot, Extent(2024, country)) == []


def test_the_comparison_bites() -> None:
    """One patient more in a group is one too few in every number that has the group in it."""
    first, *others = SNAPSHOT.groups
    assert first.accepted is not None
    one_more = structs.replace(first, accepted=first.accepted + 1)
    other = structs.replace(SNAPSHOT, groups=(one_more, *others))
    differing = authority_differences(SNAPSHOT, SPAIN, by_hand=other)
    assert {key[4] for key, *_ in differing} == {"accepted", "missing", "safety-of"}
