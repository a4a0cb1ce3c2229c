"""What counts as a sign that a programme goes on: what is public of its groups."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from leftovers import BEGAN, MARCH, SPRING, published
from running import Running, running_registry
from sending import notices, pseudonyms, register, send

from registry.model.submission import Accepted
from registry.snapshot import Snapshot

pytestmark = pytest.mark.anyio

LATER = date(2028, 9, 10)


@pytest.fixture
async def registry(database_url: str) -> AsyncIterator[Running]:
    async with running_registry(database_url, BEGAN) as running:
        yield running


def silent(snapshot: Snapshot) -> bool:
    (programme,) = snapshot.programmes
    return programme.silent


@pytest.mark.parametrize(
    ("more", "first_silent"), [(10, date(2029, 3, 31)), (11, date(2030, 9, 30))]
)
async def test_a_programme_of_which_a_group_is_sealed_meanwhile_is_not_called_silent(
    registry: Running, more: int, first_silent: date
) -> None:
    """Eleven more come in September 2028; ten would wait, and nothing shows that they do."""
    house = registry.house
    programme = await register(house, BEGAN, planned_end=date(2040, 1, 1))
    await send(house, programme, MARCH, notices(pseudonyms(11)))
    before = await published(registry, SPRING)
    registry.clock.today = LATER
    late = notices(pseudonyms(more, start=0x500), "2028-09")
    assert isinstance(await send(house, programme, LATER, late), Accepted)
    days = sorted(date(year, *day) for year in range(2028, 2031) for day in ((3, 31), (9, 30)))[1:]
    seen = before + await published(registry, *days)
    assert next(snapshot.as_of for snapshot in seen if silent(snapshot)) == first_silent
