"""Programmes that end with too few patients for a group of their own."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from running import UNIVERSITY, Running
from sending import PRODUCT, RESPONSE, infused, notices, programme, pseudonyms, record, send

from registry.model.codes import ProgrammeEventKind, Verdict
from registry.model.decision import Standing
from registry.model.registration import EndpointResultDraft, StatusDraft
from registry.model.submission import Accepted, EpisodeOutcome
from registry.snapshot import Snapshot

BEGAN, MARCH, ENDED = date(2027, 1, 11), date(2027, 3, 10), date(2027, 5, 3)
SUMMER = date(2027, 8, 2)
SPRING, AUTUMN, NEXT_SPRING = date(2027, 3, 31), date(2027, 9, 30), date(2028, 3, 31)


def shares(*counts: int) -> list[list[str]]:
    """So many different patients for each programme."""
    starts = (0xA1 + 0x100 * number for number in range(len(counts)))
    return [pseudonyms(count, start) for count, start in zip(counts, starts, strict=True)]


async def begin(
    registry: Running,
    patients: Sequence[Sequence[str]],
    changes: Sequence[dict[str, Any]] = (),
    sponsors: Sequence[str] = (),
) -> list[str]:
    """Programmes that accepted these patients in March, each with its own changes and sponsor."""
    house, own = registry.house, changes or [{}] * len(patients)
    whose = sponsors or [UNIVERSITY] * len(patients)
    ids = []
    for number, (more, sponsor) in enumerate(zip(own, whose, strict=True)):
        product = await record(house, PRODUCT, BEGAN, sponsor=sponsor)
        study = programme(product, title=f"Study {number}", **more)
        ids.append(await record(house, study, BEGAN, sponsor=sponsor))
    for id, mine, sponsor in zip(ids, patients, whose, strict=True):
        if mine:
            done = await send(house, id, MARCH, notices(mine), sponsor=sponsor)
            assert isinstance(done, Accepted)
    return ids


def close(
    registry: Running, programme: str, on: date = ENDED, *, sponsor: str = UNIVERSITY
) -> None:
    """The programme ends on a day."""
    draft = StatusDraft(programme, ProgrammeEventKind.ENDED, on)
    registry.plan(on, lambda day: record(registry.house, draft, day, sponsor=sponsor))


def follow(
    registry: Running, programme: str, patients: Sequence[str], successes: int, day: int = 35
) -> None:
    """All were infused on a day; the first ones respond, the others do not."""
    told: list[EpisodeOutcome] = [
        infused(patient, "CMR" if number < successes else "PD", day)
        for number, patient in enumerate(patients)
    ]

    async def tell(day: date) -> None:
        assert isinstance(await send(registry.house, programme, day, outcomes=told), Accepted)

    registry.plan(SUMMER, tell)


async def published(registry: Running, *days: date) -> list[Snapshot]:
    """What is public after each of these days."""
    found = []
    for day in days:
        await registry.publish(day)
        assert registry.house.shelf.current is not None
        found.append(registry.house.shelf.current.snapshot)
    return found


def report(
    registry: Running,
    programme: str,
    verdict: Verdict,
    on: date = SUMMER,
    endpoint: str = RESPONSE.id,
) -> None:
    """The sponsor states what became of an endpoint of the programme."""
    draft = EndpointResultDraft(programme, endpoint, verdict, on)
    registry.plan(on, lambda day: record(registry.house, draft, day))


def standings(snapshot: Snapshot) -> dict[str, Standing]:
    """How the first endpoint of each programme stands, by the programme's id."""
    return {told.result.programme_id: told.standing for told in snapshot.endpoint_results}
