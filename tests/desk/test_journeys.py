"""A data manager's ways through the workspace in Chromium: without scripts, by keyboard, narrow."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from browsing import NARROW, WIDE, by_keyboard, sideways, unfit
from desk_browser import AtDesk, Served, pages_of, served
from people import Person, person
from playwright.sync_api import Browser, Page
from running import UNIVERSITY, Running
from sending import PRODUCT, notices, programme, pseudonyms, record, send
from workbooks import cells, filled

from registry.model.access import Role
from tests.screenshots.pages import WORKSPACES

pytestmark = pytest.mark.thorough

BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
NAME = "Mustermann Erika 03.02.1981"
PATIENTS = pseudonyms(152, 0xF00)
PLANTED = {3: ("acceptedMonth", "2027-13"), 60: ("ageBand", "OLD"), 152: ("pseudonym", NAME)}
HERS = [path for path in WORKSPACES["dana"] if path.startswith("/desk")]
PAGES = (*HERS, "/desk/preview?day=soon")
NOT_HERS, NOWHERE = "/board", "/desk/nothing"


async def prepared(registry: Running) -> Person:
    """A programme with fourteen patients whose first visits are overdue, on 2 May 2028."""
    made = await record(registry.house, PRODUCT, BEGAN)
    id = await record(registry.house, programme(made), BEGAN)
    await registry.publish(BEGAN)
    registry.clock.today = MARCH
    await send(registry.house, id, MARCH, notices(pseudonyms(14)))
    await registry.publish(date(2027, 3, 31))
    registry.clock.today = date(2027, 4, 5)
    return await person(registry.house, "dana", Role.DATA_STEWARD, organisation=UNIVERSITY)


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("registry"), BEGAN, prepared) as registry:
        yield registry


@pytest.fixture(scope="module")
def dana(browser: Browser, at: Served) -> Iterator[AtDesk]:
    """The data manager, without scripts, signed in from the page that sent her to the sign-in."""
    desk = AtDesk(browser, at)
    page = desk.open("/desk/receipts")
    desk.sign_in(page)
    assert page.url.endswith("/desk/receipts")
    yield desk
    assert [said for said in desk.said if "422" not in said and "403" not in said] == []
    desk.close()


def study(wrong: bool) -> bytes:
    """152 patients, three of them with an error where wanted; row 1 is the heading."""
    lines = [[name, "2027-04", "ADULT"] for name in PATIENTS]
    for row, (column, value) in PLANTED.items() if wrong else ():
        lines[row - 2][["pseudonym", "acceptedMonth", "ageBand"].index(column)] = value
    return filled({"patients": lines})


def beside(browser: Browser, at: Served, dana: AtDesk) -> AtDesk:
    """The same person with scripts, which axe needs."""
    reader = AtDesk(browser, at, scripts=True)
    reader.context.add_cookies(dana.context.cookies())  # type: ignore[arg-type]
    return reader


def widths(page: Page, selector: str) -> list[float]:
    """How wide things are, whether or not they scroll inside of something narrower."""
    return list(page.locator(selector).evaluate_all("all => all.map(each => each.scrollWidth)"))


def choose(page: Page, path: Path, wrong: bool) -> None:
    """Choose a workbook and press the button with the keyboard."""
    path.write_bytes(study(wrong))
    page.set_input_files("#file", path)
    page.focus("form[action='/desk/send'] button")
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_data_manager_mends_a_workbook_of_152_patients_and_gets_a_receipt(
    dana: AtDesk, tmp_path: Path, width: int
) -> None:
    page = dana.open("/desk/send", width)
    choose(page, tmp_path / "study.xlsx", wrong=True)
    told = [row.locator("td").all_inner_texts() for row in page.locator("tr[id^=error-]").all()]
    assert [line[:3] for line in told] == [
        ["patients", str(row), column] for row, (column, _) in PLANTED.items()
    ]
    assert page.locator(".faults").evaluate("it => it === document.activeElement")
    assert NAME not in page.content()
    assert sideways(page) <= 0
    with page.expect_download() as marked:
        page.get_by_role("button", name="Your workbook with errors marked").click()
    back = cells(Path(str(marked.value.path())).read_bytes())["patients"]
    assert [number for number, row in enumerate(back, start=1) if row[-1]] == [1, *PLANTED]
    assert NAME not in str(back)
    page.get_by_role("link", name="Choose the mended file").click()
    choose(page, tmp_path / "study.xlsx", wrong=False)
    assert page.locator(".faults").count() == 0
    page.focus("form[action='/desk/send/store'] button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_role("link", name="Patients and their outcomes").click()
    with page.expect_download() as receipt:
        page.get_by_role("link", name="Download the receipt").click()
    kept = Path(str(receipt.value.path())).read_bytes()
    assert b"proof" in kept
    known = tmp_path.parent / "first-receipt.json"
    assert not known.exists() or known.read_bytes() == kept
    known.write_bytes(kept)


def test_axe_finds_nothing_from_a_checked_file_to_its_receipt(
    browser: Browser, at: Served, dana: AtDesk, tmp_path: Path
) -> None:
    reader = beside(browser, at, dana)
    for wrong in (True, False):
        page = reader.open("/desk/send")
        choose(page, tmp_path / "study.xlsx", wrong)
        assert page.locator("h1").inner_text() == "Your file, checked"
        assert unfit(page) == []
        assert all(width <= NARROW for width in widths(page, "main table"))
    page.get_by_role("button", name="Store the file").click()
    page.get_by_role("heading", name="Your file is stored").wait_for()
    assert unfit(page) == []
    page.get_by_role("link", name="Patients and their outcomes").click()
    page.wait_for_url("**/desk/receipts/*")
    assert unfit(page) == []
    assert [said for said in reader.said if "422" not in said] == []
    reader.close()


def test_axe_finds_nothing_where_somebody_may_not_go_or_nothing_is(
    browser: Browser, at: Served, dana: AtDesk
) -> None:
    reader = beside(browser, at, dana)
    for path, status in ((NOT_HERS, "403"), (NOWHERE, "404")):
        page = reader.open(path)
        assert status in reader.said[-1]
        assert page.locator("main a").count() == 1
        assert unfit(page) == []
        assert by_keyboard(page)[1] == []
    reader.close()


def test_the_preview_of_a_release_day_is_reached_by_keyboard(dana: AtDesk) -> None:
    page = dana.open("/desk", NARROW)
    page.get_by_role("link", name="See its public page as of a day").click()
    page.fill("#day", "2028-09-30")
    page.focus("form.row button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".preview .steps li").count() >= 6
    assert "As of 30 September 2028" in page.locator("main").inner_text()
    assert sideways(page) <= 0


def test_a_form_with_faults_names_them_and_takes_the_focus(dana: AtDesk) -> None:
    page = dana.open("/desk/hold", NARROW)
    page.focus("form[action='/desk/hold'] button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".faults").evaluate("it => it === document.activeElement")
    assert page.locator(".faults a").count() == 4
    assert page.title().startswith("Error: ")
    page.locator(".faults a").nth(1).click()
    assert page.evaluate("location.hash") == "#reason"


def test_every_page_of_the_workspace_is_looked_at() -> None:
    assert pages_of("/desk") == {path.partition("?")[0] for path in PAGES}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_fits_a_phone_and_shows_where_the_keyboard_is(dana: AtDesk, path: str) -> None:
    page = dana.open(path, NARROW)
    assert sideways(page) <= 0
    assert all(width <= NARROW for width in widths(page, "main table"))
    assert page.locator("h1").count() == 1
    reached, unseen = by_keyboard(page)
    assert (reached[0], unseen) == ("#main", []) or "day=soon" in path


def test_axe_finds_nothing_in_any_page_light_or_dark(
    browser: Browser, at: Served, dana: AtDesk
) -> None:
    reader = beside(browser, at, dana)
    assert {path: faults for path in PAGES if (faults := unfit(reader.open(path)))} == {}
    assert [said for said in reader.said if "422" not in said] == []
    reader.close()


@pytest.mark.parametrize("scripts", [False, True])
def test_a_session_that_ends_meanwhile_loses_nothing_typed(
    browser: Browser, at: Served, scripts: bool
) -> None:
    desk = AtDesk(browser, at, scripts=scripts)
    at.clock.today += timedelta(days=1)
    desk.sign_in(desk.open("/desk/hold", NARROW))
    page = desk.page
    page.select_option("#reason", "PRODUCT_CHANGED")
    page.select_option("#months", "7")
    at.clock.today += timedelta(days=1)
    page.locator("form[action='/desk/hold'] button").click()
    assert "what you typed is kept" in page.locator("main").inner_text()
    assert not scripts or unfit(page) == []
    desk.sign_in(page)
    assert not scripts or unfit(page) == []
    page.get_by_role("button", name="Go back to what you typed").click()
    assert page.input_value("#reason") == "PRODUCT_CHANGED"
    assert page.input_value("#months") == "7"
    assert "Nothing was sent yet" in page.locator("main").inner_text()
    assert sideways(page) <= 0
    desk.close()
