"""A preview of a day says what publication then publishes; on both databases."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from previewing import (
    BEGAN,
    DAYS,
    FAR,
    MARCH,
    SAME,
    SPRING,
    SUMMER,
    accept,
    alone,
    few,
    followed,
    foretold,
    linked,
    shown,
    stopped,
    told,
    waves,
)
from running import Running, running_registry
from sending import notices, pseudonyms, record, register

from registry.intake.persons import decide
from registry.model.codes import ProgrammeEventKind
from registry.model.registration import StatusDraft
from registry.storage.persons import possible_persons

pytestmark = [pytest.mark.anyio, pytest.mark.thorough]


@pytest.fixture
async def registry(database_url: str) -> AsyncIterator[Running]:
    async with running_registry(database_url, BEGAN) as running:
        await running.publish(BEGAN)
        yield running


@pytest.mark.parametrize("history", [stopped, waves, alone, few])
async def test_a_preview_of_a_day_is_what_is_then_published(
    registry: Running, history: Any
) -> None:
    id = await history(registry)
    early = {day: foretold(await told(registry, id, day)) for day in DAYS}
    for number, day in enumerate(DAYS):
        await registry.publish(day)
        assert registry.house.shelf.current is not None
        public = shown(registry.house.shelf.current.snapshot, id)
        assert public == early[day]
        assert public == foretold(await told(registry, id, day))
        late = [foretold(await told(registry, id, later)) for later in DAYS[number + 1 :]]
        assert late == [early[later] for later in DAYS[number + 1 :]]


@pytest.mark.parametrize(("late", "groups"), [(4, [12, 16]), (11, [12, 12, 11])])
async def test_who_came_meanwhile_joins_or_forms_a_group_as_foretold_from_then_on(
    registry: Running, late: int, groups: list[int]
) -> None:
    id = await waves(registry)
    await registry.publish(SPRING)
    before = foretold(await told(registry, id, DAYS[3]))
    await accept(registry, id, SUMMER, notices(pseudonyms(late, 0xE00), "2027-07"))
    ended = StatusDraft(id, ProgrammeEventKind.ENDED, SUMMER)
    await record(registry.house, ended, SUMMER)
    after = [await told(registry, id, day) for day in DAYS[1:]]
    assert [group.accepted for group in after[2].groups or ()] == groups
    assert foretold(after[2]) != before
    for day, said in zip(DAYS[1:], after, strict=True):
        await registry.publish(day)
        assert registry.house.shelf.current is not None
        assert shown(registry.house.shelf.current.snapshot, id) == foretold(said)


async def test_a_person_under_two_own_pseudonyms_stands_in_one_group(registry: Running) -> None:
    id = await few(registry)
    twice = [linked(pseudonym) for pseudonym in pseudonyms(2, 0xE00)]
    await accept(registry, id, date(2027, 3, 20), twice)
    (pair,) = await possible_persons(registry.house.database)
    at = datetime(2027, 3, 21, tzinfo=UTC)
    await decide(registry.house.database, (pair.first, pair.second), SAME, at, "curator")
    said = await told(registry, id, DAYS[3])
    assert [group.accepted for group in said.groups or ()] == [11]
    assert said.waiting == 1
    for day in DAYS[:4]:
        await registry.publish(day)
    assert registry.house.shelf.current is not None
    assert shown(registry.house.shelf.current.snapshot, id) == foretold(said)


@pytest.mark.parametrize("history", [stopped, waves, alone, followed])
async def test_what_is_not_open_is_open_by_the_day_foretold(
    registry: Running, history: Any
) -> None:
    id = await history(registry)
    for day in DAYS:
        said = await told(registry, id, day)
        for group in said.groups or ():
            promised = [
                group.opens_on,
                group.funnel_opens_on,
                *(e.opens_on for e in group.endpoints),
            ]
            for latest in {on for on in promised if on is not None}:
                then = await told(registry, id, latest)
                (later,) = [g for g in then.groups or () if g.id == group.id]
                assert later.open
                assert later.funnel_open or group.funnel_opens_on != latest
                for now, by_then in zip(group.endpoints, later.endpoints, strict=True):
                    assert by_then.open or now.opens_on != latest


async def test_a_programme_closed_long_ago_opens_its_groups_at_the_next_release(
    registry: Running,
) -> None:
    id = await alone(registry)
    for day in DAYS[:2]:
        await registry.publish(day)
    ended = StatusDraft(id, ProgrammeEventKind.ENDED, MARCH)
    await record(registry.house, ended, DAYS[1])
    said = await told(registry, id, DAYS[1])
    assert [(group.open, group.opens_on) for group in said.groups or ()] == [(False, DAYS[2])]
    await registry.publish(DAYS[2])
    said = await told(registry, id, DAYS[2])
    assert [(group.open, group.opened_on) for group in said.groups or ()] == [(True, DAYS[2])]


async def test_own_patients_are_counted_in_groups_and_outside(registry: Running) -> None:
    id = await waves(registry)
    await accept(registry, id, date(2027, 3, 20), notices(pseudonyms(3, 0xF00)))
    now, then = await told(registry, id, date(2027, 3, 30)), await told(registry, id, SPRING)
    assert (now.groups, now.waiting, now.released_on) == ((), 27, date(2026, 9, 30))
    assert then.groups is not None
    assert [group.accepted for group in then.groups] == [15, 12]
    assert (then.waiting, then.released_on) == (0, SPRING)


async def test_a_day_before_the_latest_release_shows_the_latest_snapshot(registry: Running) -> None:
    id = await stopped(registry)
    for day in DAYS[:3]:
        await registry.publish(day)
    assert registry.house.shelf.current is not None
    for past in (BEGAN, SPRING, DAYS[2], date(1, 1, 1)):
        assert foretold(await told(registry, id, past)) == shown(
            registry.house.shelf.current.snapshot, id
        )


async def test_a_programme_registered_between_releases_is_foretold_as_it_is_then_listed(
    registry: Running,
) -> None:
    await registry.publish(SPRING)
    id = await register(registry.house, date(2027, 4, 5), starts_on=date(2027, 5, 1))
    day = date(2027, 5, 2)
    said = await told(registry, id, day)
    await registry.publish(day)
    assert registry.house.shelf.current is not None
    assert foretold(said) == shown(registry.house.shelf.current.snapshot, id)


async def test_no_preview_reaches_further_than_fifteen_years(registry: Running) -> None:
    id = await few(registry)
    far = await told(registry, id, FAR)
    assert far.as_of == FAR
    assert await told(registry, id, date.max) == far
    assert (await told(registry, id, date(2042, 3, 9))).as_of == date(2042, 3, 9)


async def test_before_the_first_snapshot_it_is_what_a_first_one_would_show(tmp_path: Path) -> None:
    async with running_registry(f"sqlite:///{tmp_path}/new.sqlite", BEGAN) as new:
        id = await stopped(new)
        for today in (MARCH, date(2027, 4, 2)):
            new.clock.today = today
            said = foretold(await told(new, id, today))
        await new.publish(new.clock.today)
        assert new.house.shelf.current is not None
        assert said == shown(new.house.shelf.current.snapshot, id)


async def test_a_missed_release_date_is_not_played_afterwards(registry: Running) -> None:
    id = await stopped(registry)
    registry.clock.today = date(2028, 4, 2)
    said = foretold(await told(registry, id, DAYS[3]))
    await registry.publish(date(2028, 4, 2))
    await registry.publish(DAYS[3])
    assert registry.house.shelf.current is not None
    assert said == shown(registry.house.shelf.current.snapshot, id)
    assert said["groups"][0]["formed_on"] == DAYS[2]
