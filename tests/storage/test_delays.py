"""The board says in public that a release comes later, and nothing else moves by it."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from logbook import public_leaves
from msgspec import structs
from people import board
from running import Running, running_registry
from sending import everything, notices, pseudonyms, register, send

from registry.errors import DataError
from registry.intake.registered import delay_leaf
from registry.model.transparency import Delay
from registry.release.delays import SaidOfDelay, WantedDelay, delay_release, open_delays
from registry.release.proposals import Board
from registry.release.publish import plan_snapshot
from registry.storage.ledger import Act, acts, record_act

pytestmark = pytest.mark.anyio

BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
SPRING, AUTUMN, NEXT_SPRING = date(2027, 3, 31), date(2027, 9, 30), date(2028, 3, 31)
BECAUSE = "Two members of the board are ill, and two others must be found."
RELEASES = "{ snapshot { missedReleases delays { release reason decidedOn } } }"


@pytest.fixture
async def registry(database_url: str) -> AsyncIterator[Running]:
    async with running_registry(database_url, BEGAN) as running:
        await board(running.house, "first", "second")
        await running.publish(BEGAN)
        yield running


def the_board(registry: Running) -> Board:
    return structs.replace(registry.house.publisher.board, approvers=2)


async def say(
    registry: Running, actor: str, release: date = SPRING, reason: str = BECAUSE
) -> SaidOfDelay:
    wanted = WantedDelay(release, reason)
    return await delay_release(the_board(registry), wanted, registry.clock(), actor)


async def test_two_different_people_say_the_same_and_everybody_reads_it(registry: Running) -> None:
    registry.clock.today = MARCH
    for actor in ("first", "first", "operator"):
        assert await say(registry, actor) == SaidOfDelay(1)
    assert (await say(registry, "second", reason="For another reason.")).delay is None
    (mine, other) = await open_delays(the_board(registry), MARCH)
    assert (mine.proposal.reason, set(mine.people)) == (BECAUSE, {"first"})
    assert other.people == {"second"}
    said = await say(registry, "second")
    assert said.delay == Delay("delay-2027-03-31", SPRING, BECAUSE, MARCH)
    assert (await acts(registry.house.database))[-1].action == "delay decided"
    assert (await public_leaves(registry.house))[-1] == delay_leaf(said.delay)
    assert await open_delays(the_board(registry), MARCH) == []
    await registry.publish(MARCH)
    told = (await registry.ask(RELEASES))["snapshot"]["delays"]
    assert told == [{"release": "2027-03-31", "reason": BECAUSE, "decidedOn": "2027-03-10"}]
    assert BECAUSE in (await registry.http.get("/releases")).text
    assert BECAUSE in (await registry.http.get("/releases.atom")).text


async def test_who_sent_something_for_a_sponsor_puts_nothing_off(registry: Running) -> None:
    """Also where others published since: of patients it waits for years."""
    house = registry.house
    sent = Act(house.clock(), "second", "submission accepted", "programme", "")
    async with house.database.transaction():
        await record_act(house.database, sent)
    await registry.publish(MARCH)
    assert (await say(registry, "first")).people == 1
    before = await everything(house.database)
    with pytest.raises(DataError, match="for a sponsor"):
        await say(registry, "second")
    assert await everything(house.database) == before


async def test_a_delay_moves_no_date_and_the_date_is_missed_all_the_same(registry: Running) -> None:
    programme = await register(registry.house, BEGAN)
    await send(registry.house, programme, MARCH, notices(pseudonyms(11)))
    registry.clock.today = SPRING
    house = registry.house
    before = await plan_snapshot(house.publisher, SPRING, house.clock())
    for actor in ("first", "second"):
        await say(registry, actor)
    after = await plan_snapshot(house.publisher, SPRING, house.clock())
    assert {(step.what, step.subject) for step in after.steps} - {
        (step.what, step.subject) for step in before.steps
    } == {("tells delay", "delay-2027-03-31")}
    await registry.publish(AUTUMN)
    told = (await registry.ask(RELEASES))["snapshot"]
    assert told["missedReleases"] == ["2027-03-31"]
    assert [delay["release"] for delay in told["delays"]] == ["2027-03-31"]


@pytest.mark.parametrize("release", [BEGAN, date(2026, 9, 30), AUTUMN, NEXT_SPRING])
async def test_only_the_release_that_is_due_or_comes_next_is_put_off(
    registry: Running, release: date
) -> None:
    registry.clock.today = MARCH
    with pytest.raises(DataError, match="can be put off"):
        await say(registry, "first", release)


async def test_what_is_public_or_was_put_off_is_not_put_off_again(registry: Running) -> None:
    registry.clock.today = SPRING
    for actor in ("first", "second"):
        await say(registry, actor)
    with pytest.raises(DataError, match="can be put off"):
        await say(registry, "first", reason="Once more.")
    await registry.publish(AUTUMN)
    with pytest.raises(DataError, match="can be put off"):
        await say(registry, "first", AUTUMN)


@pytest.mark.parametrize("reason", ["", " ", "x" * 2001, "Ask anna@hospital.example.", "Only 3."])
async def test_a_reason_that_must_not_be_public_puts_nothing_off(
    registry: Running, reason: str
) -> None:
    registry.clock.today = MARCH
    before = await everything(registry.house.database)
    with pytest.raises(DataError, match="Everybody reads it"):
        await say(registry, "first", reason=reason)
    assert await everything(registry.house.database) == before
