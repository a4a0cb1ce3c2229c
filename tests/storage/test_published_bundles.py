"""Bundles of a whole registry: curves of the infused, sums of a change; on both databases."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec import structs
from running import Running, running_registry
from sending import RESPONSE, envelope, notices, pseudonyms, record, register, send

from registry.intake.withdraw import accept_withdrawal, confirm
from registry.model.bundle import BundleKind, PublicBundle
from registry.model.codes import (
    EndpointKind,
    EventClass,
    NotInfusedReason,
    ProgrammeEventKind,
    StopReason,
    VisitStatus,
    WithdrawalScope,
)
from registry.model.episode import Administration, AdverseEvent, FollowUpVisit, NotInfused
from registry.model.registration import Recorded, StatusDraft
from registry.model.submission import Accepted, EpisodeOutcome, Withdrawal
from registry.snapshot import Snapshot
from registry.statistics.grid import IntervalCounts, count_faults

pytestmark = pytest.mark.anyio

BEGAN, MARCH, APRIL = date(2027, 1, 11), date(2027, 3, 10), date(2027, 4, 2)
NEWS = date(2027, 9, 29)
SPRING, AUTUMN, OPENED = date(2027, 3, 31), date(2027, 9, 30), date(2028, 3, 31)
LATER = (date(2028, 9, 30), date(2029, 3, 31), date(2029, 9, 30))
FIRST, SECOND = pseudonyms(12), pseudonyms(12, 0xC1)
KNEE = structs.replace(
    RESPONSE, id="knee", kind=EndpointKind.CHANGE, measure="KOOS", success_categories=(),
    improvement=10,
)  # fmt: skip


def infused(patient: str, value: int | None = None, dies: int | None = None) -> EpisodeOutcome:
    """Infused on day 2, scored before and 100 days after, observed for half a year."""
    scores = () if value is None else ((0, 2, 40), (100, 102, 40 + value))
    death = () if dies is None else (AdverseEvent(EventClass.DEATH, dies),)
    return EpisodeOutcome(
        patient,
        administrations=(Administration(1, 2),),
        visits=tuple(
            FollowUpVisit(w, VisitStatus.DONE, day, scale="KOOS", value=points)
            for w, day, points in scores
        ),
        adverse_events=death,
        none_observed_to_day=175,
    )


def never(patient: str) -> EpisodeOutcome:
    return EpisodeOutcome(patient, not_infused=NotInfused(NotInfusedReason.PROGRESSION, 60))


async def followed(
    registry: Running, told: Sequence[Sequence[EpisodeOutcome]], **changes: Any
) -> str:
    """A stopped programme of two groups, with news of each; published until its counts open."""
    house = registry.house
    programme = await register(house, BEGAN, longest_wait_days=90, **changes)
    await send(house, programme, MARCH, notices(FIRST))
    await registry.publish(SPRING)
    await send(house, programme, APRIL, notices(SECOND, "2027-04"))
    news = [outcome for group in told for outcome in group]
    answer = await send(house, programme, NEWS, outcomes=news)
    assert isinstance(answer, Accepted), answer
    stopped = StatusDraft(programme, ProgrammeEventKind.STOPPED, NEWS, StopReason.FUTILITY)
    await record(house, stopped, NEWS)
    await published(registry, AUTUMN, OPENED)
    return programme


async def published(registry: Running, *days: date) -> Snapshot:
    for day in days:
        await registry.publish(day)
    assert registry.house.shelf.current is not None
    return registry.house.shelf.current.snapshot


def of(kind: BundleKind, snapshot: Snapshot) -> list[PublicBundle]:
    return [bundle for bundle in snapshot.bundles if bundle.kind is kind]


async def test_the_infused_are_followed_over_groups_with_eleven_never_infused(
    registry: Running,
) -> None:
    """Five of one group and six of the other were never infused; one of the infused dies."""
    told = [
        [*map(never, FIRST[:5]), infused(FIRST[5], dies=60), *map(infused, FIRST[6:])],
        [*map(never, SECOND[:6]), *map(infused, SECOND[6:])],
    ]
    await followed(registry, told)
    (bundle,) = of(BundleKind.INFUSED, await published(registry, LATER[0]))
    assert len(bundle.group_ids) == 2
    survival = bundle.curves[0]
    assert [(c.curve, c.intervals[0].at_risk) for c in bundle.curves] == [
        ("survival-of-infused", 13),
        ("first-event-of-infused", 13),
    ]
    assert survival.intervals[0].events == {"DEATH": 1}


@pytest.mark.parametrize(("more", "shown"), [(4, 0), (5, 0), (6, 1)])
async def test_with_fewer_than_eleven_never_infused_nothing_of_the_infused_shows(
    registry: Running, more: int, shown: int
) -> None:
    told = [
        [*map(never, FIRST[:5]), *map(infused, FIRST[5:])],
        [*map(never, SECOND[:more]), *map(infused, SECOND[more:])],
    ]
    await followed(registry, told)
    assert len(of(BundleKind.INFUSED, await published(registry, *LATER))) == shown


async def test_a_bundle_once_cut_stays_and_its_published_intervals_too(registry: Running) -> None:
    told = [list(map(infused, FIRST)), list(map(infused, SECOND))]
    await followed(registry, told)
    before = (await published(registry)).bundles
    assert [b.group_ids for b in before] == [(b.id.removesuffix(".infused"),) for b in before]
    after = (await published(registry, *LATER)).bundles
    for old, new in zip(before, after, strict=True):
        assert (old.id, old.group_ids, old.closed_on) == (new.id, new.group_ids, new.closed_on)
        for first, last in zip(old.curves, new.curves, strict=True):
            assert last.intervals[: len(first.intervals)] == first.intervals
            assert len(last.intervals) > len(first.intervals)
            rows = [IntervalCounts(*structs.astuple(row)) for row in last.intervals]
            assert count_faults(rows) == ()


async def test_no_outcome_moves_a_bundle(registry: Running, tmp_path: Any) -> None:
    async with running_registry(f"sqlite:///{tmp_path}/twin.sqlite", BEGAN) as twin:
        seen = []
        for running, dies in ((registry, None), (twin, 40)):
            told = [
                [*map(never, FIRST[:11]), infused(FIRST[11], dies=dies)],
                [infused(patient, dies=dies) for patient in SECOND],
            ]
            await followed(running, told)
            bundles = (await published(running, *LATER)).bundles
            seen.append(
                [(b.id, b.group_ids, b.closed_on, [c.as_of for c in b.curves]) for b in bundles]
            )
    assert seen[0] == seen[1]
    assert len(seen[0]) == 2


async def test_who_withdraws_where_all_were_infused_is_no_difference(registry: Running) -> None:
    """Curves of accepted and infused open together, so both lose the patient in one interval."""
    told = [list(map(infused, FIRST)), list(map(infused, SECOND))]
    programme = await followed(registry, told)
    asked = Withdrawal(programme, FIRST[0], WithdrawalScope.ERASE)
    answer = await accept_withdrawal(registry.house.intake, asked, envelope(OPENED))
    assert isinstance(answer, Recorded)
    at = datetime(2028, 4, 2, tzinfo=UTC)
    await confirm(registry.house.intake, answer.id, at, "curator")
    snapshot = await published(registry, *LATER)
    (bundle,) = [b for b in snapshot.bundles if b.group_ids == (snapshot.groups[0].id,)]
    both = (snapshot.groups[0].curves[0], bundle.curves[0])
    rows = [[(row.day, row.at_risk, row.lost) for row in c.intervals] for c in both]
    assert rows[0] == rows[1]
    assert both[0].as_of == both[1].as_of
    assert sum(row.lost for row in both[0].intervals) == 12


@pytest.mark.parametrize(("assessed", "patients"), [(10, None), (11, 11), (12, 12)])
async def test_sums_of_a_change_are_of_at_least_eleven_assessed(
    registry: Running, assessed: int, patients: int | None
) -> None:
    told = [
        [infused(p, 10 + n if n < assessed else None) for n, p in enumerate(FIRST)],
        list(map(infused, SECOND)),
    ]
    await followed(registry, told, endpoints=(KNEE,))
    bundles = of(BundleKind.CHANGE, await published(registry, LATER[0]))
    sums = [bundle.sums for bundle in bundles if bundle.sums]
    changes = range(10, 10 + assessed)
    expected = [(patients, sum(changes), sum(x * x for x in changes))] if patients else []
    assert [(s.patients, s.total, s.squares) for s in sums] == expected
