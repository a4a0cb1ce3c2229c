"""Nobody reads what is stored of a person unseen: each read has its event before its answer."""

from datetime import date, timedelta
from typing import Any

import pytest
from desk import at_desk
from running import OTHER_UNIVERSITY, UNIVERSITY, Running
from sending import notices, pseudonyms, register, send

from registry.access.because import Because
from registry.access.touched import touched
from registry.app import House
from registry.errors import AccountError
from registry.model.submission import Accepted
from registry.storage.accounts import keys_of
from registry.storage.ledger import acts
from registry.storage.vault import read_episodes

pytestmark = pytest.mark.anyio
BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
PATIENTS = pseudonyms(3)
EPISODE = (
    "query ($id: ID!, $who: String!) { episode(programmeId: $id, pseudonym: $who) { notice } }"
)
DUE = "query ($id: ID!) { dueVisits(programmeId: $id) { counts { due } } }"
CONTENT = "query ($digest: String!) { submission(digest: $digest) { receipt } }"


@pytest.fixture
async def sent(registry: Running, house: House) -> tuple[str, str]:
    """A programme with three patients, and the digest of what told of them."""
    programme = await register(house, BEGAN)
    registry.clock.today = MARCH
    accepted = await send(house, programme, MARCH, notices(PATIENTS))
    assert isinstance(accepted, Accepted)
    return programme, accepted.digest


async def read_acts(house: House) -> list[tuple[str, str]]:
    """Who read what, of all audit events."""
    return [(act.action, act.subject) for act in await acts(house.database) if "read" in act.action]


async def key_of(registry: Running) -> str:
    (key,) = await keys_of(registry.house.database, UNIVERSITY)
    return key.id


async def test_each_read_of_a_person_is_an_event_that_says_who_and_whom(
    registry: Running, house: House, sent: tuple[str, str]
) -> None:
    programme, digest = sent
    answers = [
        await registry.send(EPISODE, id=programme, who=PATIENTS[0]),
        await registry.send(DUE, id=programme),
        await registry.send(CONTENT, digest=digest),
    ]
    assert all(next(iter(answer.json()["data"].values())) for answer in answers)
    episodes = {stored.episode.sequence: stored for stored in await read_episodes(house.database)}
    subjects = (episodes[1].episode.patient, programme, episodes[1].submission_id)
    words = ("record read", "due visits read", "submission read")
    assert await read_acts(house) == list(zip(words, subjects, strict=True))
    actors = {act.actor for act in await acts(house.database) if "read" in act.action}
    assert actors == {await key_of(registry)}


async def test_a_read_under_aliases_is_as_many_events_as_answers(
    registry: Running, house: House, sent: tuple[str, str]
) -> None:
    programme, _ = sent
    field = f'episode(programmeId: "{programme}", pseudonym: "{PATIENTS[0]}") {{ revision }}'
    await registry.send(f"query {{ a: {field} ...f }} fragment f on Query {{ b: {field} }}")
    assert [action for action, _ in await read_acts(house)] == ["record read"] * 2


async def test_what_is_not_ones_own_is_no_read_and_no_answer(
    registry: Running, house: House, sent: tuple[str, str]
) -> None:
    programme, digest = sent
    for document, told in (
        (EPISODE, {"id": programme, "who": PATIENTS[0]}),
        (DUE, {"id": programme}),
        (CONTENT, {"digest": digest}),
    ):
        answer = await registry.send(document, OTHER_UNIVERSITY, **told)
        assert list(answer.json()["data"].values()) == [None]
    assert await read_acts(house) == []


async def test_where_the_event_cannot_be_stored_nothing_is_answered(
    registry: Running, house: House, sent: tuple[str, str]
) -> None:
    programme, digest = sent
    asked: list[tuple[str, dict[str, Any]]] = [
        (EPISODE, {"id": programme, "who": PATIENTS[0]}),
        (DUE, {"id": programme}),
        (CONTENT, {"digest": digest}),
    ]
    await house.database.run_ddl("ALTER TABLE audit_event RENAME TO elsewhere")
    for document, told in asked:
        answer = await registry.send(document, **told)
        assert (answer.status_code, bool(answer.json()["errors"])) == (503, True)
        assert not any((answer.json().get("data") or {}).values()), answer.text
    await house.database.run_ddl("ALTER TABLE elsewhere RENAME TO audit_event")
    assert await read_acts(house) == []


DESK = {
    "due visits read": "/desk/due?programme={id}",
    "as a table": "/desk/due/{id}/due.csv",
    "as a calendar": "/desk/due/{id}/due.ics",
    "a receipt": "/desk/receipts/{digest}",
    "a receipt's file": "/desk/receipts/{digest}/receipt.json",
}


@pytest.mark.parametrize("path", DESK.values(), ids=DESK)
async def test_a_page_of_a_persons_rows_is_its_own_houses_and_an_event(
    registry: Running, house: House, sent: tuple[str, str], path: str
) -> None:
    programme, digest = sent
    address = path.format(id=programme, digest=digest)
    other = await at_desk(registry, id="omar", organisation=OTHER_UNIVERSITY)
    theirs = await other.get(address)
    assert digest not in theirs.text.replace(address, "")
    assert theirs.status_code == 404 or "programme=" in address
    assert await read_acts(house) == []
    mine = await at_desk(registry, id="mina", organisation=UNIVERSITY)
    assert (await mine.get(address)).status_code == 200
    assert len(await read_acts(house)) == 1
    assert [act.actor for act in await acts(house.database) if "read" in act.action] == ["mina"]


async def test_a_curator_sees_who_sent_and_read_something_and_is_seen_asking(
    registry: Running, house: House, sent: tuple[str, str]
) -> None:
    programme, digest = sent
    for wanted in PATIENTS[:2]:
        await registry.send(EPISODE, id=programme, who=wanted)
    await registry.send(DUE, id=programme)
    await registry.send(CONTENT, digest=digest)
    patient = (await read_episodes(house.database))[0].episode.patient
    because = Because("cyd", house.clock() + timedelta(minutes=1), "a hospital asked")
    key = await key_of(registry)
    found = {
        (t.organisation_id, t.kind, t.by) for t in await touched(house.database, patient, because)
    }
    assert found == {
        (UNIVERSITY, "SUBMISSION", ""),
        (UNIVERSITY, "record read", key),
        (UNIVERSITY, "due visits read", key),
        (UNIVERSITY, "submission read", key),
    }
    last = (await acts(house.database))[-1]
    assert (last.actor, last.action, last.subject) == ("cyd", "pseudonym looked up", patient)
    assert last.reason == because.reason
    again = await touched(house.database, patient, because)
    assert (again[-1].organisation_id, again[-1].by) == (None, "cyd")
    assert len(again) == 5, "the other patient's read is not among them"
    assert await touched(house.database, "f" * 32, because) == []
    with pytest.raises(AccountError, match="reason"):
        await touched(house.database, patient, Because("cyd", house.clock()))
