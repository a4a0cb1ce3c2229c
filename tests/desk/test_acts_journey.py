"""Declaring in Chromium: by keyboard on a phone without scripts, and looked at by axe."""

from collections.abc import Iterator
from datetime import date

import pytest
from browsing import NARROW, sideways, unfit
from desk_browser import AtDesk, Served, served
from people import Person, person
from playwright.sync_api import Browser, Page
from running import UNIVERSITY, Running
from sending import notices, pseudonyms, register, send

from registry.model.access import Role

pytestmark = pytest.mark.thorough

BEGAN, MARCH = date(2027, 1, 11), date(2028, 3, 10)
PATIENT = pseudonyms(1)[0]


async def prepared(registry: Running) -> Person:
    """A programme with a patient; a year is over."""
    id = await register(registry.house, BEGAN)
    registry.clock.today = MARCH
    await send(registry.house, id, MARCH, notices([PATIENT], "2028-03"))
    return await person(registry.house, "dana", Role.DATA_STEWARD, organisation=UNIVERSITY)


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("registry"), BEGAN, prepared) as registry:
        yield registry


@pytest.fixture(scope="module")
def dana(browser: Browser, at: Served) -> Iterator[AtDesk]:
    """The data steward, without scripts."""
    desk = AtDesk(browser, at)
    desk.sign_in(desk.open("/desk/acts", NARROW))
    yield desk
    assert [said for said in desk.said if "422" not in said] == []
    desk.close()


def press(page: Page, name: str) -> None:
    """Press a button with the keyboard."""
    page.get_by_role("button", name=name).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def typed_by_keyboard(page: Page, **typed: str) -> None:
    """Fill in the fields of a form by keyboard alone; of a choice type how it begins."""
    for name, text in typed.items():
        page.focus(f"#{name}")
        page.keyboard.type(text)


def test_a_stop_is_declared_by_keyboard_on_a_phone(dana: AtDesk) -> None:
    page = dana.open("/desk/acts", NARROW)
    page.get_by_role("link", name="Close, stop or end a programme").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/acts/status")
    press(page, "Look at it once more")
    assert page.locator(".faults").evaluate("it => it === document.activeElement")
    assert page.locator(".faults a").count() == 3
    typed_by_keyboard(page, programmeId="Tarn", kind="It stopped", on="2028-03-09", reason="Safety")
    press(page, "Look at it once more")
    assert "Nothing is stored yet" in page.locator("main").inner_text()
    assert sideways(page) <= 0
    page.focus("#sure")
    page.keyboard.press("Space")
    press(page, "Declare it")
    assert "This is stored" in page.locator("main").inner_text()
    assert sideways(page) <= 0


def test_what_is_due_leads_to_a_form_that_is_partly_filled_in(dana: AtDesk) -> None:
    page = dana.open("/desk/acts", NARROW)
    page.get_by_role("link", name=", 2027, Tarnleucel").click()
    assert page.input_value("#year") == "2027"
    assert page.input_value("#centreId") != ""
    typed_by_keyboard(page, planned="4", actual="2")
    press(page, "Look at it once more")
    press(page, "Change something")
    assert [page.input_value(f"#{name}") for name in ("planned", "actual")] == ["4", "2"]


def test_axe_finds_nothing_on_the_way_to_a_withdrawal_light_or_dark(
    browser: Browser, at: Served, dana: AtDesk
) -> None:
    reader = AtDesk(browser, at, scripts=True)
    reader.context.add_cookies(dana.context.cookies())  # type: ignore[arg-type]
    page = reader.open("/desk/acts/withdraw", NARROW)
    page.get_by_role("button", name="Look at it once more").click()
    assert unfit(page) == []
    page.select_option("#programmeId", index=1)
    page.fill("#pseudonym", PATIENT)
    page.select_option("#scope", "ERASE")
    page.get_by_role("button", name="Look at it once more").click()
    assert PATIENT in page.locator("main").inner_text()
    assert (sideways(page) <= 0, unfit(page)) == (True, [])
    page.get_by_role("button", name="Report the withdrawal").click()
    assert page.locator(".faults a").get_attribute("href") == "#sure"
    assert unfit(page) == []
    page.check("#sure")
    page.get_by_role("button", name="Report the withdrawal").click()
    page.wait_for_url("**/desk/receipts/*")
    assert PATIENT not in page.content()
    assert unfit(page) == []
    assert [said for said in reader.said if "422" not in said] == []
    reader.close()
