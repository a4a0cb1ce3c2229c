"""J8: a journalist reads a year by keyboard, without scripts, and takes the data of each figure."""

import csv
from io import BytesIO

import pytest
from browsing import NARROW, WIDE, Reader, sideways
from litestar import Litestar
from litestar.testing import TestClient
from playwright.sync_api import Page
from pressing import needs_press
from pypdf import PdfReader

from tests.web.test_journeys import tab_to
from tests.web.test_product_page import numbers_of

Client = TestClient[Litestar]
BLACK = "rgb(0, 0, 0)"
FILLS = """all => all.map(shape => {
  const style = getComputedStyle(shape);
  return [style.fill, style.stroke].map(colour => colour.replace("none", ""));
})"""


def read_2024(reader: Reader, width: int) -> Page:
    """From the start page to the report of 2024, by keyboard."""
    page = reader.open("/report", width)
    tab_to(page, 'main a[href="/report/2024"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/2024")
    return page


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_j8_every_figure_of_a_year_has_its_data_and_no_chart_is_black(
    plain: Reader, site: Client, width: int
) -> None:
    page = read_2024(plain, width)
    assert page.locator("h1").inner_text() == "Hospital Exemption in Europe, 2024"
    assert sideways(page) <= 0
    figures = page.locator(".block:has(svg)")
    assert figures.count() >= 7
    for n in range(figures.count()):
        figure = figures.nth(n)
        assert figure.locator("svg.chart:visible").count() == 1
        shapes = figure.locator("svg.chart:visible").locator("rect, path, circle, text")
        colours = shapes.evaluate_all(FILLS)
        assert colours
        assert not [colour for pair in colours for colour in pair if colour == BLACK]
        assert figure.locator("table").count() == 1
        for ending in ("csv", "json"):
            href = figure.locator(f'a[href$=".{ending}"]').get_attribute("href")
            assert site.get(href or "").status_code == 200
    assert plain.said == []


@pytest.mark.thorough
def test_j8_the_pdf_says_what_the_page_and_the_file_say(plain: Reader, site: Client) -> None:
    needs_press()
    page = read_2024(plain, WIDE)
    tab_to(page, 'main a[href="/report/2024.pdf"]')
    document = PdfReader(BytesIO(site.get("/report/2024.pdf").content))
    told = numbers_of(" ".join(p.extract_text(extraction_mode="layout") for p in document.pages))
    row = page.locator(".block:has(h3#patients) tbody tr").first
    shown = row.locator("td .value").all_inner_texts()
    *lines, _ = csv.DictReader(site.get("/report/2024/patients.csv").text.splitlines())
    values = [line["value"] for line in lines if line["measure"] == "accepted"]
    accepted = [f"{float(value):,.0f}" for value in values if value]
    assert shown[0] == accepted[0]
    assert set(shown) <= set(told)
