"""Who is left over is public as one group of several programmes; on both databases."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from contents import numbers_of
from leftovers import (
    AUTUMN,
    ENDED,
    NEXT_SPRING,
    SPRING,
    begin,
    close,
    follow,
    published,
    shares,
)
from msgspec import structs
from running import Running
from sending import RESPONSE

from registry.model.codes import EndpointRole
from registry.model.outcomes import outcome_of
from registry.model.sealed import SEVERAL, GroupState, SealedGroup
from registry.snapshot import Snapshot

pytestmark = pytest.mark.anyio

YEAR_LATER = [NEXT_SPRING, date(2028, 9, 30), date(2029, 3, 31)]
LATER = structs.replace(RESPONSE, id="later", day=365, role=EndpointRole.SECONDARY)
STRICTER = structs.replace(RESPONSE, id="stricter", success_categories=("CMR", "PMR"))


async def three_ended(
    registry: Running, *changes: dict[str, Any], successes: tuple[int, ...] = (3, 1, 0)
) -> tuple[list[str], list[Snapshot]]:
    """Three programmes of 4, 4 and 4 that ended, with what is public for two years."""
    patients = shares(4, 4, 4)
    ids = await begin(registry, patients, changes)
    for programme in ids:
        close(registry, programme, ENDED)
    first = await published(registry, SPRING)
    for programme, mine, good in zip(ids, patients, successes, strict=True):
        follow(registry, programme, mine, good)
    return ids, first + await published(registry, AUTUMN, *YEAR_LATER)


def remainder(snapshot: Snapshot) -> SealedGroup:
    (group,) = [group for group in snapshot.groups if group.remainder_of]
    return group


async def test_a_remainder_is_public_with_its_class_its_programmes_and_how_many_were_accepted(
    registry: Running,
) -> None:
    ids, (before, after, *_) = await three_ended(registry)
    assert before.groups == ()
    (group,) = after.groups
    assert (group.state, group.opened_on, group.accepted) == (GroupState.OPEN, AUTUMN, 12)
    assert (group.programme_id, group.remainder_of) == ("", "GTMP")
    assert group.programmes == tuple(sorted(ids))
    assert (group.country, group.age_class) == (SEVERAL, SEVERAL)
    assert (group.first_period, group.last_period) == ("2027-H1", "2027-H1")


async def test_its_funnel_opens_once_the_longest_of_its_waits_has_passed(registry: Running) -> None:
    waits: list[dict[str, Any]] = [{"longest_wait_days": days} for days in (90, 30, 365)]
    _, snapshots = await three_ended(registry, *waits)
    opened = {s.as_of: remainder(s).funnel for s in snapshots[1:]}
    assert opened[AUTUMN] is None
    told = opened[NEXT_SPRING]
    # infused on day 35: too late where the own programme waits 30 days
    assert told is not None
    assert (told.infused, told.not_infused) == (8, {"INFUSED_LATE": 4})


async def test_successes_of_one_definition_are_added_when_all_results_are_final(
    registry: Running,
) -> None:
    _, snapshots = await three_ended(registry)
    shown = {s.as_of: remainder(s).endpoints for s in snapshots[1:]}
    # window: 31 March 2027 + 365 + 100 days; final: a year after the end
    assert [len(shown[day]) for day in (AUTUMN, *YEAR_LATER)] == [0, 0, 1, 1]
    (counts,) = shown[YEAR_LATER[1]]
    assert counts.endpoint_id == outcome_of(RESPONSE).id
    assert (counts.success, sum(counts.no_success.values())) == (4, 8)


@pytest.mark.parametrize(
    ("third", "shared"),
    [((LATER, RESPONSE), 1), ((STRICTER, LATER), 0)],
    ids=["one more endpoint", "another definition"],
)
async def test_an_outcome_is_counted_only_where_every_programme_defines_it_alike(
    registry: Running, third: tuple[Any, ...], shared: int
) -> None:
    endpoints: list[dict[str, Any]] = [{}, {}, {"endpoints": third}]
    _, snapshots = await three_ended(registry, *endpoints)
    assert [counts.endpoint_id for counts in remainder(snapshots[-1]).endpoints] == [
        outcome_of(RESPONSE).id
    ][:shared]


async def test_every_number_of_a_remainder_is_published_once(registry: Running) -> None:
    _, snapshots = await three_ended(registry)
    for earlier, later in pairwise(map(remainder, snapshots[1:])):
        assert numbers_of(earlier).items() <= numbers_of(later).items()
        assert earlier.accepted == later.accepted == 12


async def test_the_results_of_a_remainder_wait_for_no_programme_longer_than_a_year(
    registry: Running,
) -> None:
    """The third programme never says that it ended; it is quiet for two years."""
    patients = shares(4, 4, 4)
    ids = await begin(registry, patients, [{"planned_end": date(2040, 1, 1)}] * 3)
    for programme in ids[:2]:
        close(registry, programme)
    days = [date(2027 + n // 2, *((9, 30) if n % 2 else (3, 31))) for n in range(8)]
    snapshots = await published(registry, *days)
    formed = next(s for s in snapshots if s.groups)
    assert formed.as_of == date(2029, 3, 31)
    counted = next(s for s in snapshots if s.groups and remainder(s).endpoints)
    assert counted.as_of == date(2030, 3, 31)
