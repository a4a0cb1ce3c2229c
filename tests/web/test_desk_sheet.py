"""Headings stand apart from what is above them, on a phone and wide."""

from pathlib import Path

import pytest
from browsing import NARROW, WIDE
from playwright.sync_api import Browser

from registry.web.public.rendering import WEB

pytestmark = pytest.mark.thorough

SHEETS = ("desk.css", "results.css", "site.css")
PAGE = """<main><section class="wrap part"><h2>When</h2><h3 id="first">One</h3>
<table class="stack rows" id="above"><tbody><tr><th>Content</th><td>public</td></tr></tbody></table>
<h3 id="next">Two</h3></section></main>"""
CODE = """<main><section class="wrap part"><pre id="above">import pandas</pre>
<h3 id="next">R</h3></section></main>"""


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize(("sheets", "body"), [(SHEETS, PAGE), (SHEETS[1:], CODE)])
def test_a_heading_does_not_stick_to_a_table_or_code_above_it(
    browser: Browser, width: int, sheets: tuple[str, ...], body: str
) -> None:
    styles = "".join(f"<style>{Path(WEB / 'static' / name).read_text()}</style>" for name in sheets)
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.set_content(styles + body)
    above, below = page.locator("#above").bounding_box(), page.locator("#next").bounding_box()
    page.close()
    assert above is not None and below is not None  # noqa: PT018 - for the type checker
    assert below["y"] - (above["y"] + above["height"]) >= 24
