"""A short run of `make load`, and its page."""

from pathlib import Path

import pytest
from msgspec import structs

from tests.load.report import PAGE, page, read_report
from tests.load.result import Memory, Result, faults_of, result_of
from tests.load.run import Load, run


def test_readers_and_sponsors_are_answered_without_an_error_while_somebody_publishes(
    tmp_path: Path,
) -> None:
    load = Load(seconds=5, readers=20, submitters=3, patients=20, filled=0.5)
    result = result_of("SQLite", load, run(tmp_path, f"sqlite:///{tmp_path}/r.sqlite", load))
    assert result.faults == {}
    assert result.snapshots == (2, 3)
    assert result.readers_in_publish is not None
    assert result.submitters_in_publish is not None
    assert result.memory.last - result.memory.first < 40


def with_memory(last: float, filled: float = 70) -> Result:
    """A result of a run in which the memory of the server ended so, from 100 MiB."""
    first = read_report().runs[0]
    load = structs.replace(first.load, filled=filled)
    return structs.replace(first, load=load, memory=Memory(100, last, 0), faults={})


@pytest.mark.parametrize(("last", "is_fault"), [(109, False), (110, False), (111, True)], ids=str)
def test_memory_that_grows_although_it_was_full_is_a_fault_of_a_run(
    last: float, is_fault: bool
) -> None:
    told = f"memory grew from 100 to {last} MiB though it was full"
    assert faults_of(with_memory(last)) == ([told] if is_fault else [])
    assert faults_of(with_memory(last, filled=0)) == [], "what still fills may grow"


def test_every_error_is_a_fault_of_a_run() -> None:
    faults = {"503 at /": 2, "a batch was rejected": 1}
    wrong = structs.replace(with_memory(100), faults=faults)
    assert faults_of(wrong) == ["2 times 503 at /", "1 times a batch was rejected"]


def test_the_page_says_what_was_measured() -> None:
    assert PAGE.read_text() == page(read_report())
