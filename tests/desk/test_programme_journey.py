"""A programme is registered in Chromium: without scripts, by keyboard, on a phone, in the dark."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from browsing import NARROW, by_keyboard, sideways, unfit
from desk_browser import AtDesk, Served, served
from people import Person, person
from playwright.sync_api import Browser, Page
from running import UNIVERSITY, Running
from sending import PRODUCT, record

from registry.model.access import Role

pytestmark = pytest.mark.thorough

BEGAN = date(2027, 1, 11)
PATH = "/desk/acts/programme"
TYPED = {"title": "Tarnleucel in lymphoma", "plannedPatients": "60", "startsOn": "2027-02-01"}
CHOSEN = {"disease": "lbcl", "route": "HOSPITAL_EXEMPTION", "centreIds[0]": "tarn-hospital"}
ENDPOINT = {"role": "PRIMARY", "day": "100", "clock": "ACCEPTANCE", "population": "ACCEPTED"}


async def prepared(registry: Running) -> Person:
    """A product without a programme."""
    await record(registry.house, PRODUCT, BEGAN)
    await registry.publish(BEGAN)
    return await person(registry.house, "dana", Role.DATA_STEWARD, organisation=UNIVERSITY)


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("registry"), BEGAN, prepared) as registry:
        yield registry


def press(page: Page, step: str) -> None:
    """Press a button of the form with the keyboard."""
    page.focus(f'button[value="{step}"]:not(.out)')
    with page.expect_navigation():
        page.keyboard.press("Enter")


def focused(page: Page) -> str:
    """The id of what has the focus."""
    return str(page.evaluate("document.activeElement.id"))


def fill_plan(page: Page) -> None:
    """Everything but the planned end and the endpoint."""
    for name, value in TYPED.items():
        page.fill(f"#{name}", value)
    for name, value in CHOSEN.items():
        page.select_option(f'[id="{name}"]', value)


def fill_endpoint(page: Page) -> None:
    """Everything of the first endpoint."""
    for name, value in ENDPOINT.items():
        page.select_option(f'[id="endpoints[0].{name}"]', value)
    page.fill('[id="endpoints[0].criterion.atLeastPercent"]', "50")
    page.check('[id="endpoints[0].successCategories.CMR"]')


def test_a_programme_is_registered_on_a_phone_by_keyboard_alone(
    browser: Browser, at: Served
) -> None:
    dana = AtDesk(browser, at)
    page = dana.open("/desk/acts", NARROW)
    dana.sign_in(page)
    page.get_by_role("link", name="Register a programme").click()
    fill_plan(page)
    page.select_option("#measure", "LUGANO")
    press(page, "add endpoint")
    assert focused(page) == "endpoints[0].label"
    assert page.input_value("#title") == TYPED["title"]
    fill_endpoint(page)
    page.focus("#title")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".faults").evaluate("it => it === document.activeElement")
    assert page.locator(".faults li").all_inner_texts() == ["Give the planned end."]
    page.locator(".faults a").click()
    assert page.evaluate("location.hash") == "#plannedEnd"
    page.fill("#plannedEnd", "2030-02-01")
    press(page, "look")
    assert "locked for ever" in page.locator("main").inner_text()
    assert sideways(page) <= 0
    page.check("#sure")
    press(page, "declare")
    page.get_by_role("link", name="Download the receipt").wait_for()
    assert [said for said in dana.said if "422" not in said] == []
    dana.close()


def test_axe_finds_nothing_at_any_step_and_every_field_is_reached(
    browser: Browser, at: Served
) -> None:
    at.clock.today += timedelta(days=1)
    dana = AtDesk(browser, at, scripts=True)
    dana.sign_in(dana.open(PATH))
    page = dana.page
    fill_plan(page)
    page.fill("#plannedEnd", "2030-02-01")
    page.select_option("#measure", "LUGANO")
    press(page, "add endpoint")
    press(page, "look")
    assert page.locator(".faults li").count() == 6
    assert unfit(page) == []
    reached, unseen = by_keyboard(page)
    fields = page.locator("main form :is(input:not([type=hidden]), select)")
    names = fields.evaluate_all("all => all.map(each => each.name)")
    assert ([name for name in names if name not in reached], unseen) == ([], [])
    fill_endpoint(page)
    press(page, "look")
    assert page.locator("h1").inner_text() == "Look at it once more"
    assert unfit(page) == []
    dana.close()
