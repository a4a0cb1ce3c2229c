"""A registry that is lent from test to test is to each as if it had just been built."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from as_built import AsBuilt
from lent import Seat, functions_of
from msgspec import structs
from running import Running, running_registry

pytestmark = pytest.mark.anyio

BEGAN, LATER = date(2027, 1, 11), date(2027, 3, 31)
PAGES = ("/", "/centres", "/releases", "/r/1/centres.csv")
LEFT = {"Entry", "Stencil", "Ready", "FrozenSnapshot"}


async def test_nothing_that_one_test_leaves_is_met_by_the_next(tmp_path: Path) -> None:
    found: list[tuple[Seat, Counter[str], bytes]] = []
    for name in ("one", "other"):
        async with running_registry(f"sqlite:///{tmp_path}/{name}.sqlite", BEGAN) as registry:
            seat = registry.app.seat
            await registry.app.opened()
            assert not vars(registry.house.spend)["full_at"]
            held = what_it_holds(seat)
            found.append((seat, held, seat.draws(32)))
            await leave_traces(registry)
            assert set(what_it_holds(seat) - held) >= LEFT
    assert found[0] == found[1]


async def test_a_test_that_changes_a_part_has_an_application_of_its_own(tmp_path: Path) -> None:
    async with running_registry(f"sqlite:///{tmp_path}/one.sqlite", BEGAN) as registry:
        house, seat = registry.house, registry.app.seat
        usual = house.publisher
        house.publisher = structs.replace(usual, approvers=2)
        assert seat.application() is not seat.app
    async with running_registry(f"sqlite:///{tmp_path}/other.sqlite", BEGAN) as registry:
        assert registry.app.seat is seat
        assert registry.house.publisher is usual
        assert seat.application() is seat.app


async def leave_traces(registry: Running) -> None:
    """Let an application keep something wherever it keeps anything."""
    registry.house.spend("192.0.2.1", 1)
    await registry.publish(LATER)
    for page in PAGES:
        assert (await registry.http.get(page)).status_code == 200
        await registry.http.get(page, headers={"Cookie": "a=b"})


def what_it_holds(seat: Seat) -> Counter[str]:
    """How many objects of each kind a registry and its application hold."""
    seen = AsBuilt(seat.house, seat.app, *functions_of(seat.application()))
    return Counter(type(each).__name__ for each in seen.known.values())
