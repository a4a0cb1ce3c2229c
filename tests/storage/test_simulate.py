"""A policy is played over the whole registry before it is adopted; on both databases."""

from datetime import date

import pytest
from msgspec import structs
from previewing import BEGAN, DAYS, MARCH, SPRING, SUMMER, accept
from running import OTHER_UNIVERSITY, Running
from sending import PRODUCT, everything, notices, programme, pseudonyms, record, register

from registry.model.codes import ProgrammeEventKind, StopReason
from registry.model.registration import StatusDraft
from registry.release.effects import Change, Effect
from registry.release.simulate import Simulation, Simulator, simulate
from registry.release.stages import Policy, load_policy

pytestmark = pytest.mark.anyio

POLICY = load_policy()
LATE = {"planned_end": date(2040, 1, 1), "longest_wait_days": 30}


def other(version: str = "2.0.0", **numbers: object) -> Policy:
    """The policy with other numbers."""
    changed = structs.replace(POLICY.numbers, **numbers)
    return structs.replace(POLICY, version=version, numbers=changed)


async def tried(registry: Running, candidate: Policy, as_of: date) -> Simulation:
    """What an operator is told."""
    publisher = registry.house.publisher
    simulator = Simulator(publisher.database, publisher.policy)
    return await simulate(simulator, candidate, as_of, registry.clock.today)


def changed(found: Simulation) -> dict[str, Effect]:
    """The stages that would change, of a registry of one programme."""
    return {e.stage: e for e in found.effects if e.change is not Change.NONE}


async def followed(registry: Running, count: int = 22) -> str:
    """A programme whose first patients have been followed by the autumn of 2027."""
    id = await register(registry.house, BEGAN, **LATE)
    await accept(registry, id, MARCH, notices(pseudonyms(count)))
    await registry.publish(SPRING)
    await accept(registry, id, SUMMER, notices(pseudonyms(11, 0xF01), "2027-07"))
    return id


async def stopped(registry: Running) -> str:
    """A programme that stopped in March."""
    id = await register(registry.house, BEGAN)
    stop = StatusDraft(id, ProgrammeEventKind.STOPPED, MARCH, StopReason.FUTILITY)
    await record(registry.house, stop, MARCH)
    await registry.publish(SPRING)
    return id


async def test_the_policy_in_force_changes_nothing_and_is_adoptable(registry: Running) -> None:
    await followed(registry)
    for as_of in (SPRING, SUMMER, DAYS[1], DAYS[4]):
        found = await tried(registry, POLICY, as_of)
        assert changed(found) == {}
        assert found.is_adoptable


async def test_a_lower_number_of_patients_opens_interim_efficacy_earlier(
    registry: Running,
) -> None:
    await followed(registry, count=12)
    found = await tried(registry, other(interim_patients=11), DAYS[1])
    assert changed(found)["R3"].change is Change.OPENS
    assert found.is_adoptable


async def test_a_higher_number_of_patients_would_close_what_is_open_and_is_refused(
    registry: Running,
) -> None:
    await followed(registry)
    await registry.publish(DAYS[1])
    found = await tried(registry, other(interim_patients=40), DAYS[1])
    assert changed(found)["R3"] == Effect(
        changed(found)["R3"].programme_id, "R3", open_now=True, change=Change.CLOSES
    )
    assert not found.is_adoptable
    assert found.faults[0] == "It would close 1 stages that are open by now."


@pytest.mark.parametrize(
    ("months", "change"),
    [(11, Change.NONE), (12, Change.NONE), (13, Change.LATER), (6, Change.EARLIER)],
)
async def test_dates_move_by_release_dates(registry: Running, months: int, change: Change) -> None:
    await stopped(registry)
    found = await tried(registry, other(final_after_end_months=months), SPRING)
    assert changed(found).get("R4", Effect("", "R4", False, Change.NONE)).change is change
    assert found.is_adoptable is (change is not Change.LATER)


async def test_what_was_published_counts_even_where_the_evidence_would_allow_a_later_day(
    registry: Running,
) -> None:
    """A day that is no release date of the candidate is put off to one that is."""
    await stopped(registry)
    calendar = structs.replace(POLICY.calendar, release_dates=("09-30",))
    yearly = structs.replace(POLICY, version="2.0.0", calendar=calendar)
    moved = changed(await tried(registry, yearly, SPRING))["R4"]
    assert (moved.change, moved.before, moved.after) == (
        Change.LATER,
        date(2028, 3, 31),
        date(2028, 9, 30),
    )


async def test_results_due_later_are_found_too(registry: Running) -> None:
    await stopped(registry)
    publisher = registry.house.publisher
    quick = structs.replace(publisher.policy.numbers, result_due_months=6)
    in_force = structs.replace(publisher.policy, version="0.9.0", numbers=quick)
    registry.house.publisher = structs.replace(publisher, policy=in_force)
    found = await tried(registry, POLICY, SPRING)
    assert changed(found)["due"].change is Change.LATER


async def test_the_same_version_for_other_numbers_is_refused(registry: Running) -> None:
    found = await tried(registry, other("1.0.0", silent_months=12), SPRING)
    assert not found.is_adoptable
    assert "has its version, 1.0.0" in found.faults[0]


async def test_every_programme_of_every_sponsor_is_told_with_every_stage(
    registry: Running,
) -> None:
    await followed(registry)
    house = registry.house
    mine = structs.replace(PRODUCT, name="Ostracel")
    foreign = await record(house, mine, SUMMER, sponsor=OTHER_UNIVERSITY)
    second = programme(foreign, title="Second", starts_on=date(2027, 9, 1))
    await record(house, second, SUMMER, sponsor=OTHER_UNIVERSITY)
    found = await tried(registry, other(), DAYS[2])
    assert len({effect.programme_id for effect in found.effects}) == 2
    assert len(found.effects) == 2 * 8


async def test_a_simulation_writes_nothing(registry: Running) -> None:
    await followed(registry)
    before = await everything(registry.house.database)
    for day in (SPRING, DAYS[4]):
        await tried(registry, other(interim_patients=11), day)
    assert await everything(registry.house.database) == before
