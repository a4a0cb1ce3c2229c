"""What publication shows, and what it never shows; on both databases."""

import asyncio
from collections.abc import Callable
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from contents import COUNTED, numbers_of, without_numbers
from msgspec import structs
from running import Running, running_registry
from sending import RESPONSE, everything, infused, notices, pseudonyms, record, register, send

from registry.app import House
from registry.errors import SnapshotError
from registry.model.codes import NotInfusedReason, ProgrammeEventKind, StopReason, Verdict
from registry.model.decision import Activity, Standing
from registry.model.episode import NotInfused
from registry.model.registration import EndpointResultDraft, StatusDraft
from registry.model.sealed import GroupState
from registry.model.submission import Accepted, EpisodeOutcome
from registry.release.publish import publish_snapshot
from registry.snapshot import FrozenSnapshot, Snapshot
from registry.storage.ledger import acts
from registry.storage.vault import read_episodes

pytestmark = pytest.mark.anyio

BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
SPRING, AUTUMN = date(2027, 3, 31), date(2027, 9, 30)
LATER = [date(2028, 3, 31), date(2028, 9, 30), date(2029, 3, 31)]
DAYS = [SPRING, AUTUMN, *LATER]
PATIENTS = pseudonyms(22)
NEWS = date(2027, 8, 1)


async def publish(registry: Running, on: date) -> Snapshot:
    await registry.publish(on)
    assert registry.house.shelf.current is not None
    return registry.house.shelf.current.snapshot


async def played(registry: Running, category: Callable[[int], str | None]) -> list[Snapshot]:
    """A stopped programme of 22 patients, whose outcomes are given, over four releases."""
    house = registry.house
    programme = await register(house, BEGAN)
    assert isinstance(await send(house, programme, MARCH, notices(PATIENTS)), Accepted)
    first = await publish(registry, SPRING)
    told = [infused(patient, category(number)) for number, patient in enumerate(PATIENTS)]
    assert isinstance(await send(house, programme, NEWS, outcomes=told), Accepted)
    await stop(house, programme)
    return [first, *[await publish(registry, day) for day in DAYS[1:]]]


async def stop(house: House, programme: str) -> None:
    kind, reason = ProgrammeEventKind.STOPPED, StopReason.FUTILITY
    await record(house, StatusDraft(programme, kind, NEWS, reason), NEWS)


async def report(house: House, programme: str, verdict: Verdict) -> None:
    await record(house, EndpointResultDraft(programme, RESPONSE.id, verdict, NEWS), NEWS)


def without_outcomes(snapshots: list[Snapshot]) -> list[Any]:
    """What is left of snapshots when counts of outcomes and verdicts are taken out."""
    left = [msgspec.to_builtins(snapshot) for snapshot in snapshots]
    for snapshot, public in zip(left, snapshots, strict=True):
        del snapshot["predecessor"]
        snapshot["groups"] = [without_numbers(group) for group in public.groups]
        for result in snapshot["endpoint_results"]:
            result["result"]["verdict"] = None
    return left


async def test_eleven_form_a_group_without_numbers_and_ten_are_not_seen(registry: Running) -> None:
    expected = {10: Activity.FEWER_THAN_11, 11: Activity.SEALED}
    studies = {n: await register(registry.house, BEGAN, title=f"Study of {n}") for n in expected}
    for count, programme in studies.items():
        await send(registry.house, programme, MARCH, notices(PATIENTS[:count]))
    snapshot = await publish(registry, SPRING)
    told = {row.programme.id: row.activity for row in snapshot.programmes}
    assert told == {studies[count]: activity for count, activity in expected.items()}
    (group,) = snapshot.groups
    known = {name for name, value in structs.asdict(group).items() if value not in (None, ())}
    assert known == {"id", "programme_id", "state", "formed_on", "timing"}
    assert group.state is GroupState.FORMING


@pytest.mark.parametrize("many", [2, 10])
async def test_one_waiting_patient_and_ten_look_the_same(
    registry: Running, many: int, tmp_path: Path
) -> None:
    async with running_registry(f"sqlite:///{tmp_path}/one.sqlite", BEGAN) as other:
        snapshots = []
        for running, count in ((registry, many), (other, 1)):
            programme = await register(running.house, BEGAN)
            await send(running.house, programme, MARCH, notices(PATIENTS[:count]))
            snapshots.append(await publish(running, SPRING))
    assert snapshots[0] == snapshots[1]


async def test_every_number_is_published_once_and_never_changes(registry: Running) -> None:
    house = registry.house
    snapshots = await played(registry, lambda number: "CMR" if number < 4 else "PD")
    programme = snapshots[0].programmes[0].programme.id
    counts = snapshots[-1].groups[0].endpoints
    assert [(c.success, sum(c.no_success.values())) for c in counts] == [(4, 18)]
    death = EpisodeOutcome(PATIENTS[0], not_infused=None, none_observed_to_day=200)
    assert isinstance(await send(house, programme, LATER[-1], outcomes=[death]), Accepted)
    after = await publish(registry, date(2029, 9, 30))
    assert after.groups == snapshots[-1].groups
    for earlier, later in pairwise(snapshots):
        for before, now in zip(earlier.groups, later.groups, strict=True):
            fixed = {n: v for n, v in structs.asdict(before).items() if v not in (None, ())}
            moving = {"state"} if before.state is GroupState.FORMING else {"funnel_opens_on"}
            for name in fixed.keys() - moving - {*COUNTED}:
                assert getattr(now, name) == fixed[name]
            assert numbers_of(before).items() <= numbers_of(now).items()


async def test_the_funnel_opens_once_the_longest_wait_has_passed_for_the_whole_group(
    registry: Running,
) -> None:
    snapshots = await played(registry, lambda _: "CMR")
    opened = {s.as_of: s.groups[0].funnel is not None for s in snapshots}
    # last possible acceptance 31 March 2027 + 365 days = 30 March 2028
    assert opened == {SPRING: False, AUTUMN: False, **dict.fromkeys(LATER, True)}


async def test_no_outcome_and_no_verdict_moves_a_group_a_decision_or_a_date(
    registry: Running, tmp_path: Path
) -> None:
    """Swapping successes and failures changes the counts of outcomes and nothing else."""
    good: Callable[[int], str | None] = lambda number: "CMR" if number < 20 else None  # noqa: E731
    bad: Callable[[int], str | None] = lambda number: "PD" if number < 20 else None  # noqa: E731
    async with running_registry(f"sqlite:///{tmp_path}/other.sqlite", BEGAN) as other:
        worked = await played(registry, good)
        failed = await played(other, bad)
        assert worked[-1].groups[0].endpoints != failed[-1].groups[0].endpoints
        assert without_outcomes(worked) == without_outcomes(failed)


@pytest.mark.parametrize("verdict", list(Verdict))
async def test_every_verdict_opens_on_the_same_day_as_met(
    registry: Running, verdict: Verdict
) -> None:
    house = registry.house
    programme = await register(house, BEGAN)
    await send(house, programme, MARCH, notices(PATIENTS))
    first = await publish(registry, SPRING)
    await stop(house, programme)
    await report(house, programme, verdict)
    snapshots = [first, *[await publish(registry, day) for day in DAYS[1:]]]
    standings = [snapshot.endpoint_results[0] for snapshot in snapshots]
    assert [s.standing for s in standings[:2]] == [Standing.WITHHELD] * 2
    assert [s.result.verdict for s in standings[:2]] == [None, None]
    assert [s.standing for s in standings[2:]] == [Standing.PUBLISHED] * 3
    assert {s.result.verdict for s in standings[2:]} == {verdict}


async def test_before_its_stage_opens_nothing_says_whether_a_verdict_was_reported(
    registry: Running, tmp_path: Path
) -> None:
    async with running_registry(f"sqlite:///{tmp_path}/silent.sqlite", BEGAN) as other:
        seen = []
        for running in (registry, other):
            programme = await register(running.house, BEGAN)
            await send(running.house, programme, MARCH, notices(PATIENTS))
            if running is registry:
                await report(running.house, programme, Verdict.NOT_MET)
            seen.append(await publish(running, AUTUMN))
    assert seen[0] == seen[1]


async def test_between_release_dates_nothing_opens(registry: Running) -> None:
    house = registry.house
    programme = await register(house, BEGAN)
    await send(house, programme, MARCH, notices(PATIENTS))
    await publish(registry, SPRING)
    await stop(house, programme)
    await report(house, programme, Verdict.NOT_MET)
    due = await publish(registry, AUTUMN)
    between = await publish(registry, date(2028, 3, 30))
    assert between.groups == due.groups
    assert between.endpoint_results == due.endpoint_results
    assert [p.decisions for p in between.programmes] == [p.decisions for p in due.programmes]
    assert (await publish(registry, LATER[0])).endpoint_results != due.endpoint_results


async def test_a_programme_registered_between_release_dates_is_listed_at_once(
    registry: Running,
) -> None:
    await publish(registry, SPRING)
    programme = await register(registry.house, date(2027, 4, 1), starts_on=date(2027, 5, 1))
    told = (await publish(registry, date(2027, 5, 1))).programmes
    assert [(p.programme.id, p.stage) for p in told] == [(programme, "R0")]


async def test_the_same_input_gives_the_same_bytes_on_both_databases(
    registry: Running, tmp_path: Path
) -> None:
    async with running_registry(f"sqlite:///{tmp_path}/same.sqlite", BEGAN) as other:
        for running in (registry, other):
            await played(running, lambda number: "CMR" if number % 3 else "PD")
        frozen = [running.house.shelf.current for running in (registry, other)]
    assert frozen[0] == frozen[1]


async def test_a_day_before_the_latest_snapshot_is_refused(registry: Running) -> None:
    await registry.publish(AUTUMN)
    with pytest.raises(SnapshotError, match="public already"):
        await registry.publish(SPRING)
    assert (await publish(registry, AUTUMN)).number == 2


async def test_a_day_to_come_is_refused_because_it_would_open_too_early(registry: Running) -> None:
    registry.clock.today = SPRING
    with pytest.raises(SnapshotError, match="has not come"):
        await registry.house.publish(AUTUMN, "board")


async def test_each_snapshot_names_the_one_before(registry: Running) -> None:
    frozen: list[FrozenSnapshot] = []
    for day in (SPRING, AUTUMN, LATER[0]):
        await publish(registry, day)
        assert registry.house.shelf.current is not None
        frozen.append(registry.house.shelf.current)
    assert [f.snapshot.number for f in frozen] == [1, 2, 3]
    assert [f.snapshot.predecessor for f in frozen] == [None, frozen[0].digest, frozen[1].digest]


async def test_two_publications_at_once_seal_nobody_twice(registry: Running) -> None:
    house = registry.house
    programme = await register(house, BEGAN)
    await send(house, programme, MARCH, notices(PATIENTS))
    registry.clock.today = SPRING
    both = await asyncio.gather(house.publish(SPRING, "board"), house.publish(SPRING, "board"))
    assert sorted(frozen.snapshot.number for frozen in both) == [1, 2]
    assert both[0].snapshot.groups == both[1].snapshot.groups
    assert {e.group_id for e in await read_episodes(house.database)} == {f"{programme}.g001"}


async def test_a_publication_that_breaks_off_leaves_the_old_snapshot_and_no_group(
    registry: Running,
) -> None:
    house = registry.house
    programme = await register(house, BEGAN)
    await send(house, programme, MARCH, notices(PATIENTS))
    before = await everything(house.database)
    no_clock = cast("datetime", None)
    with pytest.raises(AttributeError):
        await publish_snapshot(house.publisher, SPRING, no_clock, "board")
    assert await everything(house.database) == before
    assert (await publish(registry, SPRING)).number == 1


async def test_a_publication_is_an_audit_event_with_the_digest_of_the_snapshot(
    registry: Running,
) -> None:
    await publish(registry, SPRING)
    act = (await acts(registry.house.database))[-1]
    assert registry.house.shelf.current is not None
    assert (act.actor, act.action, act.subject, act.digest) == (
        "board",
        "snapshot published",
        "1",
        registry.house.shelf.current.digest,
    )


async def test_a_snapshot_holds_nothing_of_a_single_patient(registry: Running) -> None:
    house = registry.house
    await played(registry, lambda _: "PD")
    body = str(registry.house.shelf.current and registry.house.shelf.current.body)
    episodes = [stored.episode for stored in await read_episodes(house.database)]
    assert len(episodes) == len(PATIENTS)
    single = [e.id for e in episodes] + [e.patient for e in episodes] + PATIENTS
    assert not [text for text in single if text in body]


async def test_a_patient_infused_late_stays_in_the_denominator(registry: Running) -> None:
    house = registry.house
    programme = await register(house, BEGAN, longest_wait_days=30)
    await send(house, programme, MARCH, notices(PATIENTS))
    left = EpisodeOutcome(PATIENTS[0], not_infused=NotInfused(NotInfusedReason.DEATH, 10))
    told = [left, *(infused(p, "CMR", day=30 + i % 2) for i, p in enumerate(PATIENTS[1:]))]
    assert isinstance(await send(house, programme, NEWS, outcomes=told), Accepted)
    await stop(house, programme)
    (group,) = [(await publish(registry, d)) for d in (AUTUMN, LATER[0])][-1].groups
    assert group.funnel is not None
    assert group.funnel.infused == 11
    assert group.funnel.not_infused == {"DEATH": 1, "INFUSED_LATE": 10}
    assert group.accepted == 22
