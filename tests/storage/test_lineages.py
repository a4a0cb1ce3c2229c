"""A product under a new name is counted with the old one, once a curator found them to be one."""

from datetime import UTC, date, datetime

import pytest
from msgspec import structs
from running import OPERATOR, Running
from sending import PRODUCT, everything, notices, programme, pseudonyms, record, send

from registry.app import House
from registry.errors import AccountError
from registry.intake.lineages import in_their_lineages, join
from registry.intake.register import enter_directory
from registry.intake.tools import Envelope
from registry.model.product import Product
from registry.model.programme import Programme
from registry.model.submission import Accepted
from registry.snapshot import Snapshot
from registry.storage.directory import find_fact, read_facts
from registry.storage.ledger import acts

pytestmark = pytest.mark.anyio

BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
AT = datetime(2027, 1, 12, tzinfo=UTC)
DAYS = [date(2027, 3, 31), date(2027, 9, 30), date(2028, 3, 31), date(2028, 9, 30)]
REAL = Product("real", "Real", "cells", None, None, None)


async def named(house: House, *names: str) -> list[str]:
    """One product under each of these names."""
    return [await record(house, structs.replace(PRODUCT, name=name), BEGAN) for name in names]


async def study(house: House, product: str) -> str:
    return await record(house, programme(product, title=f"Study of {product}"), BEGAN)


async def lineages(house: House) -> dict[str, str]:
    facts = await read_facts(house.database)
    return {found.id: found.lineage for found in facts.all(Programme)}


async def test_a_new_name_moves_its_programmes_and_those_still_to_come(registry: Running) -> None:
    house = registry.house
    old, new, third = await named(house, "Tarnleucel", "Novoleucel", "Tertioleucel")
    first, second = await study(house, old), await study(house, new)
    assert await join(house.database, new, third, AT, "curator") == 0
    assert await join(house.database, old, new, AT, "curator") == 1
    later = await study(house, third)
    assert await lineages(house) == {first: old, second: old, later: old}
    assert (await acts(house.database))[-2].subject == f"{old} {new}"


@pytest.mark.parametrize("joined", [True, False])
async def test_gates_count_over_both_names_once_they_are_one(
    registry: Running, joined: bool
) -> None:
    house = registry.house
    products = await named(house, "Tarnleucel", "Novoleucel")
    if joined:
        await join(house.database, products[0], products[1], AT, "curator")
    studies = [await study(house, product) for product in products]
    for place, registered in enumerate(studies, 1):
        mine = pseudonyms(11, start=0x100 * place)
        assert isinstance(await send(house, registered, MARCH, notices(mine)), Accepted)
    for day in DAYS:
        await registry.publish(day)
    assert house.shelf.current is not None
    assert counted(house.shelf.current.snapshot) == {22 if joined else 11}


def counted(snapshot: Snapshot) -> set[int | None]:
    """The patients each programme's gate of followed patients counts."""
    return {
        gate.current
        for row in snapshot.programmes
        for decision in row.decisions
        for gate in decision.gates
        if gate.id == "enough-followed"
    }


async def test_what_is_no_pair_of_two_families_is_refused_and_changes_nothing(
    registry: Running,
) -> None:
    house = registry.house
    old, new = await named(house, "Tarnleucel", "Novoleucel")
    await enter_directory(house.intake, [REAL], Envelope(OPERATOR, AT), "sourced")
    await join(house.database, old, new, AT, "curator")
    before = await everything(house.database)
    for one, other in ((old, "none"), (old, new), (new, old), (old, old), (REAL.id, old)):
        with pytest.raises(AccountError):
            await join(house.database, one, other, AT, "curator")
    assert await everything(house.database) == before


async def test_a_programme_entered_anew_stays_in_its_lineage(registry: Running) -> None:
    house = registry.house
    old, new = await named(house, "Tarnleucel", "Novoleucel")
    id = await study(house, new)
    made = await find_fact(house.database, Programme, id)
    assert made is not None
    await join(house.database, old, new, AT, "curator")
    (again, product) = await in_their_lineages(house.database, [made, REAL])
    assert isinstance(again, Programme)
    assert (again.lineage, product) == (old, REAL)
