"""Parts of a form that come several times: counted without gaps, one taken away, none else lost."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.web.desk.forms import Form
from registry.web.desk.sponsor.registering import approval_form, programme_form
from registry.web.desk.sponsor.registering.approval import MOST_FIELDS
from registry.web.desk.sponsor.registering.repeated import (
    parts_of,
    without_empty,
    without_gaps,
    without_part,
)

numbers = st.sets(st.integers(0, 99), min_size=1, max_size=12)


def form_with(*parts: int) -> dict[str, str]:
    """A form with parts of these numbers, each saying which it was, and with another field."""
    return {"title": "t", "others[7]": "o"} | {f"endpoints[{n}].day": str(n) for n in parts}


@given(numbers)
def test_parts_are_counted_from_zero_in_their_order_and_nothing_else_changes(
    parts: set[int],
) -> None:
    form = without_gaps(form_with(*parts), "endpoints")
    assert parts_of(form, "endpoints") == list(range(len(parts)))
    told = [form[f"endpoints[{n}].day"] for n in range(len(parts))]
    assert told == [str(n) for n in sorted(parts)]
    assert (form["title"], form["others[7]"]) == ("t", "o")


@given(st.integers(1, 12), st.data())
def test_taking_away_one_part_keeps_every_other_in_order(count: int, data: st.DataObject) -> None:
    gone = data.draw(st.integers(0, count - 1))
    form = without_part(form_with(*range(count)), f"endpoints[{gone}]")
    told = [form[f"endpoints[{n}].day"] for n in range(count - 1)]
    assert told == [str(n) for n in range(count) if n != gone]
    assert len(form) == count + 1


def test_a_part_that_is_not_there_or_no_part_at_all_takes_nothing_away() -> None:
    form = form_with(0, 1)
    for at in ("endpoints[5]", "nothing", "endpoints[1", ""):
        assert without_part(form, at) == form


def test_one_field_left_empty_is_no_part_but_a_part_with_an_empty_field_is() -> None:
    form = {"centreIds[0]": " ", "centreIds[1]": "north", "endpoints[0].label": ""}
    kept = {"centreIds[0]": "north", "endpoints[0].label": ""}
    assert without_empty(form, "centreIds") == kept


@pytest.mark.parametrize(
    ("altered", "step", "name", "most"),
    [
        (programme_form.altered, "add endpoint", "endpoints", programme_form.MOST_ENDPOINTS),
        (programme_form.altered, "add hospital", "centreIds", programme_form.MOST_CENTRES),
        (approval_form.altered, "add event", "events", approval_form.MOST_EVENTS),
        (approval_form.altered, "add offer", "offers", approval_form.MOST_OFFERS),
    ],
)
def test_parts_are_added_up_to_the_most_and_no_further(
    altered: Callable[[Form, str], Form | None], step: str, name: str, most: int
) -> None:
    form: Form = {}
    for wanted in [*range(1, most + 1), most]:
        added = altered({**form, "measure": "LUGANO"}, step)
        assert added is not None
        form = added
        assert len(parts_of(form, name)) == wanted
    assert len(form) < MOST_FIELDS
