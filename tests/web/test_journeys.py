"""Ways through the site: by keyboard, without scripts, on a phone, without pictures, on paper."""

import csv
from collections.abc import Iterator
from hashlib import sha256
from io import StringIO

import pytest
from browsing import NARROW, WIDE, Reader, sideways
from litestar import Litestar
from litestar.testing import TestClient
from playwright.sync_api import Page

from tests.web.test_product_page import numbers_of

Client = TestClient[Litestar]


@pytest.fixture(scope="module")
def parent(plain: Reader) -> Iterator[Reader]:
    """A parent with a phone, without scripts."""
    yield plain
    assert plain.said == []


def tab_to(page: Page, selector: str, most: int = 90) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"Tab does not reach {selector}")


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_parent_finds_a_hospital_in_three_steps_with_the_keyboard(
    parent: Reader, site: Client, width: int
) -> None:
    page = parent.open("/", width)
    tab_to(page, "#q")
    page.keyboard.type("cartilage")
    page.keyboard.press("Enter")
    page.wait_for_url("**/centres?q=cartilage")
    marks = page.locator("svg.map a").evaluate_all(
        "all => all.map(a => a.getAttribute('aria-label'))"
    )
    listed = page.locator(".centres h3 a").all_inner_texts()
    rows = csv.DictReader(StringIO(site.get("/centres.csv?q=cartilage").text))
    assert [mark.partition(": ")[2] for mark in marks] == listed
    assert [row["centre"] for row in rows] == listed == ["Klinikum Beispiel"]
    tab_to(page, ".centres h3 a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/centres/munich")
    assert page.locator("h1").inner_text() == "Klinikum Beispiel"
    assert "Hospitals take patients by referral." in page.locator("main").inner_text()


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_researcher_comes_from_the_start_page_to_the_file_behind_a_number(
    parent: Reader, site: Client, width: int
) -> None:
    """Journey J3; that every number is that of CSV and GraphQL is in test_product_page.py."""
    page = parent.open("/", width)
    if width == NARROW:
        tab_to(page, ".menu summary")
        page.keyboard.press("Enter")
    tab_to(page, 'nav a[href="/products"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/products")
    tab_to(page, 'a[href="/products/aurocel"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/products/aurocel")
    cell = page.locator("[data-view=efficacy][data-measure='result.of_accepted']").first
    place = [cell.get_attribute(f"data-{name}") for name in ("row", "measure", "item")]
    tab_to(page, 'a[href$="/efficacy.csv"]')
    file = site.get(page.evaluate("document.activeElement.getAttribute('href')"))
    rows = csv.DictReader(StringIO(file.text))
    (line,) = [r for r in rows if [r["row"], r["measure"], r["item"]] == place]
    share, counts = cell.locator(".value").inner_text(), cell.locator(".under").inner_text()
    limits = [f"{float(line[name]):.0%}" for name in ("value", "low", "high")]
    assert share == f"{limits[0]} ({limits[1]} to {limits[2]})"
    assert counts == f"{line['numerator']} of {line['denominator']}"
    sums = site.get("/r/4/SHA256SUMS").text
    assert f"{sha256(file.content).hexdigest()}  efficacy.csv" in sums


@pytest.mark.parametrize(
    ("language", "heading", "english"),
    [("", "What we can say about this offer", 0), ("/es", "Qué podemos decir de esta oferta", 1)],
)
def test_a_parent_checks_an_offer_and_ends_with_a_named_authority(
    parent: Reader, language: str, heading: str, english: int
) -> None:
    parent.sent.clear()
    page = parent.open(f"{language}/check", NARROW)
    for name, answer in {"named": "no", "trial": "unsure", "claims": "no", "sold": "yes"}.items():
        page.locator(f"input[name={name}][value={answer}]").check()
    page.select_option("#country", "ES")
    page.fill("#product", "Wonder cells")
    tab_to(page, "form.check button")
    page.keyboard.press("Enter")
    page.locator(".verdict").wait_for()
    assert page.locator("h1").inner_text() == heading
    assert page.locator(".verdict.warning li").count() == 2
    assert page.get_by_role("link", name="Spanish medicines agency").is_visible()
    assert bool(page.locator(".verdict .english").count()) == bool(english)
    assert "Wonder cells" in page.locator(".letter").inner_text()
    assert not [address for _, address in parent.sent if "onder" in address or "?" in address]
    assert sideways(page) <= 0


def test_a_question_left_out_is_named_and_its_link_leads_to_it(parent: Reader) -> None:
    page = parent.open("/check", NARROW)
    page.locator("form.check button").click()
    page.get_by_text("There is a problem").wait_for()
    assert page.locator(".faults").evaluate("it => it === document.activeElement")
    assert page.locator(".faults a").count() == 5
    page.locator(".faults a").nth(1).click()
    assert page.url.endswith("#named")


def test_the_page_of_a_centre_leads_back_and_to_the_check(parent: Reader) -> None:
    page = parent.open("/de/centres/barcelona", NARROW)
    assert page.locator("html").get_attribute("lang") == "de"
    page.get_by_role("link", name="Ein Angebot mit vier Fragen prüfen").click()
    page.wait_for_url("**/de/check")
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/check")
    assert page.locator("html").get_attribute("lang") == "en"


def test_a_phone_opens_the_menu_without_scripts(parent: Reader) -> None:
    page = parent.open("/", NARROW)
    assert not page.locator(".head .wide").is_visible()
    page.locator(".menu summary").click()
    page.locator(".menu").get_by_role("link", name="Check an offer").click()
    page.wait_for_url("**/check")


@pytest.mark.parametrize(
    ("path", "drawings"),
    [("/centres?q=cartilage", "svg.map"), ("/products/aurocel", "svg.chart"),
     ("/report/2024", "svg.chart")],
)  # fmt: skip
def test_everything_is_said_without_pictures(parent: Reader, path: str, drawings: str) -> None:
    """Numbers on the axes of a drawing are none of its own."""
    page = parent.open(path)
    drawn = page.locator(f"{drawings} text[font-weight=bold]").all_text_contents()
    page.evaluate("document.querySelectorAll('svg, img').forEach(each => each.remove())")
    assert numbers_of(" ".join(drawn))
    left = numbers_of(page.locator("main").text_content() or "")
    assert set(numbers_of(" ".join(drawn))) <= set(left)


def test_on_paper_a_page_is_black_on_white_without_its_form(parent: Reader) -> None:
    page = parent.open("/centres", WIDE)
    page.emulate_media(media="print", color_scheme="dark")
    ink, paper = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    shown = [page.locator(part).first.is_visible() for part in (".filters", ".wide", ".centres")]
    page.emulate_media(media="screen", color_scheme="light")
    assert (ink, paper) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    assert shown == [False, False, True]
