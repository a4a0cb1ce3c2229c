"""Publication sets a sponsor beside others two release dates after its first numbers."""

from datetime import date

import pytest
from running import UNIVERSITY, Running
from sending import notices, pseudonyms, register, send

from registry.model.submission import Accepted

pytestmark = pytest.mark.anyio

BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
RELEASES = [date(year, *day) for year in (2027, 2028, 2029) for day in ((3, 31), (9, 30))]


async def test_a_sponsor_is_compared_two_release_dates_after_its_first_group_opened(
    registry: Running,
) -> None:
    programme = await register(registry.house, BEGAN)
    done = await send(registry.house, programme, MARCH, notices(pseudonyms(22)))
    assert isinstance(done, Accepted)
    since: dict[date, tuple[str, ...]] = {}
    first: date | None = None
    for day in RELEASES:
        await registry.publish(day)
        current = registry.house.shelf.current
        assert current is not None
        since[day] = current.snapshot.compared_sponsors
        opened = [group.opened_on for group in current.snapshot.groups if group.opened_on]
        first = first or min(opened, default=None)
    assert first is not None
    compared = RELEASES[RELEASES.index(first) + 2]
    assert {day: told == (UNIVERSITY,) for day, told in since.items()} == {
        day: day >= compared for day in RELEASES
    }
    registry.clock.today = date(2029, 10, 20)
    await registry.publish(date(2029, 10, 16))
    assert registry.house.shelf.current is not None
    assert registry.house.shelf.current.snapshot.compared_sponsors == (UNIVERSITY,)
