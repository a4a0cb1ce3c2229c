"""A patient who withdraws, by the steward's form: asked for once, told plainly, never repeated."""

from datetime import date

import pytest
from declaring import PATH, confirm, declare, look
from desk import Desk, at_desk, form_at
from running import OTHER_UNIVERSITY, Running
from sending import notices, pseudonyms, register, send

from registry.model.access import Role
from registry.model.codes import WithdrawalScope
from registry.storage.ledger import acts
from registry.storage.withdrawals import open_withdrawals

pytestmark = pytest.mark.anyio
BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
PATIENT, STRANGER = pseudonyms(2)
NAMED = "Mustermann Erika 03.02.1981"


async def study(registry: Running) -> str:
    id = await register(registry.house, BEGAN)
    await send(registry.house, id, MARCH, notices([PATIENT]))
    registry.clock.today = MARCH
    return id


def typed(programme: str, who: str = PATIENT, scope: str = "ERASE") -> dict[str, str]:
    return {"programmeId": programme, "pseudonym": who, "scope": scope}


async def asked_for(registry: Running) -> list[WithdrawalScope | None]:
    return [each.withdrawal for each in await open_withdrawals(registry.house.database)]


async def test_a_withdrawal_is_told_before_it_is_sent_and_its_pseudonym_only_then(
    registry: Running,
) -> None:
    programme = await study(registry)
    desk = await at_desk(registry)
    seen = await look(desk, "withdraw", **typed(programme))
    assert PATIENT in seen.text
    assert "Nobody can bring them back." in seen.text
    assert "What is public stays as it is" in seen.text
    assert await asked_for(registry) == []
    unsure = await confirm(desk, "withdraw", seen)
    assert (unsure.status_code, await asked_for(registry)) == (422, [])
    done = await confirm(desk, "withdraw", unsure, sure="yes")
    assert (done.status_code, await asked_for(registry)) == (303, [WithdrawalScope.ERASE])
    receipt = await desk.read(done.headers["location"])
    listed = await desk.read("/desk/receipts")
    assert "This is stored" in receipt
    assert [PATIENT in str(each) for each in (done.headers, receipt, listed)] == [False] * 3
    assert "withdrawal asked for" in [act.action for act in await acts(registry.house.database)]


async def test_who_is_not_registered_there_is_found_out_before_anything_is_stored(
    on_sqlite: Running,
) -> None:
    programme = await study(on_sqlite)
    desk = await at_desk(on_sqlite)
    for who in (STRANGER, NAMED, ""):
        refused = await look(desk, "withdraw", **typed(programme, who))
        assert (refused.status_code, 'href="#pseudonym"' in refused.text) == (422, True)
        form = form_at(refused.text, f"{PATH}/withdraw")
        assert (form["pseudonym"], form["scope"]) == ("", "ERASE")
        assert ("Mustermann" in refused.text, await asked_for(on_sqlite)) == (False, [])


async def test_what_looks_like_a_name_is_not_repeated_whatever_else_is_missing(
    on_sqlite: Running,
) -> None:
    desk = await at_desk(on_sqlite)
    refused = await look(desk, "withdraw", **typed("", NAMED, ""))
    assert (refused.status_code, "Mustermann" in refused.text) == (422, False)


@pytest.mark.parametrize(
    ("role", "organisation"),
    [(Role.SUBMITTER, "university-of-tarn"), (Role.DATA_STEWARD, OTHER_UNIVERSITY)],
)
async def test_nobody_else_withdraws_a_patient(
    on_sqlite: Running, role: Role, organisation: str
) -> None:
    programme = await study(on_sqlite)
    steward: Desk = await at_desk(on_sqlite, id="stella")
    form = form_at(await steward.read(f"{PATH}/withdraw"), f"{PATH}/withdraw")
    other = await at_desk(on_sqlite, role, organisation=organisation)
    form |= {"form": await other.browser.form_token(), "step": "declare", "sure": "yes"}
    answer = await other.browser.post(f"{PATH}/withdraw", **form | typed(programme))
    assert answer.status_code == (403 if role is Role.SUBMITTER else 422)
    assert await asked_for(on_sqlite) == []


async def test_a_wider_wish_follows_and_the_same_again_has_the_same_receipt(
    on_sqlite: Running,
) -> None:
    programme = await study(on_sqlite)
    desk = await at_desk(on_sqlite)
    stop = typed(programme, scope="STOP_FOLLOW_UP")
    first, again = [await declare(desk, "withdraw", **stop) for _ in range(2)]
    assert first.headers["location"] == again.headers["location"]
    await declare(desk, "withdraw", **typed(programme))
    assert await asked_for(on_sqlite) == [WithdrawalScope.ERASE]
