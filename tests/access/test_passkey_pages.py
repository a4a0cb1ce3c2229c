"""The pages of passkeys: adding, using and removing one, from our own forms alone."""

from datetime import date, timedelta

import pytest
from authenticator import Authenticator
from browser import Browser
from people import Person, account_of
from running import Running

from registry.access.passkeys import Passkeys
from registry.app import House
from registry.storage.passkeys import passkeys_of

pytestmark = pytest.mark.anyio
BEGAN = date(2027, 3, 10)
MINUTE = timedelta(minutes=1)


async def test_on_the_pages_a_passkey_is_added_used_and_removed(
    registry: Running, house: House, bea: Person
) -> None:
    browser, device = Browser(registry), Authenticator()
    await browser.sign_in(bea)
    token = await browser.form_token()
    asked = await browser.post("/account/passkeys/options", form=token)
    assert asked.headers["cache-control"] == "no-store"
    added = await browser.post(
        "/account/passkeys", form=token, credential=device.made(asked.text), name="my <key>"
    )
    assert (added.status_code, added.headers["location"]) == (303, "/account")
    page = await browser.http.get("/account")
    assert "my &lt;key&gt;, added on 2027-03-10, not used yet" in page.text
    other = Browser(registry)
    options = (await other.post("/sign-in/passkey/options")).text
    entered = await other.post("/sign-in/passkey", credential=device.signed(options), to="/account")
    assert (entered.status_code, entered.headers["location"]) == (303, "/account")
    (kept,) = await passkeys_of(house.database, "bea")
    await other.post("/account/passkeys/remove", form=await other.form_token(), id=kept.id)
    assert await passkeys_of(house.database, "bea") == []
    refused = await Browser(registry).post("/sign-in/passkey", credential="nonsense")
    assert (refused.status_code, "not accepted" in refused.text) == (403, True)


@pytest.mark.parametrize(("minutes", "fresh"), [(14, True), (15, False)])
async def test_a_session_that_is_not_fresh_adds_no_passkey(
    registry: Running,
    house: House,
    passkeys: Passkeys,
    bea: Person,
    minutes: int,
    fresh: bool,
) -> None:
    browser = Browser(registry)
    await browser.sign_in(bea)
    began = (registry.clock() - minutes * MINUTE).isoformat()
    await house.database.run_many("UPDATE person_session SET started_at = ?", [(began,)])
    token, mine = await browser.form_token(), await account_of(house, bea)
    asked = await browser.post("/account/passkeys/options", form=token)
    made = Authenticator().made(await passkeys.to_add(mine, house.clock()))
    added = await browser.post("/account/passkeys", form=token, credential=made, name="x")
    assert (asked.status_code, added.status_code) == ((200, 303) if fresh else (403, 422))
    assert len(await passkeys_of(house.database, "bea")) == fresh


@pytest.mark.parametrize("path", ["options", "", "remove"])
async def test_another_site_or_form_adds_and_removes_nothing(
    registry: Running, bea: Person, path: str
) -> None:
    browser = Browser(registry)
    await browser.sign_in(bea)
    address = f"/account/passkeys/{path}".rstrip("/")
    assert (await browser.post(address, form="0" * 64)).status_code == 403
    foreign = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    token = await browser.form_token()
    assert (await browser.post(address, foreign, form=token)).status_code == 403


async def test_scripts_run_on_the_pages_of_passkeys_and_come_from_here_alone(
    registry: Running,
) -> None:
    browser = Browser(registry)
    for path, scripts in (("/sign-in", True), ("/invitation", False), ("/", False)):
        policy = (await browser.http.get(path)).headers["content-security-policy"]
        assert ("script-src 'self'" in policy, "unsafe" in policy) == (scripts, False)
    page = (await browser.http.get("/sign-in")).text
    assert '<form method="post" action="/sign-in">' in page
    assert "<script src" in page
    assert "onclick" not in page
