"""The page about the fuzzing says what was found, of every target there is."""

from tests.fuzz.report import PAGE, page, read_result
from tests.fuzz.targets import TARGETS

TEN_MINUTES = 600


def test_the_page_says_what_ten_minutes_of_drawn_inputs_found() -> None:
    told = read_result()
    assert PAGE.read_text() == page(told)
    assert [each["target"] for each in told["results"]] == list(TARGETS)
    assert told["seconds"] >= TEN_MINUTES
    for each in told["results"]:
        assert each["tried"] > 0
        assert each["findings"] == []
        assert 0 < each["reached"] <= each["lines"]
