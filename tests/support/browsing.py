"""Pages as Chromium draws them, served without a port, and what is asked of every page.

A page joins every check by one line in `tests/web/site_paths.py`.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

ASSETS = Path(__file__).parents[1] / "web" / "assets"
HERE = "https://registry.test"  # some headers count on https only
NARROW, WIDE = 320, 1280
COLOURS = ("color-contrast", "link-in-text-block")  # the rules of axe that may differ in the dark
FOCUSED = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const seen = getComputedStyle(at.querySelector('.mark') || at);
    const shown = seen.outlineStyle !== 'none' && parseFloat(seen.outlineWidth) >= 2;
    const name = at.getAttribute('href') || at.name || at.tagName;
    return [name, shown || parseFloat(seen.strokeWidth) >= 8] }"""


def chromium() -> Iterator[Browser]:
    """One browser; where none is installed the tests say so, and may not on the build machine."""
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


class Reader:
    """Somebody with a browser: a colour scheme, scripts or none, pictures or none.

    `said` is everything the browser complained about: violations of the content policy, faults of
    scripts, files that are missing. `sent` is what went over the wire, as method and address.
    """

    def __init__(
        self,
        browser: Browser,
        client: TestClient[Litestar],
        scheme: str = "light",
        scripts: bool = True,
        extra: dict[str, bytes] | None = None,
        here: str = HERE,
    ) -> None:
        self.client = client
        self.here = here
        self.scheme = scheme
        self.extra = extra or {}
        self.said: list[str] = []
        self.sent: list[tuple[str, str]] = []
        self.context: BrowserContext = browser.new_context(
            color_scheme="dark" if scheme == "dark" else "light", java_script_enabled=scripts
        )
        self.context.route("**/*", self.answer)
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def answer(self, route: Route) -> None:
        """Ask the application what the browser asks for, with its own headers."""
        request = route.request
        path = request.url.removeprefix(self.here)
        self.sent.append((request.method, path))
        if path in self.extra:
            headers = dict(self.client.get("/").headers) | {"content-type": "text/html"}
            headers.pop("content-length")
            route.fulfill(body=self.extra[path], headers=headers)
            return
        got = self.client.request(
            request.method, path, content=request.post_data_buffer, headers=request.headers
        )
        route.fulfill(status=got.status_code, body=got.content, headers=dict(got.headers))

    def open(self, path: str, width: int = WIDE) -> Page:
        """Go to a page of the site."""
        self.widen(width)
        self.page.goto(self.here + path)
        return self.page

    def widen(self, width: int) -> Page:
        """Make the window so many pixels wide; the page that is open stays."""
        self.page.set_viewport_size({"width": width, "height": 900})
        return self.page

    def close(self) -> None:
        """Close every page."""
        self.context.close()


@cache
def axe_source() -> str:
    """axe-core, as a test asset."""
    return (ASSETS / "axe.min.js").read_text()


def axe_faults(page: Page, only: Sequence[str] = ()) -> list[str]:
    """What axe-core holds against a page, as `rule: element`; by all of its rules or by some."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(axe_source())
    asked: dict[str, Any] = {"resultTypes": ["violations"], "selectors": False}
    found: Any = page.evaluate(
        "asked => axe.run(asked)", asked | ({"runOnly": list(only)} if only else {})
    )
    return [
        f"{rule['id']}: {node['html'][:120]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def sideways(page: Page) -> int:
    """By how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def unfit(page: Page, widths: Sequence[int] = (WIDE, NARROW)) -> list[str]:
    """What is wrong with the page that is open: dark and light, on a wide screen and on a phone.

    Dark is held to the rules about colours: a dark screen changes nothing else, which
    `tests/web/test_look.py` holds the style sheets to. The page stands in light afterwards.
    """
    page.wait_for_load_state("load")  # what a form was answered with may not have its colours yet
    found: list[str] = []
    for (scheme, rules), width in product((("dark", COLOURS), ("light", ())), widths):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{scheme}: {fault}" for fault in axe_faults(page, rules)]
        found += [f"{scheme}: scrolls sideways"] if sideways(page) > 0 else []
    return found


def by_keyboard(page: Page, most: int = 150) -> tuple[list[str], list[str]]:
    """What a held Tab key reaches from the top, as addresses and names, and what shows no outline.

    The key goes up at the end: a key that goes down and up each time costs Chromium three times
    as much, and the focus moves when it goes down.
    """
    reached: list[str] = []
    unseen: list[str] = []
    for _ in range(most):
        page.keyboard.down("Tab")
        told: Any = page.evaluate(FOCUSED)
        if told is None:
            break
        reached.append(str(told[0]))
        unseen += [] if told[1] else [str(told[0])]
    page.keyboard.up("Tab")
    return reached, unseen
