"""Every page as Chromium draws it: narrow, wide, light, dark, by keyboard, without scripts."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import ASSETS, NARROW, WIDE, Reader, by_keyboard, sideways, unfit
from litestar import Litestar
from litestar.testing import TestClient
from playwright.sync_api import Browser

from registry.language import LANGUAGES
from tests.web.pseudo import PSEUDO
from tests.web.site_paths import EXPLORER, PATHS

pytestmark = pytest.mark.thorough

EVERY_PAGE = pytest.mark.parametrize("path", PATHS)


@EVERY_PAGE
def test_axe_finds_nothing_and_the_browser_complains_of_nothing(reader: Reader, path: str) -> None:
    assert unfit(reader.open(path)) == []
    assert reader.said == []


@pytest.mark.parametrize("path", ["/de", "/es/products/aurocel", "/de/report/2024", "/es/data"])
def test_axe_finds_nothing_in_another_language_or_where_there_is_none(
    reader: Reader, path: str
) -> None:
    assert unfit(reader.open(path), widths=[NARROW]) == []
    assert reader.said == []


@pytest.mark.parametrize("path", ["/es/products", "/de/products/aurocel", "/products/chondracel"])
def test_a_page_with_wide_tables_fits_windows_between_a_phone_and_a_wide_screen(
    plain: Reader, path: str
) -> None:
    plain.open(path)
    widths = (700, 769, 961, 1025, 1200)
    assert {width: sideways(plain.widen(width)) for width in widths} == dict.fromkeys(widths, 0)


@pytest.fixture
def looking(browser: Browser, site: TestClient[Litestar]) -> Iterator[Reader]:
    """A reader with scripts at a page of their own."""
    reader = Reader(browser, site)
    yield reader
    reader.close()


@pytest.mark.parametrize("language", ["", "/es"])
def test_axe_finds_nothing_in_the_answer_to_an_offer_or_where_questions_are_left_out(
    looking: Reader, language: str
) -> None:
    page = looking.open(f"{language}/check")
    page.click("form.check button")
    page.locator(".faults").wait_for()
    assert unfit(page) == []
    for name, answer in {"named": "yes", "trial": "no", "claims": "unsure", "sold": "yes"}.items():
        page.check(f"input[name={name}][value={answer}]")
    page.select_option("#country", "ES")
    page.click("form.check button")
    page.locator(".verdict").wait_for()
    assert unfit(page) == []
    assert looking.said == []


def test_axe_finds_nothing_where_there_is_no_page(looking: Reader) -> None:
    for path in ("/nothing", "/de/products/nothing"):
        assert unfit(looking.open(path)) == []
        assert looking.page.locator("h1").count() == 1
    assert all("404" in said for said in looking.said)


@pytest.mark.parametrize(("path", "wide"), [("/", "ul.cards"), ("/failures", "ul.failed")])
def test_a_row_of_cards_is_as_wide_as_its_page(reader: Reader, path: str, wide: str) -> None:
    page = reader.open(path, WIDE)
    cards, around = (page.locator(each).first.bounding_box() for each in (wide, "header .wrap"))
    assert cards is not None
    assert around is not None
    assert cards["width"] >= 0.9 * around["width"]


@EVERY_PAGE
def test_no_page_scrolls_sideways_on_a_phone_and_none_needs_scripts(
    plain: Reader, path: str
) -> None:
    for language in LANGUAGES:
        page = plain.open(language.href(path), NARROW)
        assert sideways(page) <= 0
        assert page.locator("h1").count() == 1
    assert plain.said == []


@EVERY_PAGE
def test_a_language_with_long_words_fits_too(stretched: Reader, path: str) -> None:
    assert sideways(stretched.open(PSEUDO.href(path), NARROW)) <= 0
    assert sideways(stretched.widen(WIDE)) <= 0


@EVERY_PAGE
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_keyboard_reaches_every_link_and_field_and_shows_where_it_is(
    plain: Reader, path: str, width: int
) -> None:
    page = plain.open(path, width)
    reached, unseen = by_keyboard(page)
    assert reached[0] == "#main"
    assert unseen == []
    links = page.locator("main a:visible").evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )
    assert set(links) <= set(reached)
    fields = page.locator("main :is(button, input, select, summary):visible").evaluate_all(
        "all => all.map(field => field.name || field.tagName)"
    )
    assert set(fields) <= set(reached)


def test_the_explorer_runs_a_linked_question_under_the_strict_policy_and_keeps_nothing(
    browser: Browser, site: TestClient[Litestar]
) -> None:
    reader = Reader(browser, site)
    page = reader.open(f"{EXPLORER}?query={{ snapshot {{ number }} }}")
    page.click(".graphiql-execute-button")
    page.get_by_text('"number": 4').wait_for()
    assert page.locator(".graphiql-tab").count() == 10 + 1
    assert page.evaluate("localStorage.length") == 0
    assert reader.said == []
    assert [address for _, address in reader.sent if not address.startswith("/")] == []
    reader.close()


def test_the_first_ready_question_is_there_to_run_without_typing(
    browser: Browser, site: TestClient[Litestar]
) -> None:
    reader = Reader(browser, site)
    page = reader.open(EXPLORER)
    page.click(".graphiql-execute-button")
    page.get_by_text('"data": {').wait_for()
    assert page.locator(".graphiql-tab").count() == 10
    assert reader.said == []
    reader.close()


@pytest.fixture(scope="module")
def canary(browser: Browser, site: TestClient[Litestar]) -> Reader:
    page = (ASSETS / "canary.html").read_bytes()
    return Reader(browser, site, extra={"/canary": page})


def test_axe_finds_the_faults_of_the_canary(canary: Reader) -> None:
    found = unfit(canary.open("/canary"))
    assert "light: scrolls sideways" in found
    dim = [
        fault.partition(": ")[0] for fault in found if "#444444" in fault and "contrast" in fault
    ]
    assert set(dim) == {"dark"}
    rules = {fault.split(": ")[1] for fault in found if fault.startswith("light")}
    assert {"color-contrast", "image-alt", "label", "link-name", "html-has-lang"} <= rules
    assert {"document-title", "role-img-alt"} <= rules


def test_the_canary_scrolls_sideways(canary: Reader) -> None:
    assert sideways(canary.open("/canary", NARROW)) > 300


def test_the_content_policy_stops_the_inline_parts_of_the_canary(canary: Reader) -> None:
    canary.said.clear()
    page = canary.open("/canary")
    assert page.title() == ""
    assert len([said for said in canary.said if "Content Security Policy" in said]) >= 4


def test_the_keyboard_check_sees_an_outline_that_is_missing(canary: Reader) -> None:
    page = canary.open("/canary")
    sheet = "[...document.styleSheets].find(s => s.href.includes('site.css'))"
    page.evaluate(f"{sheet}.insertRule(':focus-visible {{ outline: none !important }}', 0)")
    assert by_keyboard(page)[1]


def test_the_start_page_is_light() -> None:
    static = Path(__file__).parents[2] / "registry" / "web" / "static"
    assert (static / "site.css").stat().st_size < 20_000
    assert not re.search(r"@import|url\(", (static / "site.css").read_text())
