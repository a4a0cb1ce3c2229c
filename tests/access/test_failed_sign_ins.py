"""Failed sign-ins stand in the audit trail, and nobody fills it with them."""

from datetime import date, datetime, timedelta

import pytest
from breaking import Breaking
from people import PASSWORD, STEP, Person
from running import Running

from registry.access.because import Because
from registry.access.sessions import Begun
from registry.access.sign_in import FAILED, LOCKED, NOBODY, Typed
from registry.storage.ledger import acts_of

pytestmark = pytest.mark.anyio
BEGAN = date(2027, 3, 10)


async def fail(registry: Running, name: str, at: datetime) -> None:
    answer = await registry.house.reception.sign_in(Typed(name, "a wrong password", ""), at)
    assert not isinstance(answer, Begun)


async def told(registry: Running) -> list[tuple[str, str]]:
    """Who failed, as the trail has it, and under which name."""
    return [(act.actor, act.subject) for act in await acts_of(registry.house.database, FAILED)]


async def test_a_failed_sign_in_is_told_under_the_account_that_it_was_tried_for(
    registry: Running, bea: Person
) -> None:
    now = registry.clock()
    await fail(registry, bea.id, now)
    assert await told(registry) == [(NOBODY, "bea")]
    for act in await acts_of(registry.house.database, FAILED):
        assert "wrong" not in str(act)


@pytest.mark.parametrize(("seconds", "events"), [(-1, 1), (0, 2), (1, 2)])
async def test_an_account_is_told_once_in_a_quarter_of_an_hour(
    registry: Running, bea: Person, seconds: int, events: int
) -> None:
    now = registry.clock()
    for moment in (now, now, now + timedelta(minutes=5), now + LOCKED + timedelta(seconds=seconds)):
        await fail(registry, bea.id, moment)
    assert len(await told(registry)) == events


async def test_signing_in_between_does_not_make_failures_cheaper(
    registry: Running, bea: Person
) -> None:
    now = registry.clock()
    for moment in (now, now + STEP):
        await fail(registry, bea.id, moment)
        begun = await registry.house.reception.sign_in(bea.typed(moment), moment)
        assert isinstance(begun, Begun)
    assert len(await told(registry)) == 1


async def test_names_that_nobody_has_are_told_as_one_and_never_by_name(
    registry: Running, bea: Person
) -> None:
    now = registry.clock()
    for number in range(6):
        await fail(registry, f"my-secret-typed-as-name-{number}", now)
    await fail(registry, PASSWORD, now)
    await fail(registry, bea.id, now)
    assert await told(registry) == [(NOBODY, NOBODY), (NOBODY, "bea")]


async def test_a_suspended_account_that_is_tried_is_told(registry: Running, bea: Person) -> None:
    now = registry.clock()
    await registry.house.people.suspend(bea.id, Because("ada", now, "left"))
    answer = await registry.house.reception.sign_in(bea.typed(now), now)
    assert not isinstance(answer, Begun)
    assert await told(registry) == [(NOBODY, "bea")]


ENOUGH = 1_000


async def statements(breaking: Breaking, registry: Running, name: str) -> int:
    """How much the database does for a failed sign-in."""
    breaking.left = ENOUGH
    await fail(registry, name, registry.clock())
    return ENOUGH - breaking.left


async def test_a_name_that_nobody_has_is_as_much_work_each_time_as_one_that_somebody_has(
    registry: Running, bea: Person
) -> None:
    breaking = Breaking(registry.house.database)
    await statements(breaking, registry, "somebody-tried-before")
    for _ in range(7):
        hers = await statements(breaking, registry, bea.id)
        assert await statements(breaking, registry, "nobody-of-this-name") == hers
    assert await told(registry) == [(NOBODY, NOBODY), (NOBODY, "bea")]
