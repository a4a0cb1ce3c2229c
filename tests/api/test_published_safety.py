"""Safety, manufacture and follow-up over HTTP, of a programme played through the real registry."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from running import Running, running_registry
from sending import notices, pseudonyms, record, register, send

from registry.model.codes import (
    BatchFailure,
    BatchOutcome,
    EventClass,
    NotInfusedReason,
    ProgrammeEventKind,
)
from registry.model.episode import Administration, AdverseEvent, Batch, NotInfused
from registry.model.registration import StatusDraft
from registry.model.submission import Accepted, EpisodeOutcome
from registry_graphql.contract import OPERATIONS

pytestmark = pytest.mark.anyio

BEGAN, ACCEPTED, NEWS = date(2027, 1, 11), date(2027, 3, 10), date(2027, 9, 1)
PATIENTS = pseudonyms(22)


def outcome(number: int, patient: str) -> EpisodeOutcome:
    """Two are never infused after a failed batch; four have a CRS, one of them dies of it."""
    if number < 2:
        failed = Batch(1, BatchOutcome.FAILED, 10, 40, failure=BatchFailure.CONTAMINATION)
        reason = NotInfused(NotInfusedReason.MANUFACTURING_FAILURE, 41)
        return EpisodeOutcome(patient, batches=(failed,), not_infused=reason)
    crs, death = AdverseEvent(EventClass.CRS, 40), AdverseEvent(EventClass.DEATH, 60)
    events = [crs] * (number < 6) + [death] * (number == 2)
    return EpisodeOutcome(
        patient,
        collected_day=5,
        batches=(Batch(1, BatchOutcome.RELEASED, 10, 30),),
        administrations=(Administration(1, 35),),
        adverse_events=tuple(events),
        none_observed_to_day=None if number in (2, 21) else 150,
    )


@pytest.fixture
async def registry(database_url: str) -> AsyncIterator[Running]:
    """One stopped programme of 22, whose group has closed its first horizon."""
    async with running_registry(database_url, BEGAN) as running:
        house = running.house
        programme = await register(house, BEGAN)
        await send(house, programme, ACCEPTED, notices(PATIENTS))
        await running.publish(date(2027, 3, 31))
        running.clock.today = NEWS
        told = [outcome(number, patient) for number, patient in enumerate(PATIENTS)]
        assert isinstance(await send(house, programme, NEWS, outcomes=told), Accepted)
        await record(house, StatusDraft(programme, ProgrammeEventKind.ENDED, NEWS), NEWS)
        for day in (date(2027, 9, 30), date(2028, 3, 31), date(2028, 9, 30)):
            await running.publish(day)
        yield running


async def row(registry: Running, operation: str, field: str) -> dict[str, Any]:
    text = (OPERATIONS / "researcher" / operation).read_text()
    (edge,) = (await registry.ask(text))[field]["edges"]
    return edge["node"]  # type: ignore[no-any-return]


async def test_the_public_reads_safety_manufacture_and_follow_up(registry: Running) -> None:
    await check_safety(await row(registry, "how-safe.graphql", "safety"))
    await check_manufacture(await row(registry, "how-it-is-made.graphql", "manufacturing"))
    await check_follow_up(await row(registry, "how-complete.graphql", "followUp"))


async def check_safety(told: dict[str, Any]) -> None:
    (horizon,) = told["horizons"]
    assert (horizon["day"], horizon["accepted"]["value"], horizon["infused"]["value"]) == (
        91,
        22,
        20,
    )
    by_label = {each["label"]: each for each in horizon["classes"]}
    assert by_label["cytokine release syndrome"]["patients"] == 4
    assert by_label["death of any cause"]["patients"] == 1
    assert horizon["serious"]["patients"] == 1
    (interval,) = horizon["intervals"]
    looked_at = interval["observedShare"]["numerator"]
    assert (looked_at, interval["observedShare"]["denominator"]) == (19, 22)
    assert by_label["new cancer"]["noneText"].startswith(f"0 of {looked_at} looked at ")


async def check_manufacture(told: dict[str, Any]) -> None:
    made = told["made"]
    assert (made["accepted"]["value"], made["infused"]["value"]) == (22, 20)
    outcomes = {each["text"]: each["attempts"] for each in made["outcomes"]}
    assert (outcomes["released"], outcomes["failed"]) == (20, 2)
    assert {each["text"] for each in made["failures"] if each["attempts"]} == {"contamination"}
    filled = [each for each in made["veinToVein"] if each["patients"]]
    assert filled == [{"fromDay": 29, "untilDay": 35, "patients": 20}]


async def check_follow_up(told: dict[str, Any]) -> None:
    (horizon,) = told["horizons"]
    known, missing = horizon["known"]["numerator"], horizon["missing"]["value"]
    assert known + missing == 22
    assert known >= 18
