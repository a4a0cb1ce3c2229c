"""Facts are read beside those who accept and erase; what does not open says so plainly."""

from datetime import date

import pytest
from piccolo.querystring import QueryString
from running import Running
from sending import infused, notices, pseudonyms, register, send

from anonymise.envelope import EnvelopeDamaged
from registry.app import House
from registry.model.submission import Accepted
from registry.storage import answers
from registry.storage.courses import read_courses
from registry.storage.engine import Database
from registry.storage.entries import DataKeys, programme_keys
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
async def programme(registry: Running, monkeypatch: pytest.MonkeyPatch) -> str:
    """A programme into which a patient comes, with visits, after the data keys were read."""
    house, id = registry.house, await register(registry.house, BEGAN)

    async def keys_then_news(database: Database, programme_id: str) -> DataKeys:
        keys = await programme_keys(database, programme_id)
        await told(house, programme_id, SECOND, MAY, AUTUMN)
        return keys

    await told(house, id, FIRST, MARCH, MAY)
    monkeypatch.setattr(answers, "programme_keys", keys_then_news)
    return id


async def test_answers_are_those_of_before_where_a_patient_comes_meanwhile(
    registry: Running, programme: str
) -> None:
    database = registry.house.database
    assert len((await answers.read_answers(database, programme)).last) == 1
    assert len((await answers.read_answers(database, programme)).last) == 2


async def test_facts_of_a_patient_whose_data_key_is_gone_do_not_open_and_say_so(
    registry: Running, programme: str
) -> None:
    database = registry.house.database
    ids = [stored.episode.id for stored in await programme_episodes(database, programme)]
    await database.run(QueryString("UPDATE patient SET wrapped_key = {}", ""))
    with pytest.raises(EnvelopeDamaged, match="without a data key"):
        await read_courses(database, ids)
