"""Facts are read beside those who accept and erase; what does not open says so plainly."""

from datetime import date

import pytest
from piccolo.querystring import QueryString
from running import Running
from sending import infused, notices, pseudonyms, register, send

from anonymise.envelope import EnvelopeDamaged
from registry.app import House
from registry.model.submission import Accepted
from registry.storage.answers import read_answers
from registry.storage.courses import CourseReader, read_courses
from registry.storage.vault import programme_episodes

pytestmark = pytest.mark.anyio

BEGAN, MARCH, MAY = date(2027, 1, 11), date(2027, 3, 10), date(2027, 5, 10)
AUTUMN = date(2027, 10, 1)
FIRST, SECOND = pseudonyms(2)


async def told(house: House, programme_id: str, patient: str, noticed: date, seen: date) -> None:
    """A patient is registered on one day, infused and visited by another."""
    news = ((notices([patient], f"{noticed:%Y-%m}"), ()), ((), [infused(patient, None, 35)]))
    for on, (noticing, outcomes) in zip((noticed, seen), news, strict=True):
        answer = await send(house, programme_id, on, noticing, outcomes)
        assert isinstance(answer, Accepted), answer


@pytest.fixture
async def programme(registry: Running) -> str:
    """A programme with a patient who was seen."""
    house, id = registry.house, await register(registry.house, BEGAN)
    await told(house, id, FIRST, MARCH, MAY)
    return id


async def ids_in(registry: Running, programme: str) -> list[str]:
    episodes = await programme_episodes(registry.house.database, programme)
    return [stored.episode.id for stored in episodes]


async def test_answers_are_those_of_before_where_a_patient_comes_meanwhile(
    registry: Running, programme: str
) -> None:
    reader, before = CourseReader(registry.house.database), await ids_in(registry, programme)
    await told(registry.house, programme, SECOND, MAY, AUTUMN)
    assert len((await read_answers(reader, before)).last) == 1
    assert len((await read_answers(reader, await ids_in(registry, programme))).last) == 2


async def test_a_row_that_was_read_is_not_opened_again(registry: Running, programme: str) -> None:
    database, ids = registry.house.database, await ids_in(registry, programme)
    reader = CourseReader(database)
    before = await reader.told(ids)
    await database.run(QueryString("UPDATE course_entry SET sealed = {}", "{"))
    assert await reader.told(ids) == before
    with pytest.raises(EnvelopeDamaged):
        await CourseReader(database).told(ids)


async def test_facts_of_a_patient_whose_data_key_is_gone_do_not_open_and_say_so(
    registry: Running, programme: str
) -> None:
    database, ids = registry.house.database, await ids_in(registry, programme)
    await database.run(QueryString("UPDATE patient SET wrapped_key = {}", ""))
    with pytest.raises(EnvelopeDamaged, match="without a data key"):
        await read_courses(database, ids)
