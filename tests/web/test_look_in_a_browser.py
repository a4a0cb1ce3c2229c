"""The pages as Chromium draws them: narrow, wide, light, dark, under the strict content policy."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import Browser, Page, Route, sync_playwright

WEB = Path(__file__).parents[2] / "registry" / "web"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self' data:; base-uri 'none'; form-action 'self'"
)
LONG = "Umweltverträglichkeitsprüfungsverordnung und Krankenhausausnahmegenehmigung "
PAGE = {
    "title": "Start",
    "synthetic": True,
    "minimum_group": 11,
    "snapshot": {
        "number": 4,
        "as_of": "2026-09-30",
        "digest": "9f2c" * 16,
        "policy_version": "1.0.0",
        "next_release": "2027-03-31",
    },
    "figures": [{"label": "programmes", "real": 24000, "fictional": 19000}],
    "fictional": 2,
    "cited": 31000,
    "stages": [{"id": "R6", "label": LONG, "count": 12000}],
    "doors": [{"title": LONG, "text": LONG * 3, "link": "/x", "link_text": LONG}] * 3,
    "queries": [{"title": "Snapshot", "query": "{ snapshot { number } }"}],
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        assert os.environ.get("CI") not in ("true", "1"), (
            "Chromium is missing and the build machine may not skip."
        )
        pytest.skip("Chromium is not installed: the pages were not drawn.")
    with sync_playwright() as driver:
        shown = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield shown
        shown.close()


def answer(route: Route) -> None:
    """Serves templates and static files from the folder, as the site does."""
    path = route.request.url.removeprefix("http://registry.test")
    if path.startswith("/static/"):
        file = WEB / path.removeprefix("/")
        route.fulfill(body=file.read_bytes(), content_type=KINDS[file.suffix])
    elif path == "/graphql":
        route.fulfill(json={"data": {"snapshot": {"number": 4}}})
    else:
        name = "start.html" if path == "/" else "graphiql.html"
        house = Environment(loader=FileSystemLoader(WEB / "templates"), autoescape=True)
        headers = {"content-security-policy": POLICY, "content-type": "text/html; charset=utf-8"}
        route.fulfill(body=house.get_template(name).render(page=PAGE), headers=headers)


def opened(browser: Browser, path: str, width: int, scheme: str) -> tuple[Page, list[str]]:
    """A page and everything it complained about."""
    page = browser.new_page(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.route("**/*", answer)
    page.goto(f"http://registry.test{path}")
    return page, said


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_no_page_scrolls_sideways_even_with_the_longest_words(
    browser: Browser, width: int, scheme: str
) -> None:
    page, said = opened(browser, "/", width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert said == []


def test_the_explorer_runs_a_linked_question_under_the_strict_policy_and_keeps_nothing(
    browser: Browser,
) -> None:
    page, said = opened(browser, "/graphql/explorer?query={ snapshot { number } }", 1280, "light")
    page.click(".graphiql-execute-button")
    page.get_by_text('"number": 4').wait_for()
    assert page.locator(".graphiql-tab").count() == 2
    assert page.evaluate("localStorage.length") == 0
    assert said == []
