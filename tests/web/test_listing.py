"""A search finds by sets what a reader who looks at every name and every offer would find."""

import pytest
from drawn_directory import QUESTIONS, TEXTS, snapshots
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import structs
from plain_listing import listed, understood
from plain_words import distance

from registry.model.folding import is_within
from registry.snapshot import FrozenSnapshot, freeze
from registry.views.directory import centres
from registry.web.public import naming
from registry.web.public.finder import finder_of
from registry.web.public.listing import Wanted, listing
from tests.views.example import DIRECTORY, SNAPSHOT, frozen

pytestmark = pytest.mark.thorough

EXAMPLE = frozen()
WORDS = st.text("abc", max_size=6)


@given(snapshots(), QUESTIONS)
@example(EXAMPLE, Wanted())
@example(EXAMPLE, Wanted(who=frozenset({"nobody"})))
def test_the_list_and_the_number_beside_every_choice_are_those_of_a_plain_look(
    frozen: FrozenSnapshot, wanted: Wanted
) -> None:
    found = listing(frozen.snapshot, wanted)
    rows, counts = listed(frozen.snapshot, wanted)
    assert [each.centre for each in found.found] == rows
    assert [each.number for each in found.found] == list(range(1, len(rows) + 1))
    assert {
        (facet, option.value): option.count
        for facet, options in found.facets.items()
        for option in options
    } == counts


@given(TEXTS)
def test_a_text_means_what_a_look_at_every_name_finds(text: str) -> None:
    snapshot = EXAMPLE.snapshot
    plainly = understood(text, centres(snapshot), snapshot.directory.products)
    assert naming.understood(text, finder_of(snapshot).names) == plainly


@given(WORDS, WORDS, st.integers(0, 2))
def test_slips_are_counted_as_they_are_by_a_table_of_all_beginnings(
    one: str, other: str, slips: int
) -> None:
    assert is_within(slips, one, other) == (distance(one, other) <= slips)


@given(snapshots(), st.data())
def test_centres_are_counted_once_however_many_of_their_offers_match(
    frozen: FrozenSnapshot, data: st.DataObject
) -> None:
    finder = finder_of(frozen.snapshot)
    offers = data.draw(st.integers(0, finder.every))
    assert finder.count(offers) == len(list(finder.found(offers)))


def test_a_registry_without_centres_finds_none() -> None:
    nothing = structs.replace(DIRECTORY, centres=(), offers=())
    empty = freeze(structs.replace(SNAPSHOT, directory=nothing))
    assert listing(empty.snapshot, Wanted("leukaemia")).found == ()
    assert listing(empty.snapshot, Wanted()).facets["country"] == ()
