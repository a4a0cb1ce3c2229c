"""Files of a snapshot beside fixed bytes of the same application."""

import pytest

from tests.benchmarks.files import file_spreads


@pytest.mark.anyio
async def test_a_kept_file_costs_little_more_than_fixed_bytes_and_far_less_than_its_making() -> (
    None
):
    found = await file_spreads(rounds=5)
    assert found.kept.best < 3, f"a kept file takes {found.kept} times fixed bytes"
    assert found.made.best > 10, f"making takes only {found.made} times as long"
