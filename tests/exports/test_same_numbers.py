"""Each number is the same in GraphQL, CSV, JSON and Parquet."""

import pytest
from msgspec import structs
from same_numbers import count, differences, in_file, shown_by_graphql

from registry.snapshot import FrozenSnapshot, freeze
from registry.views import VIEWS
from tests.views.example import SNAPSHOT, frozen


@pytest.mark.parametrize("view", VIEWS)
def test_each_number_of_a_view_is_the_same_on_every_surface(view: str) -> None:
    assert view in shown_by_graphql()
    assert differences(view, frozen()) == []


def test_numbers_were_compared() -> None:
    assert sum(count(view, frozen()) for view in VIEWS) > 100


def changed() -> FrozenSnapshot:
    """The same snapshot with one patient more in one group."""
    first, *others = SNAPSHOT.groups
    assert first.accepted is not None
    more = structs.replace(first, accepted=first.accepted + 1)
    return freeze(structs.replace(SNAPSHOT, groups=(more, *others)))


def test_one_patient_more_is_a_difference() -> None:
    assert in_file("efficacy", "csv", changed()) != in_file("efficacy", "csv", frozen())
