"""The page about the kills says what was found."""

from tests.chaos.acts import SCENARIOS
from tests.chaos.report import PAGE, page, read_result


def test_the_page_says_what_was_found_on_both_databases_in_500_runs_and_more() -> None:
    result = read_result()
    assert PAGE.read_text() == page(result)
    assert [each["database"] for each in result] == ["SQLite", "PostgreSQL"]
    for each in result:
        assert sum(row["runs"] for row in each["rows"]) >= 500
        assert [row["faults"] for row in each["rows"]] == [0] * len(SCENARIOS)
        assert {row["scenario"] for row in each["rows"]} == {each.name for each in SCENARIOS}
        assert each["planted_found"] == each["planted"] > 0
    assert sum(row["server"] for row in result[1]["rows"]) >= 20
