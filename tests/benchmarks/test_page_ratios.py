"""Public pages beside fixed bytes of the same application."""

import pytest

from tests.benchmarks.pages import page_spreads


@pytest.mark.anyio
async def test_pages_and_searches_take_less_than_fifteen_times_fixed_bytes() -> None:
    found = await page_spreads(rounds=7)
    assert found.uncached.median < 15, f"a page takes {found.uncached} times fixed bytes"
    assert found.search.best < 15, f"a search takes {found.search} times fixed bytes"
    assert found.kept.median <= 1.3, f"a kept page takes {found.kept} times fixed bytes"
