"""A passkey in Chromium, from adding it to signing in, with the browser's own authenticator."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from authenticator import ORIGIN
from browsing import Reader, axe_faults, chromium, unfit
from litestar import Litestar
from litestar.testing import TestClient
from people import PASSWORD, Person, account, invite, person
from playwright.sync_api import Browser, Page
from running import Calendar, counted_bytes, settings_at

from registry.app import House, build_house, create_app
from registry.model.access import Role
from registry.storage.ledger import acts
from registry.storage.passkeys import passkeys_of

pytestmark = pytest.mark.thorough

TODAY = date(2027, 3, 10)
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from chromium()


@pytest.fixture
def house(tmp_path: Path) -> House:
    settings = settings_at(f"sqlite:///{tmp_path}/registry.sqlite")
    return build_house(settings, Calendar(TODAY), counted_bytes())


@pytest.fixture
def bea(house: House) -> Person:
    async def begun() -> Person:
        await house.database.start()
        await house.prepare()
        made = await person(house, "bea", Role.BOARD_MEMBER)
        await house.database.stop()
        return made

    with start_blocking_portal() as portal:
        return portal.call(begun)


@pytest.fixture
def client(house: House, bea: Person) -> Iterator[TestClient[Litestar]]:
    assert bea.id
    with TestClient(create_app(house), base_url=ORIGIN) as opened:
        yield opened


def read(client: TestClient[Litestar], house: House) -> tuple[list[str], list[int]]:
    """What the audit trail says of Bea, and the counters of her passkeys."""

    async def told() -> tuple[list[str], list[int]]:
        actions = [act.action for act in await acts(house.database) if act.actor == "bea"]
        return actions, [one.sign_count for one in await passkeys_of(house.database, "bea")]

    with client.portal() as portal:
        return portal.call(told)


def with_device(reader: Reader, **otherwise: Any) -> None:
    """Give the page's browser an authenticator."""
    session = reader.context.new_cdp_session(reader.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | otherwise})


def entered(reader: Reader, bea: Person, house: House) -> Page:
    """The account page after signing in with password and code."""
    page = reader.open("/sign-in")
    page.fill("#name", bea.id)
    page.fill("#password", PASSWORD)
    page.fill("#code", bea.code(house.clock()))
    page.click("form[action='/sign-in'] button")
    return reader.open("/account")


def test_a_passkey_is_added_and_signs_in_and_its_pages_are_accessible(
    browser: Browser, client: TestClient[Litestar], house: House, bea: Person
) -> None:
    reader = Reader(browser, client, here=ORIGIN)
    with_device(reader)
    page = entered(reader, bea, house)
    assert axe_faults(page) == []
    page.fill("#passkey-name", "virtual")
    page.click("text=Add a passkey")
    page.wait_for_selector("text=virtual, added on 2027-03-10, not used yet")
    page.click("form[action='/sign-out'] button")
    reader.open("/sign-in")
    assert axe_faults(page) == []
    page.click("text=Sign in with a passkey")
    page.wait_for_selector("h1:not(:text('Sign in'))")
    reader.open("/account")
    assert "virtual, added on 2027-03-10, last used on 2027-03-10" in page.inner_text("main")
    assert reader.said == []
    reader.close()
    actions, counts = read(client, house)
    assert actions[-2:] == ["passkey added", "signed in"]
    assert counts == [2]


def test_the_pages_of_signing_in_and_of_an_invitation_fit_and_are_accessible(
    browser: Browser, client: TestClient[Litestar], house: House, bea: Person
) -> None:
    reader = Reader(browser, client, here=ORIGIN)
    page = reader.open("/sign-in")
    assert unfit(page) == []
    for field in ("#name", "#password", "#code"):
        page.fill(field, "wrong")
    page.click("form[action='/sign-in'] button")
    assert page.get_by_role("alert").is_visible()
    assert unfit(page) == []
    assert unfit(entered(reader, bea, house)) == []
    with client.portal() as portal:
        wanted = account("ina", Role.BOARD_MEMBER)
        invitation = portal.call(invite, house, wanted, house.clock())
    page = reader.open("/invitation")
    assert unfit(page) == []
    page.fill("#invitation", invitation.code)
    page.click("form[action='/invitation'] button")
    page.wait_for_selector("#password")
    assert unfit(page) == []
    assert [said for said in reader.said if "403" not in said] == []
    reader.close()


def test_a_device_that_does_not_ask_its_owner_signs_nobody_in(
    browser: Browser, client: TestClient[Litestar], house: House, bea: Person
) -> None:
    reader = Reader(browser, client, here=ORIGIN)
    with_device(reader, isUserVerified=False)
    page = entered(reader, bea, house)
    page.fill("#passkey-name", "careless")
    page.click("text=Add a passkey")
    page.wait_for_selector("text=No passkey was used")
    reader.close()
    assert read(client, house)[1] == []


def test_without_scripts_password_and_code_are_all_there_is(
    browser: Browser, client: TestClient[Litestar], house: House, bea: Person
) -> None:
    reader = Reader(browser, client, scripts=False, here=ORIGIN)
    page = entered(reader, bea, house)
    assert "To add a passkey, allow scripts for this page." in page.inner_text("main")
    assert not page.is_visible("#passkey-name")
    reader.close()
