"""Who is left when programmes have ended is published once, with others; on both databases."""

from collections.abc import Sequence
from datetime import date
from itertools import repeat

import pytest
from leftovers import AUTUMN, NEXT_SPRING, SPRING, begin, close, published, shares
from running import OTHER_UNIVERSITY, UNIVERSITY, Running

from registry.storage.vault import StoredGroup, read_episodes, read_groups

pytestmark = pytest.mark.anyio


async def ended_programmes(
    registry: Running,
    patients: Sequence[Sequence[str]],
    *,
    end: bool = True,
    sponsors: Sequence[str] = (),
) -> list[StoredGroup]:
    """The groups after programmes of these patients ended, at the release date after it."""
    programmes = await begin(registry, patients, sponsors=sponsors)
    await published(registry, SPRING)
    for programme, sponsor in zip(programmes, sponsors or repeat(UNIVERSITY), strict=False):
        if end:
            close(registry, programme, sponsor=sponsor)
    await published(registry, AUTUMN)
    return await read_groups(registry.house.database)


@pytest.mark.parametrize(("last", "sealed"), [(2, 0), (3, 11), (4, 12)])
async def test_the_last_of_three_programmes_join_a_remainder_of_11(
    registry: Running, last: int, sealed: int
) -> None:
    groups = await ended_programmes(registry, shares(4, 4, last))
    inside = [e for e in await read_episodes(registry.house.database) if e.group_id]
    assert (len(groups), len(inside)) == (1 if sealed else 0, sealed)
    for group in groups:
        assert group.id == "remainder.gtmp.prospective.fictional.g001"
        assert (group.remainder_of, group.programme_id, group.synthetic) == ("GTMP", "", True)
        assert (group.longest_wait_days, group.opened_on) == (365, AUTUMN)


@pytest.mark.parametrize(("others", "sealed"), [(4, 0), (5, 1), (6, 1)])
async def test_without_the_patients_of_one_sponsor_5_others_are_left(
    registry: Running, others: int, sealed: int
) -> None:
    """Two programmes of one university and one of another."""
    sponsors = [UNIVERSITY, UNIVERSITY, OTHER_UNIVERSITY]
    groups = await ended_programmes(registry, shares(5, 5, others), sponsors=sponsors)
    assert len(groups) == sealed


async def test_a_person_counts_once_in_a_remainder(registry: Running) -> None:
    first, second, third = shares(4, 4, 3)
    twice = [*third[:2], first[0]]
    assert await ended_programmes(registry, [first, second, twice]) == []


async def test_nobody_is_left_over_while_programmes_go_on(registry: Running) -> None:
    assert await ended_programmes(registry, shares(4, 4, 4), end=False) == []
    await registry.publish(date(2029, 3, 9))
    assert await read_groups(registry.house.database) == []
    await registry.publish(date(2029, 3, 31))
    (quiet,) = await read_groups(registry.house.database)
    assert quiet.opened_on == date(2029, 3, 31)


async def test_a_remainder_is_formed_once_and_later_leftovers_form_another(
    registry: Running,
) -> None:
    before = await ended_programmes(registry, shares(4, 4, 4))
    await registry.publish(NEXT_SPRING)
    assert await read_groups(registry.house.database) == before
