"""Who was sealed as prospective and is found late stays accepted, and is never a success."""

from datetime import date

import pytest
from msgspec import structs
from running import Running
from sending import infused, notices, pseudonyms, record, register, send

from registry.model.codes import ProgrammeEventKind, StopReason
from registry.model.registration import StatusDraft
from registry.model.sealed import GroupState, SealedGroup
from registry.model.submission import Accepted, EpisodeOutcome

pytestmark = pytest.mark.anyio

BEGAN, MARCH, NEWS = date(2027, 1, 11), date(2027, 3, 10), date(2027, 8, 1)
SPRING, LATER = date(2027, 3, 31), (date(2028, 3, 31), date(2028, 9, 30))
PATIENTS = pseudonyms(12)


def told() -> list[EpisodeOutcome]:
    """All respond; the first was infused before the notice came."""
    news = [infused(patient, "CMR") for patient in PATIENTS]
    late = structs.replace(infused(PATIENTS[0], "CMR", day=2), retrospective=True)
    return [late, *news[1:]]


async def shown(registry: Running) -> SealedGroup:
    """The only group, once everything of it is open."""
    for day in LATER:
        await registry.publish(day)
    assert registry.house.shelf.current is not None
    (group,) = registry.house.shelf.current.snapshot.groups
    return group


async def run(registry: Running, *, sealed_first: bool) -> str:
    """Notices in March, news in August, stopped; sealed before the news, or only after them."""
    programme = await register(registry.house, BEGAN)
    await send(registry.house, programme, MARCH, notices(PATIENTS))
    if sealed_first:
        await registry.publish(SPRING)
    assert isinstance(await send(registry.house, programme, NEWS, outcomes=told()), Accepted)
    stop = StatusDraft(programme, ProgrammeEventKind.STOPPED, NEWS, StopReason.FUTILITY)
    await record(registry.house, stop, NEWS)
    return programme


async def test_sealed_before_it_counts_as_accepted_only(registry: Running) -> None:
    await run(registry, sealed_first=True)
    group = await shown(registry)
    assert (group.state, group.accepted) == (GroupState.OPEN, 12)
    assert group.funnel is not None
    assert (group.funnel.infused, group.funnel.not_infused) == (11, {"REGISTERED_LATE": 1})
    (counts,) = group.endpoints
    assert (counts.success, counts.no_success["REGISTERED_LATE"]) == (11, 1)
    assert sum(counts.no_success.values()) == 1


async def test_while_waiting_it_moves_to_the_retrospective_queue(registry: Running) -> None:
    await run(registry, sealed_first=False)
    group = await shown(registry)
    assert group.accepted == 11
    (counts,) = group.endpoints
    assert (counts.success, sum(counts.no_success.values())) == (11, 0)
