"""Publication against reading the rows it counts, and against a smaller one, side by side."""

from pathlib import Path

import pytest

from tests.benchmarks.release import LARGE, SMALL, measured

pytestmark = pytest.mark.anyio


async def test_a_release_takes_less_than_five_times_the_reading_and_grows_with_the_patients(
    tmp_path: Path,
) -> None:
    _, small = await measured(tmp_path, *SMALL)
    reading, large = await measured(tmp_path, *LARGE)
    assert large / reading < 5, f"a release takes {large / reading:.1f} times the reading"
    growth = (large / small) / (LARGE[1] / SMALL[1])
    assert growth < 1.5, f"four times as many patients take {4 * growth:.1f} times as long"
