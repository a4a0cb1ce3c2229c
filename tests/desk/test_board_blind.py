"""Whoever decides on a release reads the same, whatever became of the patients."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from desk import at_desk
from msgspec import structs
from running import Running, running_registry
from sending import RESPONSE, infused, notices, pseudonyms, record, register, send

from registry.model.access import Role
from registry.model.codes import (
    DeathCause,
    EventClass,
    ProgrammeEventKind,
    StopReason,
    Verdict,
)
from registry.model.episode import AdverseEvent
from registry.model.registration import EndpointResultDraft, StatusDraft
from registry.model.submission import Accepted, EpisodeOutcome

pytestmark = pytest.mark.anyio

BEGAN, MARCH, NEWS = date(2027, 1, 11), date(2027, 3, 10), date(2027, 8, 1)
SPRING, LATER = date(2027, 3, 31), (date(2027, 9, 30), date(2028, 3, 31), date(2028, 9, 30))
PATIENTS = pseudonyms(22)
DIGESTS = re.compile(r"[0-9a-f]{64}|[0-9a-f]{12}…")


async def plans(
    url: str, outcomes: Sequence[EpisodeOutcome], verdict: Verdict, reason: StopReason
) -> list[str]:
    """What the board reads on each release date of a programme that stops."""
    async with running_registry(url, BEGAN) as registry:
        desk = await at_desk(registry, Role.BOARD_MEMBER, organisation=None, id="bea")
        programme = await register(registry.house, BEGAN)
        await send(registry.house, programme, MARCH, notices(PATIENTS))
        read = []
        await registry.publish(SPRING)
        await told(registry, programme, outcomes, verdict, reason)
        for day in LATER:
            await registry.reach(day)
            await desk.sign_in()
            page = await desk.read("/board/publication")
            read.append(DIGESTS.sub("digest", page.partition("<main")[2]))
            await registry.publish(day)
        return read


async def told(
    registry: Running,
    programme: str,
    outcomes: Sequence[EpisodeOutcome],
    verdict: Verdict,
    reason: StopReason,
) -> None:
    """The outcomes, the verdict and the end of a programme."""
    house = registry.house
    await registry.reach(NEWS)
    assert isinstance(await send(house, programme, NEWS, outcomes=outcomes), Accepted)
    await record(house, EndpointResultDraft(programme, RESPONSE.id, verdict, NEWS), NEWS)
    await record(house, StatusDraft(programme, ProgrammeEventKind.STOPPED, NEWS, reason), NEWS)


def forms(page: str) -> str:
    """A page without what its forms carry."""
    return re.sub(r'<input type="hidden"[^>]*>', "", page)


async def test_no_plan_tells_an_outcome_a_verdict_a_death_or_why_a_programme_stopped(
    tmp_path: Path,
) -> None:
    death = (AdverseEvent(EventClass.DEATH, 40, cause=DeathCause.OTHER),)
    good = [infused(patient, "CMR") for patient in PATIENTS]
    bad = [
        *(infused(patient, "PD") for patient in PATIENTS[:-1]),
        structs.replace(infused(PATIENTS[-1], None), adverse_events=death),
    ]
    worked, failed = [
        await plans(f"sqlite:///{tmp_path}/{name}.sqlite", outcomes, verdict, reason)
        for name, outcomes, verdict, reason in (
            ("good", good, Verdict.MET, StopReason.FUNDING),
            ("bad", bad, Verdict.STOPPED_SAFETY, StopReason.SAFETY),
        )
    ]
    assert [forms(page) for page in worked] == [forms(page) for page in failed]
    assert "endpoint response" in worked[-1], "the plan did tell what is shown"
