"""What every act of a sponsor has in common: looked at once more, then stored, as by GraphQL."""

from datetime import date, timedelta

import pytest
from declaring import PATH, confirm, declare, look
from desk import at_desk, form_at
from people import PASSWORD
from running import OTHER_UNIVERSITY, Running
from sending import register

from registry.model.access import Role
from registry.model.codes import ProgrammeEventKind, StopReason
from registry.model.programme import Programme, ProgrammeEvent
from registry.storage.directory import find_fact
from registry.storage.ledger import acts

pytestmark = pytest.mark.anyio
BEGAN, SPRING = date(2027, 1, 11), date(2027, 3, 31)
STOP = {"kind": "STOPPED", "on": "2027-01-10", "reason": "FUNDING"}


async def events(registry: Running, programme: str) -> tuple[ProgrammeEvent, ...]:
    found = await find_fact(registry.house.database, Programme, programme)
    assert found is not None
    return found.events


async def test_a_stop_travels_from_the_form_to_a_receipt_and_the_page_of_its_product(
    registry: Running,
) -> None:
    programme = await register(registry.house, BEGAN)
    desk = await at_desk(registry, Role.SUBMITTER)
    seen = await look(desk, "status", programmeId=programme, **STOP)
    assert "Nothing is stored yet" in seen.text
    assert '<dd class="lines">No more funding</dd>' in seen.text
    assert await events(registry, programme) == ()
    stored = await confirm(desk, "status", seen, sure="yes")
    assert stored.status_code == 303
    assert (await acts(registry.house.database))[-1].action == "StatusDraft accepted"
    assert "This is stored" in await desk.read(stored.headers["location"])
    kind, reason = ProgrammeEventKind.STOPPED, StopReason.FUNDING
    assert await events(registry, programme) == (ProgrammeEvent(kind, date(2027, 1, 10), reason),)
    await registry.publish(SPRING)
    (row,) = (await registry.ask("{ programmes { edges { node { id stopReason } } } }"))[
        "programmes"
    ]["edges"]
    assert row["node"] == {"id": programme, "stopReason": "FUNDING"}


async def test_what_is_for_ever_is_stored_only_by_somebody_who_says_to_know_it(
    on_sqlite: Running,
) -> None:
    programme = await register(on_sqlite.house, BEGAN)
    desk = await at_desk(on_sqlite)
    seen = await look(desk, "status", programmeId=programme, **STOP)
    unsure = await confirm(desk, "status", seen)
    assert (unsure.status_code, 'href="#sure"' in unsure.text) == (422, True)
    assert await events(on_sqlite, programme) == ()
    assert (await confirm(desk, "status", unsure, sure="yes")).status_code == 303


async def test_what_was_typed_can_be_changed_after_a_second_look(on_sqlite: Running) -> None:
    programme = await register(on_sqlite.house, BEGAN)
    desk = await at_desk(on_sqlite)
    seen = await look(desk, "status", programmeId=programme, **STOP)
    again = await confirm(desk, "status", seen, step="change")
    form = form_at(again.text, f"{PATH}/status")
    assert {name: form[name] for name in STOP} == STOP
    assert '<input type="text" id="on"' in again.text
    assert (again.status_code, await events(on_sqlite, programme)) == (200, ())


WRONG = [
    ({"programmeId": ""}, "programmeId", "Choose a programme."),
    ({"programmeId": "none"}, "programmeId", "Choose one of the list."),
    ({"kind": ""}, "kind", "Choose what happened."),
    ({"on": ""}, "on", "Give the day on which it happened."),
    ({"on": "10.1.2027"}, "on", "Give a day such as"),
    ({"on": "2027-01-12"}, "on", "lies in the future"),
    ({"reason": ""}, "reason", "lacks its coded reason"),
    ({"kind": "ENDED"}, "reason", "lacks its coded reason"),
]


async def test_what_is_wrong_stands_at_its_field_and_in_the_summary(on_sqlite: Running) -> None:
    programme = await register(on_sqlite.house, BEGAN)
    desk = await at_desk(on_sqlite)
    for typed, field, words in WRONG:
        answer = await look(desk, "status", **{"programmeId": programme} | STOP | typed)
        told = answer.text.partition(f'id="{field}-fault">')[2].partition("</p>")[0]
        assert (answer.status_code, f'href="#{field}"' in answer.text) == (422, True)
        assert words in told
    assert await events(on_sqlite, programme) == ()


async def test_what_was_found_meanwhile_stands_in_the_form_again(on_sqlite: Running) -> None:
    programme = await register(on_sqlite.house, BEGAN)
    desk = await at_desk(on_sqlite)
    seen = await look(desk, "status", programmeId=programme, **STOP)
    assert (await declare(desk, "status", programmeId=programme, **STOP)).status_code == 303
    other = seen.text.replace("2027-01-10", "2027-01-09")
    form = form_at(other, f"{PATH}/status") | {"step": "declare", "sure": "yes"}
    late = await desk.browser.post(f"{PATH}/status", **form)
    assert (late.status_code, 'href="#kind"' in late.text) == (422, True)
    assert len(await events(on_sqlite, programme)) == 1


async def test_the_same_declaration_again_has_the_same_receipt(on_sqlite: Running) -> None:
    programme = await register(on_sqlite.house, BEGAN)
    desk = await at_desk(on_sqlite)
    first, again = [await declare(desk, "status", programmeId=programme, **STOP) for _ in range(2)]
    assert first.headers["location"] == again.headers["location"]
    assert len(await events(on_sqlite, programme)) == 1


async def test_nobody_declares_for_another(on_sqlite: Running) -> None:
    programme = await register(on_sqlite.house, BEGAN)
    desk = await at_desk(on_sqlite, organisation=OTHER_UNIVERSITY)
    assert (await look(desk, "status", programmeId=programme, **STOP)).status_code == 422
    assert await events(on_sqlite, programme) == ()


@pytest.mark.parametrize("at", ["form", "second look"])
async def test_a_session_that_ends_loses_nothing_typed_and_stores_nothing(
    on_sqlite: Running, at: str
) -> None:
    programme = await register(on_sqlite.house, BEGAN)
    desk = await at_desk(on_sqlite)
    path = f"{PATH}/status"
    form = form_at(await desk.read(path), path) | STOP | {"programmeId": programme}
    if at == "second look":
        form = form_at((await desk.browser.post(path, **form)).text, path)
        form |= {"step": "declare", "sure": "yes"}
    on_sqlite.clock.today += timedelta(days=1)
    over = form_at((await desk.browser.post(path, **form)).text, "/sign-in")
    who = {"name": desk.who.id, "password": PASSWORD, "code": desk.who.code(on_sqlite.clock())}
    back = await desk.browser.post("/sign-in", **over | who)
    page = await desk.browser.post(path, **form_at(back.text, path))
    filled = form_at(page.text, path)
    assert {name: filled[name] for name in STOP} == STOP
    assert "Nothing was sent yet" in page.text
    assert await events(on_sqlite, programme) == ()
