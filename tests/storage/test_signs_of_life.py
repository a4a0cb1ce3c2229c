"""What counts as a sign that a programme goes on: what is public of its groups."""

from datetime import date

import pytest
from leftovers import BEGAN, MARCH, SPRING, published
from running import Running
from sending import notices, pseudonyms, register, send

from registry.model.codes import EventClass, VisitStatus
from registry.model.episode import Administration, AdverseEvent, FollowUpVisit
from registry.model.submission import Accepted, EpisodeOutcome
from registry.snapshot import Snapshot

pytestmark = pytest.mark.anyio

LATER, TOLD = date(2028, 9, 10), date(2028, 2, 1)


def silent(snapshot: Snapshot) -> bool:
    (programme,) = snapshot.programmes
    return programme.silent


@pytest.mark.parametrize(
    ("more", "first_silent"), [(10, date(2029, 3, 31)), (11, date(2030, 9, 30))]
)
async def test_a_programme_of_which_a_group_is_sealed_meanwhile_is_not_called_silent(
    registry: Running, more: int, first_silent: date
) -> None:
    """Eleven more come in September 2028; ten would wait, and nothing shows that they do."""
    house = registry.house
    programme = await register(house, BEGAN, planned_end=date(2040, 1, 1))
    await send(house, programme, MARCH, notices(pseudonyms(11)))
    before = await published(registry, SPRING)
    registry.clock.today = LATER
    late = notices(pseudonyms(more, start=0x500), "2028-09")
    assert isinstance(await send(house, programme, LATER, late), Accepted)
    days = sorted(date(year, *day) for year in range(2028, 2031) for day in ((3, 31), (9, 30)))[1:]
    seen = before + await published(registry, *days)
    assert next(snapshot.as_of for snapshot in seen if silent(snapshot)) == first_silent


def ends(how: str, patient: str) -> EpisodeOutcome:
    """A patient infused in spring who died, was lost, or of whom a visit was missed."""
    given = (Administration(1, 12),)
    if how == "died":
        death = (AdverseEvent(EventClass.DEATH, 90),)
        return EpisodeOutcome(patient, administrations=given, adverse_events=death)
    visit = FollowUpVisit(100, VisitStatus.LOST if how == "lost" else VisitStatus.MISSED)
    return EpisodeOutcome(patient, administrations=given, visits=(visit,))


@pytest.mark.parametrize(
    ("fates", "first_silent"),
    [
        (["died"] * 11, None),
        (["lost"] * 11, None),
        (["died"] * 10 + ["missed"], date(2030, 3, 31)),
        (["missed"] * 11, date(2030, 3, 31)),
    ],
    ids=["all died", "all were lost", "one lives", "all live"],
)
async def test_a_programme_that_told_all_there_is_to_tell_is_not_called_silent(
    registry: Running, fates: list[str], first_silent: date | None
) -> None:
    """Else its failure would open before the results of one whose patients live."""
    house, patients = registry.house, pseudonyms(11)
    programme = await register(house, BEGAN, planned_end=date(2040, 1, 1))
    await send(house, programme, MARCH, notices(patients))
    seen = await published(registry, SPRING, date(2027, 9, 30))
    registry.clock.today = TOLD
    told = [ends(how, patient) for how, patient in zip(fates, patients, strict=True)]
    assert isinstance(await send(house, programme, TOLD, outcomes=told), Accepted)
    days = sorted(date(year, *day) for year in range(2028, 2031) for day in ((3, 31), (9, 30)))
    seen += await published(registry, *days)
    assert next((now.as_of for now in seen if silent(now)), None) == first_silent
