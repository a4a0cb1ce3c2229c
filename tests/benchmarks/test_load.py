"""A short run of `make load`, and its page."""

from pathlib import Path

from tests.load.report import PAGE, page, read_report
from tests.load.result import result_of
from tests.load.run import Load, run


def test_readers_and_sponsors_are_answered_without_an_error_while_somebody_publishes(
    tmp_path: Path,
) -> None:
    load = Load(seconds=5, readers=20, submitters=3, patients=20)
    result = result_of("SQLite", load, run(tmp_path, f"sqlite:///{tmp_path}/r.sqlite", load))
    assert result.faults == {}
    assert result.snapshots == (2, 3)
    assert result.readers_in_publish is not None
    assert result.submitters_in_publish is not None
    assert result.memory.last - result.memory.first < 40


def test_the_page_says_what_was_measured() -> None:
    assert PAGE.read_text() == page(read_report())
