"""Every view as a long table: one line for each value, driven by the types of its rows."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import pytest
from msgspec import Meta, Struct

from registry import texts
from registry.errors import ExportError
from registry.exports.tables import Line, Table, table_of
from registry.model.decision import PublicGate
from registry.statistics.estimates import NoEstimate
from registry.views import VIEWS, View
from registry.views.figures import Count, Rate, Reason, ReasonCount, Withheld
from tests.views.example import AS_OF, OPENS, SNAPSHOT

LATER = date(2027, 3, 31)


class Colour(StrEnum):
    """A code list."""

    RED = "RED"


class Point(Struct, frozen=True):
    """What is known at a day."""

    day: int
    survival: Rate
    deviation: float | NoEstimate


class Part(Struct, frozen=True):
    """A part with a name."""

    id: str
    euros: Annotated[int, Meta(extra={"unit": "euros"})]


class Row(Struct, frozen=True):
    """Every shape a row of a view may have."""

    id: str
    country: str
    colour: Colour | None
    accepted: Count
    part: Part | None
    points: tuple[Point, ...]
    reasons: tuple[ReasonCount, ...]
    names: tuple[str, ...]
    bins: dict[str, int]
    remark: str
    because: Withheld | None
    synthetic: bool
    as_of: date


FOLLOWED = PublicGate("enough-followed", "When followed.", met=False)
ROW = Row(
    id="a",
    country="ES",
    colour=Colour.RED,
    accepted=Count(LATER, withheld=Withheld(Reason.NOT_YET, OPENS, (FOLLOWED,))),
    part=Part("p", 12),
    points=(
        Point(365, Rate(AS_OF, 3, 4, 0.75, 0.3, 0.95), 0.5),
        Point(731, Rate(AS_OF, 0, 4, 0.0), NoEstimate.NOBODY_ASSESSED),
    ),
    reasons=(ReasonCount("DEAD", 0),),
    names=("x", "y"),
    bins={"0-14": 2},
    remark="",
    because=None,
    synthetic=True,
    as_of=AS_OF,
)


def view_of(row: type[Struct], rows: Sequence[Any] = ()) -> View:
    return View("some", "Some rows.", row, lambda _: rows)


def lines_of(table: Table) -> list[dict[str, Any]]:
    return [dict(zip(table.columns, line, strict=True)) for line in table.lines(SNAPSHOT)]


def found(measure: str, item: str = "") -> dict[str, Any]:
    """The line of a measure of ROW."""
    lines = lines_of(table_of(view_of(Row, (ROW,))))
    (line,) = [line for line in lines if (line["measure"], line["item"]) == (measure, item)]
    return line


def test_a_rate_is_one_line_with_both_counts_and_its_limits() -> None:
    line = found("points.survival", "365")
    names = ("value", "numerator", "denominator", "low", "high", "unit", "value_status")
    assert [line[name] for name in names] == [0.75, 3, 4, 0.3, 0.95, "share", "shown"]


def test_what_is_withheld_is_null_with_its_reason_in_the_words_of_every_surface() -> None:
    line = found("accepted")
    assert (line["value"], line["text"], line["value_status"]) == (None, None, "NOT_YET")
    assert line["status_text"] == f"{texts.withheld('NOT_YET', OPENS)} When followed."
    assert (line["opens_on"], line["as_of"]) == (OPENS, LATER)
    assert line["gates"] == FOLLOWED.id


def test_zero_is_a_value_and_what_nobody_states_is_none() -> None:
    assert (found("reasons.patients", "DEAD")["value"], found("bins", "0-14")["value"]) == (0, 2)
    assert found("points.survival", "731")["value"] == 0
    assert (found("remark")["text"], found("remark")["value_status"]) == (None, "none")


def test_an_estimate_that_counts_do_not_give_says_why() -> None:
    line = found("points.deviation", "731")
    assert (line["value"], line["value_status"]) == (None, "NOBODY_ASSESSED")
    assert line["status_text"] == texts.NO_ESTIMATE["NOBODY_ASSESSED"]


def test_codes_ids_and_country_tell_rows_apart_as_columns() -> None:
    table = table_of(view_of(Row, (ROW,)))
    assert [key.name for key in table.keys] == ["country", "colour", "part_id"]
    assert {tuple(line[2:5]) for line in table.lines(SNAPSHOT)} == {("ES", "RED", "p")}


def test_a_field_may_state_its_own_unit() -> None:
    assert (found("part.euros")["value"], found("part.euros")["unit"]) == (12, "euros")


def test_the_measures_a_type_can_have_are_those_its_lines_have() -> None:
    table = table_of(view_of(Row, (ROW,)))
    known = {each.path for each in table.measures}
    assert {line["measure"] for line in lines_of(table)} <= known
    assert known - {line["measure"] for line in lines_of(table)} == {"part", "because"}


class Strange(Struct, frozen=True):
    """Holds what no table knows."""

    id: str
    shape: complex
    synthetic: bool
    as_of: date


class Mixed(Struct, frozen=True):
    """Holds one of two types that share nothing."""

    id: str
    either: str | int
    synthetic: bool
    as_of: date


class Pair(Struct, frozen=True):
    """Holds two values without names."""

    id: str
    pair: tuple[int, str]
    synthetic: bool
    as_of: date


class Unmarked(Struct, frozen=True):
    """Does not say whether it is fictional."""

    id: str
    number: int
    as_of: date


class Empty(Struct, frozen=True):
    """Holds no value."""

    id: str
    synthetic: bool
    as_of: date


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Strange, "shape: <class 'complex'>"),
        (Mixed, "either may be of too different types"),
        (Pair, "pair mixes types"),
        (Unmarked, "have no synthetic"),
        (Empty, "hold no value"),
    ],
)
def test_a_row_type_without_a_place_in_a_table_is_refused_before_any_row_exists(
    row: type[Struct], said: str
) -> None:
    with pytest.raises(ExportError, match=said):
        table_of(view_of(row))


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_every_view_becomes_a_table(view: View) -> None:
    table = table_of(view)
    lines = list(table.lines(SNAPSHOT))
    width, at = len(table.columns), list(table.columns).index("measure")
    assert {len(line) for line in lines} <= {width}
    assert len({line[1] for line in lines}) == len(view.rows(SNAPSHOT))
    places = Counter((line[1], line[at], line[at + 1]) for line in lines)
    assert [place for place, count in places.items() if count > 1] == []
    assert {line[at] for line in lines} <= {measure.path for measure in table.measures}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_a_line_has_a_value_or_says_why_not(view: View) -> None:
    table = table_of(view)
    for line in lines_of(table):
        shown = line["value_status"] == "shown"
        assert shown == (line["value"] is not None or line["text"] is not None)
        assert shown == (line["status_text"] is None)


def test_no_view_has_the_name_of_another_file_of_a_snapshot() -> None:
    reserved = {"snapshot", "datapackage", "cite", "datacite", "codebook", "dataset", "schema"}
    assert not reserved & set(VIEWS)


def types_of(lines: list[Line]) -> set[type]:
    return {type(value) for line in lines for value in line}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_cells_are_plain_values(view: View) -> None:
    lines = list(table_of(view).lines(SNAPSHOT))
    assert types_of(lines) <= {str, int, float, bool, date, type(None)}


def test_an_amount_names_its_currency_in_its_unit() -> None:
    lines = [line for line in lines_of(table_of(VIEWS["costs"])) if line["measure"] == "amount"]
    assert lines
    assert {line["unit"] for line in lines} == {"minor units of EUR"}
