"""The page on performance says what was measured, and where a goal was missed it says so."""

import pytest

from tests.benchmarks.performance import PAGE, page, read_result
from tests.benchmarks.rows import ROWS, Row

RESULT = read_result()
ROW = Row("some", "a / b", "all", 3, "ms")


def test_every_figure_of_the_page_is_in_the_result() -> None:
    assert PAGE.read_text() == page(RESULT)


def test_every_row_was_measured_or_skipped_by_name() -> None:
    assert set(RESULT["rows"]) == {row.id for row in ROWS}
    assert all(told.get("skipped") or told["least"] > 0 for told in RESULT["rows"].values())


def test_the_run_took_less_than_two_minutes_of_processor_time() -> None:
    assert 0 < RESULT["took"]["processor"] < 120


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_goal_is_met_or_the_page_says_not_met(row: Row) -> None:
    (line,) = [line for line in PAGE.read_text().splitlines() if line.startswith(f"| {row.what} |")]
    told = RESULT["rows"][row.id]
    last = line.strip("| ").rpartition(" | ")[2]
    if "skipped" in told:
        assert last == f"skipped: {told['skipped']}"
    else:
        assert last == ("yes" if row.met(told) else "**not met**")


@pytest.mark.parametrize(
    ("at_least", "median", "met"),
    [
        (True, 2.99, False), (True, 3, True), (True, 3.01, True),
        (False, 2.99, True), (False, 3, False), (False, 3.01, False),
    ],
)  # fmt: skip
def test_a_goal_is_met_by_the_median(at_least: bool, median: float, met: bool) -> None:
    row = ROW._replace(at_least=at_least)
    assert row.met({"median": median, "least": 1, "most": 9}) is met


def test_a_missed_goal_changes_the_page() -> None:
    row = next(row for row in ROWS if row.id == "cached")
    slow = {**RESULT["rows"], "cached": {"median": 0.5, "least": 0.4, "most": 0.6}}
    assert f"| {row.goal_in_words} | 0.5 | 0.4 to 0.6 | **not met** |" in page(
        {**RESULT, "rows": slow}
    )
