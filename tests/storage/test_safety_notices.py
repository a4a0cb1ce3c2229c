"""Safety notices through HTTP: on a fixed day of the month, and nothing but the month."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from running import AUTHORITY, Running, running_registry
from sending import PRODUCT, envelope, notices, programme, pseudonyms, record, register, send

from registry.intake.corrections import accept_correction
from registry.intake.lineages import join
from registry.intake.withdraw import accept_withdrawal, confirm
from registry.model.codes import (
    ApprovalEventKind,
    CorrectionReason,
    DeathCause,
    EventClass,
    Scenario,
    VisitStatus,
    WithdrawalScope,
)
from registry.model.decision import SafetyNotice
from registry.model.episode import Administration, AdverseEvent, FollowUpVisit, Response
from registry.model.product import ApprovalEvent
from registry.model.registration import ApprovalDraft, Recorded
from registry.model.sealed import SealedGroup
from registry.model.submission import (
    Accepted,
    CorrectionBatch,
    EpisodeCorrection,
    EpisodeOutcome,
    Withdrawal,
)
from registry.snapshot import Snapshot

pytestmark = pytest.mark.anyio

BEGAN, MARCH, SPRING = date(2027, 1, 11), date(2027, 3, 10), date(2027, 3, 31)
JUNE, BEFORE, AFTER = date(2027, 6, 15), date(2027, 6, 14), date(2027, 6, 16)
JULY = date(2027, 7, 15)
PATIENT, OTHER = pseudonyms(2)
NOTICE = "{ products { edges { node { safetyNotice { issued text checkedOn } } } } }"
GIVEN = (Administration(1, 35),)


def died(patient: str = PATIENT, cause: DeathCause | None = None) -> EpisodeOutcome:
    """News of a patient who died 25 days after the infusion."""
    death = AdverseEvent(EventClass.DEATH, 60, cause=cause)
    return EpisodeOutcome(patient, administrations=GIVEN, adverse_events=(death,))


async def told(registry: Running, on: date, *outcomes: EpisodeOutcome) -> str:
    """A programme with one patient, and what is told of him or her on a day."""
    id = await register(registry.house, BEGAN)
    assert isinstance(await send(registry.house, id, MARCH, notices([PATIENT])), Accepted)
    await registry.publish(SPRING)
    registry.clock.today = on
    sent = await send(registry.house, id, on, outcomes=outcomes)
    assert isinstance(sent, Accepted), sent
    return id


async def publish(registry: Running, on: date) -> Snapshot:
    await registry.publish(on)
    assert registry.house.shelf.current is not None
    return registry.house.shelf.current.snapshot


async def shown(registry: Running) -> dict[str, Any]:
    """What the public reads of the only product."""
    (edge,) = (await registry.ask(NOTICE))["products"]["edges"]
    notice: dict[str, Any] = edge["node"]["safetyNotice"]
    return notice


async def test_a_death_is_noticed_on_the_monthly_day_also_of_a_patient_who_waits(
    registry: Running,
) -> None:
    await told(registry, BEFORE, died())
    snapshot = await publish(registry, JUNE)
    assert [notice.month for notice in snapshot.safety_notices] == ["2027-06"]
    notice = await shown(registry)
    assert (notice["issued"], notice["checkedOn"]) == ("2027-06", "2027-06-15")
    assert notice["text"].startswith("Safety notice: at least one of these was reported")


async def test_without_a_notice_the_reader_is_told_what_that_does_not_mean(
    registry: Running,
) -> None:
    await told(registry, BEFORE, died(cause=DeathCause.TREATED_DISEASE))
    assert (await publish(registry, JUNE)).safety_notices == ()
    notice = await shown(registry)
    assert (notice["issued"], notice["text"]) == (None, "No notice does not mean no events.")


async def test_what_is_told_after_the_monthly_day_waits_for_the_next_one(registry: Running) -> None:
    await told(registry, AFTER, died())
    between = await publish(registry, date(2027, 6, 20))
    assert (between.safety_notices, between.noticed_on) == ((), JUNE)
    assert [n.month for n in (await publish(registry, JULY)).safety_notices] == ["2027-07"]


async def test_a_monthly_publication_changes_facts_and_notices_and_nothing_else(
    registry: Running,
) -> None:
    id = await told(registry, date(2027, 5, 14), EpisodeOutcome(PATIENT, administrations=GIVEN))
    spring = await publish(registry, date(2027, 5, 15))
    many = notices(pseudonyms(11, 0xB00), "2027-06")
    assert isinstance(await send(registry.house, id, BEFORE, many, [died()]), Accepted)
    june = await publish(registry, JUNE)
    moved = {
        name for name in Snapshot.__struct_fields__ if getattr(spring, name) != getattr(june, name)
    }
    assert moved == {"number", "as_of", "predecessor", "safety_notices", "noticed_on"}


async def test_a_notice_stays_when_what_caused_it_is_taken_back(registry: Running) -> None:
    id = await told(registry, BEFORE, died())
    await publish(registry, JUNE)
    mended = structs.replace(died(cause=DeathCause.TREATED_DISEASE), administrations=())
    made = EpisodeCorrection(mended, 2, CorrectionReason.SOURCE_CHANGED)
    corrected = await accept_correction(
        registry.house.intake, CorrectionBatch(id, (made,)), envelope(AFTER)
    )
    assert isinstance(corrected, Accepted), corrected
    later = await publish(registry, JULY)
    assert [notice.month for notice in later.safety_notices] == ["2027-06"]
    assert (await publish(registry, date(2028, 3, 31))).safety_notices == later.safety_notices


async def test_what_was_corrected_before_the_monthly_day_is_not_noticed(registry: Running) -> None:
    id = await told(registry, date(2027, 6, 1), died())
    mended = structs.replace(died(cause=DeathCause.TREATED_DISEASE), administrations=())
    made = EpisodeCorrection(mended, 2, CorrectionReason.SOURCE_CHANGED)
    batch = CorrectionBatch(id, (made,))
    corrected = await accept_correction(registry.house.intake, batch, envelope(BEFORE))
    assert isinstance(corrected, Accepted), corrected
    assert (await publish(registry, JUNE)).safety_notices == ()


async def test_a_patient_who_withdrew_from_the_future_causes_no_notice(registry: Running) -> None:
    id = await told(registry, BEFORE, died())
    asked = Withdrawal(id, PATIENT, WithdrawalScope.EXCLUDE_FROM_FUTURE)
    answer = await accept_withdrawal(registry.house.intake, asked, envelope(BEFORE))
    assert isinstance(answer, Recorded)
    await confirm(registry.house.intake, answer.id, registry.clock(), "curator")
    assert (await publish(registry, JUNE)).safety_notices == ()


async def test_two_serious_events_under_two_names_of_one_product_are_two(
    registry: Running,
) -> None:
    house = registry.house
    products = [
        await record(house, structs.replace(PRODUCT, name=name), BEGAN)
        for name in ("Tarnleucel", "Tarnleucel forte")
    ]
    serious = AdverseEvent(EventClass.CRS, 40, "CRS", "ASTCT", "2019", 4, serious=True)
    ids = [await record(house, programme(product, title=product), BEGAN) for product in products]
    for id, patient in zip(ids, (PATIENT, OTHER), strict=True):
        assert isinstance(await send(house, id, MARCH, notices([patient])), Accepted)
    for id, patient in zip(ids, (PATIENT, OTHER), strict=True):
        news = EpisodeOutcome(patient, administrations=GIVEN, adverse_events=(serious,))
        assert isinstance(await send(house, id, BEFORE, outcomes=[news]), Accepted)
    assert (await publish(registry, JUNE)).safety_notices == ()
    await join(house.database, products[0], products[1], registry.clock(), "curator")
    later = await publish(registry, JULY)
    assert [notice.product_id for notice in later.safety_notices] == sorted(products)


async def test_a_product_that_joins_a_family_with_a_notice_gets_it_too(registry: Running) -> None:
    await told(registry, BEFORE, died())
    first = (await publish(registry, JUNE)).safety_notices
    second = await record(registry.house, structs.replace(PRODUCT, name="Renamed"), AFTER)
    product = next(iter(first)).product_id
    await join(registry.house.database, product, second, registry.clock(), "curator")
    later = {n.product_id: n.month for n in (await publish(registry, JULY)).safety_notices}
    assert later == {product: "2027-06", second: "2027-07"}


async def suspended(registry: Running, on: date) -> str:
    """A product with a programme, whose approval was recorded as suspended on a day."""
    house = registry.house
    product = await record(house, PRODUCT, BEGAN)
    await record(house, programme(product), BEGAN)
    await registry.publish(date(2027, 5, 15))
    if on > JUNE:
        await registry.publish(JUNE)
    history = (
        ApprovalEvent(ApprovalEventKind.GRANTED, "2027-01"),
        ApprovalEvent(ApprovalEventKind.SUSPENDED, "2027-05"),
    )
    approval = ApprovalDraft(
        product, AUTHORITY, "lbcl", "TMA-1", Scenario.DURING_DEVELOPMENT, history, BEGAN
    )
    await record(house, approval, on)
    return product


async def test_a_suspended_approval_is_noticed(registry: Running) -> None:
    product = await suspended(registry, date(2027, 6, 1))
    issued = (await publish(registry, JUNE)).safety_notices
    assert issued == (SafetyNotice(product, "2027-06"),)


async def test_once_a_month_is_once(registry: Running) -> None:
    """What is recorded after the monthly publication waits, whenever else something appears."""
    product = await suspended(registry, AFTER)
    between = await publish(registry, date(2027, 6, 20))
    assert (len(between.directory.approvals), between.safety_notices) == (1, ())
    assert (await publish(registry, JULY)).safety_notices == (SafetyNotice(product, "2027-07"),)


async def test_a_notice_tells_neither_how_many_nor_of_which_kind(
    registry: Running, tmp_path: Path
) -> None:
    async with running_registry(f"sqlite:///{tmp_path}/many.sqlite", BEGAN) as other:
        seen = []
        cancer = AdverseEvent(EventClass.MALIGNANCY, 50)
        malignant = EpisodeOutcome(PATIENT, administrations=GIVEN, adverse_events=(cancer,))
        for running, news in ((registry, died()), (other, malignant)):
            await told(running, BEFORE, news)
            seen.append(await publish(running, JUNE))
        assert seen[0] == seen[1]


async def test_swapping_events_and_none_changes_no_decision_group_or_date(
    registry: Running, tmp_path: Path
) -> None:
    """Eleven of 22 die early, or nobody does: only counts and the notice differ."""
    patients = pseudonyms(22)
    async with running_registry(f"sqlite:///{tmp_path}/calm.sqlite", BEGAN) as other:
        seen: list[list[Snapshot]] = []
        for running, dying in ((registry, 11), (other, 0)):
            id = await register(running.house, BEGAN, longest_wait_days=30)
            await send(running.house, id, MARCH, notices(patients))
            snapshots = [await publish(running, SPRING)]
            news = [lived(p) if n >= dying else lost(p) for n, p in enumerate(patients)]
            sent = await send(running.house, id, date(2027, 8, 1), outcomes=news)
            assert isinstance(sent, Accepted), sent
            for day in (date(2027, 9, 30), date(2028, 9, 30), date(2029, 3, 31)):
                snapshots.append(await publish(running, day))
            seen.append(snapshots)
    assert [bool(snapshots[-1].safety_notices) for snapshots in seen] == [True, False]
    for deadly, calm in zip(*seen, strict=True):
        assert [p.decisions for p in deadly.programmes] == [p.decisions for p in calm.programmes]
        assert [dates_of(g) for g in deadly.groups] == [dates_of(g) for g in calm.groups]
    assert [d.open for d in seen[0][-1].programmes[0].decisions][:4] == [True] * 4


def lived(patient: str) -> EpisodeOutcome:
    """Infused, and seen on the day of the endpoint."""
    visit = FollowUpVisit(100, VisitStatus.DONE, 120, Response("LUGANO", "CMR"))
    given = (Administration(1, 20),)
    return EpisodeOutcome(patient, administrations=given, visits=(visit,), none_observed_to_day=120)


def lost(patient: str) -> EpisodeOutcome:
    """Infused, and dead within three months."""
    visit = FollowUpVisit(100, VisitStatus.DEAD)
    death = AdverseEvent(EventClass.DEATH, 60)
    given = (Administration(1, 20),)
    return EpisodeOutcome(patient, administrations=given, visits=(visit,), adverse_events=(death,))


def dates_of(group: SealedGroup) -> tuple[object, ...]:
    """What is public of a group apart from its counts of outcomes."""
    shown = tuple(counts.endpoint_id for counts in group.endpoints)
    return (group.id, group.state, group.formed_on, group.opened_on, group.accepted, shown)
