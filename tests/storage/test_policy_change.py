"""Another policy, a corrected date, a release date that passes: nothing becomes public later."""

from datetime import date

import pytest
from corrected import PATIENTS, correct, counted, responds, shown
from msgspec import structs
from running import Running
from sending import notices, pseudonyms, record, register, send

from registry.errors import PolicyError
from registry.model.codes import BatchOutcome, ProgrammeEventKind
from registry.model.decision import PublicDecision
from registry.model.episode import Batch
from registry.model.registration import StatusDraft
from registry.model.submission import Accepted, EpisodeOutcome
from registry.release.stages import Policy, policy_digest
from registry.snapshot import Snapshot

pytestmark = pytest.mark.anyio

BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
SPRING, AUTUMN = date(2027, 3, 31), date(2027, 9, 30)
NEXT_SPRING, NEXT_AUTUMN = date(2028, 3, 31), date(2028, 9, 30)


async def publish(registry: Running, on: date) -> Snapshot:
    await registry.publish(on)
    assert registry.house.shelf.current is not None
    return registry.house.shelf.current.snapshot


def decision(snapshot: Snapshot, stage: str) -> PublicDecision:
    """The decision on one stage of the only programme."""
    (public,) = snapshot.programmes
    (found,) = [d for d in public.decisions if d.stage == stage]
    return found


def adopt(registry: Running, version: str, **numbers: int) -> Policy:
    """The registry goes on with a policy of other numbers."""
    publisher = registry.house.publisher
    changed = structs.replace(publisher.policy.numbers, **numbers)
    policy = structs.replace(publisher.policy, version=version, numbers=changed)
    registry.house.publisher = structs.replace(publisher, policy=policy)
    return policy


async def ended(registry: Running) -> str:
    """A programme that has ended by the first release date, so that the day of R4 is known."""
    id = await register(registry.house, BEGAN)
    await record(registry.house, StatusDraft(id, ProgrammeEventKind.ENDED, MARCH), MARCH)
    return id


async def test_a_slower_policy_opens_final_results_on_the_day_the_first_one_promised(
    registry: Running,
) -> None:
    await ended(registry)
    promised = decision(await publish(registry, SPRING), "R4").latest_on
    assert promised == NEXT_SPRING
    policy = adopt(registry, "2.0.0", final_after_end_months=36)
    later = await publish(registry, AUTUMN)
    assert decision(later, "R4").latest_on == promised
    assert (later.policy_version, later.policy_digest) == ("2.0.0", policy_digest(policy))
    opened = decision(await publish(registry, NEXT_SPRING), "R4")
    assert (opened.open, opened.missed) == (True, False)
    assert opened.explanation == (
        "Open since 2028-03-31. Not every condition is met today: what has opened, or was "
        "promised, stays."
    )


async def test_a_quicker_policy_moves_the_day_of_final_results_earlier(registry: Running) -> None:
    await ended(registry)
    await publish(registry, SPRING)
    adopt(registry, "2.0.0", final_after_end_months=6)
    assert decision(await publish(registry, AUTUMN), "R4").open


async def test_other_numbers_under_the_same_version_are_refused(registry: Running) -> None:
    await publish(registry, SPRING)
    adopt(registry, "1.0.0", silent_months=36)
    with pytest.raises(PolicyError, match=r"not the one published as version 1\.0\.0"):
        await publish(registry, AUTUMN)
    assert registry.house.shelf.number == 1


async def test_a_release_date_that_nobody_published_is_shown_as_missed(registry: Running) -> None:
    await ended(registry)
    first = await publish(registry, SPRING)
    assert (decision(first, "R4").latest_on, first.missed_releases) == (NEXT_SPRING, ())
    late = await publish(registry, NEXT_AUTUMN)
    opened = decision(late, "R4")
    assert (opened.opened_on, opened.latest_on) == (NEXT_AUTUMN, NEXT_SPRING)
    assert opened.missed
    assert "It was due on 2028-03-31; that release date was missed." in opened.explanation
    assert late.missed_releases == (AUTUMN, NEXT_SPRING)
    after = await publish(registry, date(2029, 3, 31))
    assert after.missed_releases == (AUTUMN, NEXT_SPRING)
    told = await registry.ask(
        "{ snapshot { missedReleases } programmes { edges { node { decisions { missed } } } } }"
    )
    assert told["snapshot"] == {"missedReleases": ["2027-09-30", "2028-03-31"]}
    missed = [d["missed"] for d in told["programmes"]["edges"][0]["node"]["decisions"]]
    assert missed.count(True) == 1


async def test_a_release_that_is_published_some_days_late_is_not_missed(registry: Running) -> None:
    await publish(registry, SPRING)
    assert (await publish(registry, date(2027, 10, 5))).missed_releases == ()
    assert (await publish(registry, NEXT_SPRING)).missed_releases == ()


async def test_patients_who_come_after_two_quiet_years_do_not_put_final_results_off(
    registry: Running,
) -> None:
    """Two years without an acceptance end a programme; later patients do not revive the day."""
    house = registry.house
    id = await register(house, BEGAN, planned_end=date(2040, 1, 1))
    await send(house, id, MARCH, notices(pseudonyms(11)))
    for day in (SPRING, AUTUMN, NEXT_SPRING, NEXT_AUTUMN):
        await publish(registry, day)
    quiet = await publish(registry, date(2029, 3, 31))
    promised = date(2030, 3, 31)
    assert decision(quiet, "R4").latest_on == promised
    for start, sent_on in ((0xB00, date(2029, 5, 10)), (0xC00, date(2029, 12, 10))):
        registry.clock.today = sent_on
        many = notices(pseudonyms(11, start), f"{sent_on:%Y-%m}")
        assert isinstance(await send(house, id, sent_on, many), Accepted)
        await registry.publish(date(2029, 9, 30) if sent_on < date(2029, 9, 30) else promised)
    assert registry.house.shelf.current is not None
    final = decision(registry.house.shelf.current.snapshot, "R4")
    assert (final.opened_on, final.missed) == (promised, False)
    assert [gate.met for gate in final.gates] == [False]


async def test_a_release_date_put_before_a_snapshot_that_is_out_is_skipped(
    registry: Running,
) -> None:
    """Else what came after that snapshot would be counted, and be news of the same date as well."""
    programme = await counted(registry)
    await publish(registry, date(2028, 5, 20))
    told = date(2028, 5, 21)
    await correct(registry, programme, [responds(p, "PD") for p in PATIENTS[:5]], told)
    policy = registry.house.publisher.policy
    dates = structs.replace(policy.calendar, release_dates=("03-31", "05-15", "09-30"))
    changed = structs.replace(policy, version="2.0.0", calendar=dates)
    registry.house.publisher = structs.replace(registry.house.publisher, policy=changed)
    assert (await publish(registry, date(2028, 5, 25))).released_on == NEXT_SPRING
    made = EpisodeOutcome(PATIENTS[21], batches=(Batch(1, BatchOutcome.RELEASED, 6, 20),))
    await send(registry.house, programme, date(2028, 6, 1), outcomes=[made])
    numbers = await shown(registry, NEXT_AUTUMN, date(2029, 3, 31))
    assert numbers["endpoint/response"].success == 17
