"""A log of a million leaves is verified on one core in seconds, and in little memory."""

import pytest

from tests.benchmarks.verifying import Measured, large_log, plain_hashing, verify

MILLION, MOST_SECONDS, MOST_MEBIBYTES = 1_000_000, 60, 500


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    folder = tmp_path_factory.mktemp("large")
    return verify(large_log(folder, MILLION))


def test_a_million_leaves_are_verified_in_seconds_on_one_core(measured: Measured) -> None:
    report = measured.report
    assert (report["holds"], report["leaves"], report["snapshots"]) == (True, MILLION, 6)
    assert measured.clock < MOST_SECONDS, f"{measured.clock:.1f} s"


def test_a_million_leaves_are_verified_in_little_memory(measured: Measured) -> None:
    assert measured.mebibytes < MOST_MEBIBYTES, f"{measured.mebibytes:.0f} MiB"


def test_a_million_leaves_take_a_few_times_as_long_as_their_plain_hashes(
    measured: Measured,
) -> None:
    ratio = measured.processor / plain_hashing(MILLION)
    assert ratio < 8, f"verifying takes {ratio:.1f} times as long as hashing"
