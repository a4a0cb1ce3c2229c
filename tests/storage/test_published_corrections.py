"""Corrections of what is public: five together move a table, fewer never; on both databases."""

from datetime import date
from typing import Any

import msgspec
import pytest
from corrected import (
    AFTER,
    AUTUMN,
    BEGAN,
    LATER,
    MARCH,
    NEWS,
    OPENED,
    PATIENTS,
    SPRING,
    correct,
    counted,
    leave,
    responds,
    shown,
    stop,
)
from msgspec import structs
from running import Running
from sending import RESPONSE, infused, notices, register, send

from registry.model.codes import BatchOutcome, EntryKind, EventClass, WithdrawalScope
from registry.model.episode import AdverseEvent, Batch
from registry.model.sealed import EndpointCounts
from registry.model.submission import Accepted, EntryName, EpisodeCorrection, EpisodeOutcome
from registry.release.publish import plan_snapshot
from registry.storage import vault

pytestmark = pytest.mark.anyio

ENDPOINT, BEST = "endpoint/response", "best-response/LUGANO"


def standing(numbers: dict[str, Any]) -> tuple[int, date, tuple[date, ...]]:
    """Successes, the release date they were counted for, and those before a correction."""
    table = numbers[ENDPOINT]
    assert table.success + sum(table.no_success.values()) == len(PATIENTS)
    return table.success, table.as_of, table.superseded


@pytest.mark.parametrize(
    ("changed", "expected"),
    [(4, (22, OPENED, ())), (5, (17, AFTER, (OPENED,))), (6, (16, AFTER, (OPENED,)))],
)
async def test_a_table_changes_only_when_five_of_its_patients_change(
    registry: Running, changed: int, expected: tuple[int, date, tuple[date, ...]]
) -> None:
    programme = await counted(registry)
    await correct(registry, programme, [responds(p, "PD") for p in PATIENTS[:changed]])
    assert standing(await shown(registry, AFTER)) == expected


@pytest.mark.parametrize(
    ("own", "others", "success"),
    [(4, 1, 22), (5, 0, 17), (5, 4, 22), (5, 5, 12)],
    ids=["one of another centre", "one centre alone", "four others", "five others"],
)
async def test_no_centre_knows_all_but_a_few_of_those_who_change(
    registry: Running, own: int, others: int, success: int
) -> None:
    programme = await counted(registry, centres=2)
    half = len(PATIENTS) // 2
    changed = [*PATIENTS[:own], *PATIENTS[half : half + others]]
    await correct(registry, programme, [responds(patient, "PD") for patient in changed])
    assert standing(await shown(registry, AFTER))[0] == success


async def test_a_plan_names_what_a_correction_changes(registry: Running) -> None:
    programme = await counted(registry)
    await correct(registry, programme, [responds(p, "PD") for p in PATIENTS[:5]])
    house = registry.house
    registry.clock.today = AFTER
    plan = await plan_snapshot(house.publisher, AFTER, house.clock())
    corrects = {step.detail for step in plan.steps if step.what == "corrects"}
    assert corrects == {ENDPOINT, BEST}


async def test_small_corrections_add_up_against_what_is_public(registry: Running) -> None:
    """Four wait; a fifth one brings all five; one changed back does not count."""
    programme = await counted(registry)
    await correct(registry, programme, [responds(p, "PD") for p in PATIENTS[:4]])
    assert standing(await shown(registry, AFTER)) == (22, OPENED, ())
    await correct(registry, programme, [responds(PATIENTS[0], "CMR", 4)], AFTER)
    await correct(registry, programme, [responds(PATIENTS[4], "PD")], AFTER)
    assert standing(await shown(registry, LATER)) == (22, OPENED, ())
    await correct(registry, programme, [responds(PATIENTS[5], "PD")], LATER)
    last = date(2029, 9, 30)
    assert standing(await shown(registry, last))[0] == 17
    await correct(registry, programme, [responds(p, "PD") for p in PATIENTS[6:10]], last)
    assert standing(await shown(registry, date(2030, 3, 31)))[0] == 17


@pytest.mark.parametrize(
    ("changed", "success"), [(5, 22), (6, 17)], ids=["four others", "five others"]
)
@pytest.mark.parametrize("scope", [WithdrawalScope.EXCLUDE_FROM_FUTURE, WithdrawalScope.ERASE])
async def test_who_withdrew_is_no_change_and_keeps_what_was_published(
    registry: Running, changed: int, success: int, scope: WithdrawalScope
) -> None:
    programme = await counted(registry)
    await correct(registry, programme, [responds(p, "PD") for p in PATIENTS[:changed]])
    await leave(registry, programme, PATIENTS[0], scope)
    numbers = await shown(registry, AFTER)
    assert standing(numbers)[0] == success
    assert numbers[ENDPOINT].no_success["WITHDRAWN"] == 0


async def test_each_table_changes_for_itself(registry: Running) -> None:
    """From no response to progression: the best response changes, the endpoint does not."""
    told = [infused(patient, "NMR") for patient in PATIENTS]
    programme = await counted(registry, told)
    await correct(registry, programme, [responds(p, "PD") for p in PATIENTS[:5]])
    numbers = await shown(registry, AFTER)
    assert standing(numbers) == (0, OPENED, ())
    assert numbers[BEST].categories == {"CMR": 0, "PMR": 0, "NMR": 17, "PD": 5}
    assert (numbers[BEST].as_of, numbers["funnel"].as_of) == (AFTER, OPENED)


@pytest.mark.parametrize(("late", "infused_then"), [(4, 0), (5, 5)])
async def test_infusions_told_late_move_the_funnel_and_all_that_rests_on_it(
    registry: Running, late: int, infused_then: int
) -> None:
    programme = await counted(registry, [EpisodeOutcome(PATIENTS[0], none_observed_to_day=20)])
    news = [infused(patient, "CMR") for patient in PATIENTS[1 : 1 + late]]
    assert isinstance(await send(registry.house, programme, OPENED, outcomes=news), Accepted)
    numbers = await shown(registry, AFTER)
    assert numbers["funnel"].infused == infused_then
    assert numbers[ENDPOINT].no_success["UNREPORTED"] == 22 - infused_then
    assert standing(numbers)[0] == infused_then


async def test_a_table_that_opened_beside_an_older_funnel_moves_with_it(registry: Running) -> None:
    """One infusion is told before the endpoint opens and waits; four more bring it into both."""
    house = registry.house
    silent = [EpisodeOutcome(PATIENTS[0], none_observed_to_day=20)]
    year = structs.replace(RESPONSE, day=365)
    programme = await counted(registry, silent, endpoints=(year,))
    days = ((OPENED, AFTER, 1), (AFTER, LATER, 4), (LATER, date(2029, 9, 30), 5))
    expected, told = [22, 17, 12], iter(PATIENTS[1:])
    for (on, release, more), unreported in zip(days, expected, strict=True):
        given = [infused(next(told), None) for _ in range(more)]
        assert isinstance(await send(house, programme, on, outcomes=given), Accepted)
        numbers = await shown(registry, release)
        assert numbers["funnel"].infused == 22 - unreported
        assert numbers[ENDPOINT].no_success["UNREPORTED"] == unreported
        assert numbers[ENDPOINT].no_success["MISSING"] == 22 - unreported


@pytest.mark.parametrize(("late", "success"), [(4, 0), (5, 5)])
async def test_news_told_late_is_a_change_too(registry: Running, late: int, success: int) -> None:
    """Otherwise an outcome could be kept out of the counts by telling it after the release."""
    news = [infused(patient, "CMR") for patient in PATIENTS]
    first = [EpisodeOutcome(n.pseudonym, administrations=n.administrations) for n in news]
    programme = await counted(registry, first)
    answer = await send(registry.house, programme, OPENED, outcomes=news[:late])
    assert isinstance(answer, Accepted)
    assert standing(await shown(registry, AFTER))[0] == success


def died(patient: str, day: int) -> EpisodeOutcome:
    return EpisodeOutcome(patient, adverse_events=(AdverseEvent(EventClass.DEATH, day),))


@pytest.mark.parametrize(("deaths", "at_half_a_year", "at_a_year"), [(4, 0, 4), (5, 5, 0)])
async def test_deaths_told_late_show_in_the_curve_at_once_or_in_the_next_interval(
    registry: Running, deaths: int, at_half_a_year: int, at_a_year: int
) -> None:
    seen = [
        EpisodeOutcome(n.pseudonym, administrations=n.administrations, none_observed_to_day=175)
        for n in (infused(patient, None) for patient in PATIENTS)
    ]
    programme = await counted(registry, seen)
    news = [died(patient, 180) for patient in PATIENTS[:deaths]]
    assert isinstance(await send(registry.house, programme, OPENED, outcomes=news), Accepted)
    numbers = await shown(registry, AFTER)
    assert numbers["survival/183"].events["DEATH"] == at_half_a_year
    assert numbers["survival/365"].events["DEATH"] == at_a_year
    gone = numbers["survival/183"]
    assert numbers["survival/365"].at_risk == gone.at_risk - at_half_a_year - gone.lost - gone.left


@pytest.mark.parametrize(("deaths", "moves"), [(1, False), (4, False), (5, True)])
async def test_a_curve_moves_for_what_was_told_not_for_how_its_intervals_opened(
    registry: Running, deaths: int, moves: bool
) -> None:
    """All were last seen near day 183 and are lost in the next interval, for that opened later.

    Counted as a whole they left on day 183: that alone must not let the death of one show.
    """
    seen = [
        EpisodeOutcome(n.pseudonym, administrations=n.administrations, none_observed_to_day=175)
        for n in (infused(patient, None) for patient in PATIENTS)
    ]
    programme = await counted(registry, seen)
    before = await shown(registry, AFTER)
    assert before["survival/365"].lost == len(PATIENTS)
    made = (Batch(1, BatchOutcome.RELEASED, 6, 20),)
    others = [EpisodeOutcome(patient, batches=made) for patient in PATIENTS[deaths:]]
    news = [*(died(patient, 180) for patient in PATIENTS[:deaths]), *others]
    assert isinstance(await send(registry.house, programme, AFTER, outcomes=news), Accepted)
    after = await shown(registry, LATER)
    assert after["survival/183"].events["DEATH"] == (deaths if moves else 0)
    assert (after["survival/365"] == before["survival/365"]) is not moves


async def test_an_infusion_taken_back_shows_nowhere_beside_the_funnel_that_stands(
    registry: Running,
) -> None:
    """The endpoint opens after the correction of one patient: both tables know 22 infused."""
    programme = await counted(registry)
    given = EntryName(EntryKind.ADMINISTRATION, "1")
    reason = responds(PATIENTS[0], "PD").reason
    gone = EpisodeCorrection(EpisodeOutcome(PATIENTS[0]), 3, reason, (given,))
    await correct(registry, programme, [gone])
    numbers = await shown(registry, AFTER, LATER)
    assert numbers["funnel"].infused == 22
    assert numbers["safety/365"].as_of == AFTER
    assert numbers[ENDPOINT].no_success["NEVER_INFUSED"] == 0


async def test_a_correction_of_a_sealed_patient_counts_in_what_opens_later(
    registry: Running,
) -> None:
    house = registry.house
    programme = await register(house, BEGAN, longest_wait_days=90)
    assert isinstance(await send(house, programme, MARCH, notices(PATIENTS)), Accepted)
    await registry.publish(SPRING)
    told = [infused(patient, "CMR") for patient in PATIENTS]
    assert isinstance(await send(house, programme, NEWS, outcomes=told), Accepted)
    await correct(registry, programme, [responds(PATIENTS[0], "PD")], NEWS)
    await stop(registry, programme)
    assert standing(await shown(registry, AUTUMN, OPENED)) == (21, OPENED, ())


async def test_an_episode_never_enters_a_second_group(registry: Running) -> None:
    programme = await counted(registry)
    database = registry.house.database
    before = await vault.read_episodes(database)
    (group,) = await vault.read_groups(database)
    other = structs.replace(group, id=f"{programme}.g002", opened_on=None)
    async with database.transaction():
        await vault.add_groups(database, [other])
        home = {stored.episode.id: other.id for stored in before}
        await vault.seal_members(database, before, home)
    assert await vault.read_episodes(database) == before


def test_a_table_of_an_older_snapshot_reads_without_its_day() -> None:
    told = b'{"endpoint_id": "response", "success": 3, "no_success": {"MISSING": 8}}'
    table = msgspec.json.decode(told, type=EndpointCounts)
    assert (table.as_of, table.superseded, table.categories) == (None, (), ())
