"""Auditors read what was done; administrators invite people, change rights, and revoke keys."""

import re
from datetime import date

import pytest
from desk import Desk, at_desk
from people import take_over
from running import UNIVERSITY, Running
from sending import everything

from registry.access.because import Because
from registry.access.people import Invitation
from registry.model.access import AccountState, Role
from registry.storage.accounts import keys_of
from registry.storage.ledger import acts, record_act
from registry.storage.people import find_account

pytestmark = pytest.mark.anyio

BEGAN = date(2027, 1, 11)
AUDIT, ACCOUNTS, INVITE, KEYS = (
    "/board/audit",
    "/board/accounts",
    "/board/accounts/invite",
    "/board/keys",
)
NOTE = "As the board decided."
ME = "{ me { id } }"


async def auditor(registry: Running) -> Desk:
    return await at_desk(registry, Role.AUDITOR, organisation=None, id="ann")


async def administrator(registry: Running) -> Desk:
    return await at_desk(registry, Role.ADMINISTRATOR, organisation=None, id="ada")


def rows(page: str) -> list[str]:
    """What was done, as the trail lists it."""
    return re.findall(r'data-head="What"><span class="value">([^<]*)', page)


async def test_the_trail_is_filtered_by_kind_person_and_day(registry: Running) -> None:
    ann, house = await auditor(registry), registry.house
    for n in range(3):
        await registry.house.people.sign_out("ann", Because(f"ada-{n}", house.clock()))
    registry.clock.today = date(2027, 1, 12)
    await ann.sign_in()
    assert (
        rows(await ann.read(f"{AUDIT}?kind=signed+out+everywhere")) == ["Signed out everywhere"] * 3
    )
    assert rows(await ann.read(f"{AUDIT}?actor=ada-1")) == ["Signed out everywhere"]
    assert rows(await ann.read(f"{AUDIT}?kind=account+invited")) == ["Account invited: AUDITOR"]
    today = rows(await ann.read(f"{AUDIT}?since=2027-01-12"))
    assert today == [*["Audit trail read"] * 3, "Signed in"]
    before = rows(await ann.read(f"{AUDIT}?until=2027-01-11"))
    assert "Signed out everywhere" in before
    assert "Audit trail read" not in before
    assert rows(await ann.read(f"{AUDIT}?kind=%25&actor=%00")) == []
    wrong = await ann.get(f"{AUDIT}?since=yesterday")
    assert (wrong.status_code, 'href="#since"' in wrong.text) == (422, True)


async def test_a_long_trail_is_read_page_by_page(registry: Running) -> None:
    ann, house = await auditor(registry), registry.house
    async with house.database.transaction():
        for n in range(150):
            await record_act(house.database, Because("x", house.clock()).act("tested", str(n)))
    first = await ann.read(f"{AUDIT}?kind=tested")
    older = re.findall(r'href="(/board/audit\?[^"]*before=\d+)"', first)
    assert len(rows(first)) == 100
    second = await ann.read(older[0].replace("&amp;", "&"))
    assert (len(rows(second)), "Earlier ones" in second) == (50, False)


async def test_somebody_is_invited_and_the_code_is_shown_once(registry: Running) -> None:
    ada, house = await administrator(registry), registry.house
    typed = {"id": "cora", "name": "Cora (fictional)", "role": "CURATOR", "note": NOTE}
    for missing in typed:
        answer = await ada.send(INVITE, **typed | {missing: ""})
        assert (answer.status_code, f'href="#{missing}"' in answer.text) == (422, True)
    answer = await ada.send(INVITE, **typed)
    (code,) = re.findall(r"inv_[0-9a-f]{64}", answer.text)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert code not in await ada.read(ACCOUNTS)
    assert code not in str(await everything(house.database))
    account = await find_account(house.database, "cora")
    assert account is not None
    await take_over(house, Invitation(account, code, house.clock()), house.clock())
    again = await ada.send(INVITE, **typed)
    assert (again.status_code, "has this id already" in again.text) == (422, True)


async def test_rights_change_with_a_reason_and_never_against_a_duty(registry: Running) -> None:
    ada, house = await administrator(registry), registry.house
    await at_desk(registry, Role.BOARD_MEMBER, organisation=None, id="bea")
    typed = {"account": "bea", "change": "grant", "role": "CURATOR", "note": NOTE}
    refused = await ada.send(ACCOUNTS, **typed)
    assert (refused.status_code, "prepare-or-approve" in refused.text) == (422, True)
    silent = await ada.send(ACCOUNTS, **typed | {"change": "suspend", "note": ""})
    assert (silent.status_code, 'href="#note"' in silent.text) == (422, True)
    assert (await ada.send(ACCOUNTS, **typed | {"change": "suspend"})).status_code == 200
    bea = await find_account(house.database, "bea")
    assert bea is not None
    assert bea.state is AccountState.SUSPENDED
    last = (await acts(house.database))[-1]
    assert (last.actor, last.action, last.reason) == ("ada", "account suspended", NOTE)
    mine = await ada.send(ACCOUNTS, **typed | {"account": "ada", "change": "suspend"})
    assert (mine.status_code, "last administrator" in mine.text) == (422, True)


@pytest.mark.parametrize(("path", "what"), [(ACCOUNTS, "accounts read"), (KEYS, "API keys read")])
async def test_who_looks_at_accounts_and_keys_stands_in_the_trail(
    registry: Running, path: str, what: str
) -> None:
    ada = await administrator(registry)
    await ada.read(path)
    last = (await acts(registry.house.database))[-1]
    assert (last.actor, last.action) == ("ada", what)


async def test_a_revoked_key_opens_nothing(registry: Running) -> None:
    ada, house = await administrator(registry), registry.house
    assert "data" in (await registry.send(ME)).json()
    (key,) = await keys_of(house.database, UNIVERSITY)
    page = await ada.read(KEYS)
    assert key.id in page
    assert "11 January 2027" in page, "the day of last use"
    assert registry.keys[UNIVERSITY] not in page
    assert key.digest not in page
    for wrong in (
        {"key": "", "note": NOTE},
        {"key": key.id, "note": ""},
        {"key": "x", "note": NOTE},
    ):
        assert (await ada.send(KEYS, **wrong)).status_code == 422
    assert (await ada.send(KEYS, key=key.id, note=NOTE)).status_code == 303
    assert (await registry.send(ME)).status_code == 401
    assert "Revoked" in await ada.read(KEYS)
