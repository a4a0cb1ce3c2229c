"""The pages of signed-in people: how often one account or address may ask, and what comes then."""

from datetime import date, timedelta

import pytest
from browser import Browser
from desk import Desk, at_desk, form_at
from rotating import process
from running import Running
from sending import register

from registry.access.rates import PERSON, TOO_MANY, VISITOR
from registry.model.access import Role
from registry.model.hold import Hold
from registry.storage.directory import read_facts

pytestmark = pytest.mark.anyio

BEGAN = date(2027, 1, 11)
HOLD = {"reason": "DATA_BEING_CHECKED", "months": "6"}
PAGE = "Wait a little"


@pytest.fixture
async def dana(registry: Running) -> Desk:
    return await at_desk(registry)


async def spend(registry: Running, who: Desk) -> None:
    """Let an account ask as often as it may but once: each test opens a page, too."""
    await registry.house.turnstile.wait(PERSON, who.who.id, registry.clock(), PERSON.most - 1)


async def test_an_account_asks_so_often_and_not_once_more_and_others_from_there_do(
    registry: Running, dana: Desk
) -> None:
    bea = await at_desk(registry, Role.BOARD_MEMBER, organisation=None, id="bea")
    await spend(registry, dana)
    assert (await dana.get("/desk")).status_code == 200
    for path in ("/desk", "/account"):
        refused = await dana.get(path)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
        assert (PAGE in refused.text, f'href="{path}"' in refused.text) == (True, True)
    assert (await bea.get("/board")).status_code == 200
    assert (await dana.get("/products")).status_code == 200


async def test_what_one_server_lets_an_account_do_another_does_not_once_more(
    registry: Running, dana: Desk, database_url: str
) -> None:
    async with process(registry, database_url) as other:
        await other.turnstile.wait(PERSON, dana.who.id, registry.clock(), PERSON.most)
    assert (await dana.get("/desk")).status_code == 429


async def test_what_was_typed_comes_back_when_there_is_time_again_and_nothing_was_done(
    registry: Running, dana: Desk
) -> None:
    programme = await register(registry.house, BEGAN)
    form = form_at(await dana.read("/desk/hold"), "/desk/hold")
    typed = form | HOLD | {"programmeId": programme}
    await spend(registry, dana)
    refused = await dana.browser.post("/desk/hold", **typed)
    carried = form_at(refused.text, "/desk/hold")
    assert (refused.status_code, HOLD["reason"] in refused.text) == (429, False)
    again = await dana.browser.post("/desk/hold", **carried)
    assert (again.status_code, form_at(again.text, "/desk/hold")) == (429, carried)
    await registry.house.turnstile.forget(registry.clock() + timedelta(minutes=1))
    page = await dana.browser.post("/desk/hold", **carried)
    filled = form_at(page.text, "/desk/hold")
    assert {name: filled[name] for name in HOLD} == HOLD
    assert (await read_facts(registry.house.database)).all(Hold) == ()


async def test_whoever_may_ask_no_more_may_still_leave(registry: Running, dana: Desk) -> None:
    token = await dana.browser.form_token()
    await spend(registry, dana)
    assert (await dana.browser.post("/sign-out", form=token)).status_code == 303
    assert dana.browser.session is None


async def test_a_script_is_told_in_its_own_form(registry: Running, dana: Desk) -> None:
    token = await dana.browser.form_token()
    await spend(registry, dana)
    asked = await dana.browser.post("/account/passkeys/options", form=token)
    assert (asked.status_code, asked.json()) == (429, {"problem": TOO_MANY})


async def test_an_address_without_a_session_tries_the_pages_so_often_and_reads_on(
    registry: Running,
) -> None:
    browser = Browser(registry)
    await registry.house.turnstile.wait(VISITOR, "127.0.0.1", registry.clock(), VISITOR.most - 1)
    assert (await browser.http.get("/board")).status_code == 303
    for path in ("/board", "/desk", "/account"):
        assert (await browser.http.get(path)).status_code == 429
    assert (await browser.post("/desk/hold", reason="X" * 9_000)).status_code == 429
    assert (await browser.post_files("/desk/send", {}, ("a.csv", b"a"))).status_code == 429
    assert (await browser.http.get("/sign-in")).status_code == 200
    assert (await browser.http.get("/products")).status_code == 200
