"""J7 in Chromium: one cannot release, two can, and a delay needs a public reason.

Without scripts and by keyboard; every page narrow and wide, light and dark, and held to axe.
"""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

import pytest
from browsing import NARROW, WIDE, by_keyboard, sideways, unfit
from desk_browser import AtDesk, Served, pages_of, served
from people import Person, person
from playwright.sync_api import Browser, Page
from running import Running
from sending import notices, pseudonyms, record, register, send

from registry.model.access import Role
from registry.model.codes import HoldReason
from registry.model.registration import HoldDraft, KeyRequestDraft
from registry.model.wishes import SplitKey
from tests.screenshots.pages import WORKSPACES

pytestmark = pytest.mark.thorough

BEGAN, MARCH, SPRING = date(2027, 1, 11), date(2027, 3, 10), date(2027, 3, 31)
PLAN, DELAY = "/board/publication", "/board/delay"
BECAUSE = "Two members of the board are ill, and two others must be found."
PEOPLE: dict[str, Person] = {}
ROLES = {
    "bea": Role.BOARD_MEMBER,
    "ben": Role.BOARD_MEMBER,
    "cora": Role.CURATOR,
    "ann": Role.AUDITOR,
    "ada": Role.ADMINISTRATOR,
}
PAGES = {id: WORKSPACES[id] for id in ("cora", "ann", "ada")} | {
    "bea": (*WORKSPACES["bea"], f"{PLAN}?day=soon")
}


async def prepared(registry: Running) -> Person:
    """On a release date, with eleven patients to be sealed, a hold, a wish, and five people."""
    house = registry.house
    programme = await register(house, BEGAN)
    await send(house, programme, MARCH, notices(pseudonyms(11)))
    await record(house, HoldDraft(programme, HoldReason.PRODUCT_CHANGED, 6), MARCH)
    await record(house, KeyRequestDraft(SplitKey.SEX, "To tell women from men."), MARCH)
    registry.clock.today = SPRING
    for id, role in ROLES.items():
        PEOPLE[id] = await person(house, id, role)
    return PEOPLE["bea"]


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("registry"), BEGAN, prepared, approvers=2) as registry:
        yield registry


@pytest.fixture(scope="module")
def desks(browser: Browser, at: Served) -> Iterator[dict[str, AtDesk]]:
    """Everybody, without scripts, signed in from a page that sent them to the sign-in."""
    opened = {id: AtDesk(browser, Served(at.address, at.clock, PEOPLE[id])) for id in ROLES}
    for id, desk in opened.items():
        first = PAGES.get(id, ("/board",))[0]
        desk.sign_in(desk.open(first))
        assert desk.page.url.endswith(first)
    yield opened
    for desk in opened.values():
        assert [said for said in desk.said if "422" not in said] == []
        desk.close()


def press(page: Page, action: str) -> None:
    """Press the button of a form with the keyboard."""
    page.focus(f"form[action='{action}'] button")
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("id", list(PAGES))
def test_every_page_fits_and_shows_where_the_keyboard_is(
    desks: dict[str, AtDesk], id: str, width: int
) -> None:
    for path in PAGES[id]:
        page = desks[id].open(path, width)
        assert sideways(page) <= 0, path
        assert page.locator("h1").count() == 1, path
        if width == NARROW:
            reached, unseen = by_keyboard(page)
            assert unseen == [], path
            assert "#main" in reached or "day=soon" in path, path


@pytest.mark.parametrize("id", list(PAGES))
def test_axe_finds_nothing_in_any_page_light_or_dark(
    browser: Browser, at: Served, desks: dict[str, AtDesk], id: str
) -> None:
    reader = AtDesk(browser, at, scripts=True)
    reader.context.add_cookies(desks[id].context.cookies())  # type: ignore[arg-type]
    assert {path: faults for path in PAGES[id] if (faults := unfit(reader.open(path)))} == {}
    assert [said for said in reader.said if "422" not in said] == []
    reader.close()


def test_a_delay_needs_a_public_reason(desks: dict[str, AtDesk]) -> None:
    page = desks["bea"].open(DELAY, NARROW)
    press(page, DELAY)
    assert page.locator(".faults").evaluate("it => it === document.activeElement")
    assert page.title().startswith("Error: ")
    page.locator(".faults a").nth(1).click()
    assert page.evaluate("location.hash") == "#reason"
    page.select_option("#release", "2027-03-31")
    page.fill("#reason", "Only 3 of us came.")
    press(page, DELAY)
    assert "This reason holds a number" in page.locator(".faults").inner_text()
    assert page.input_value("#reason") == "Only 3 of us came."
    page.fill("#reason", BECAUSE)
    press(page, DELAY)
    assert page.url.endswith("/board")
    assert BECAUSE in page.locator("main").inner_text()


def test_axe_finds_nothing_in_a_proposal_that_waits(
    browser: Browser, at: Served, desks: dict[str, AtDesk]
) -> None:
    reader = AtDesk(browser, at, scripts=True)
    reader.context.add_cookies(desks["ben"].context.cookies())  # type: ignore[arg-type]
    page = reader.open("/board")
    page.get_by_role("link", name="Put off a release", exact=True).click()
    page.wait_for_url("**/board/proposals/*")
    assert unfit(page) == []
    assert by_keyboard(page)[1] == []
    assert reader.said == []
    reader.close()


def test_every_page_of_the_board_is_looked_at() -> None:
    """The page that releases is the plan's own, and has no other address to open it by."""
    assert pages_of("/board") - {f"{PLAN}/release"} == {
        path.partition("?")[0] for each in PAGES.values() for path in each
    }


def test_another_member_agrees_to_the_very_words(desks: dict[str, AtDesk]) -> None:
    page = desks["ben"].open("/board", NARROW)
    page.get_by_role("link", name="Put off a release", exact=True).click()
    assert BECAUSE in page.locator("main").inner_text()
    assert sideways(page) <= 0
    press(page, urlsplit(page.url).path)
    assert BECAUSE not in page.locator("main").inner_text(), "it does not wait any more"


def test_one_approver_cannot_release_and_two_can(desks: dict[str, AtDesk]) -> None:
    bea, ben = desks["bea"].open(PLAN, NARROW), desks["ben"].open(PLAN, WIDE)
    press_approve(bea)
    assert "You approved this plan." in bea.locator("main").inner_text()
    assert bea.get_by_role("button", name="Publish it now").count() == 0
    ben.reload()
    assert "1 of 2: bea" in ben.locator("main").inner_text()
    press_approve(ben)
    assert "2 of 2: bea, ben" in ben.locator("main").inner_text()
    press(ben, f"{PLAN}/release")
    assert "Published." in ben.locator("main").inner_text()
    ben.goto("/releases")
    assert BECAUSE in ben.locator("main").inner_text(), "everybody reads why"


def press_approve(page: Page) -> None:
    """Approve the plan that is open, by keyboard."""
    page.get_by_role("button", name="Approve this plan").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
