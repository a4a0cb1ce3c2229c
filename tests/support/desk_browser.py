"""The workspaces in Chromium: a registry on the loopback, and a person at its pages."""

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import uvicorn
from browsing import WIDE
from litestar import Litestar
from people import PASSWORD, Person
from playwright.sync_api import Browser, BrowserContext, Page
from running import Calendar, Running, running_registry, settings_at

from registry.access.table import ROWS
from registry.app import build_house, create_app

Prepare = Callable[[Running], Awaitable[Person]]


def pages_of(workspace: str) -> set[str]:
    """The pages of a workspace by the table of rights, but for those of one thing alone."""
    places = {place for row in ROWS for place in row.places if place.startswith("GET /")}
    return {
        path
        for path in (place.removeprefix("GET ") for place in places)
        if (path == workspace or path.startswith(f"{workspace}/")) and "{" not in path
    }


class Served:
    """A registry under an address, the calendar it reads, and who may sign in."""

    def __init__(self, address: str, clock: Calendar, person: Person) -> None:
        self.address = address
        self.clock = clock
        self.person = person


@contextmanager
def served(folder: Path, began: date, prepare: Prepare, approvers: int = 0) -> Iterator[Served]:
    """A registry on SQLite, prepared and then served until the block ends."""
    url = f"sqlite:///{folder}/registry.sqlite"

    async def begin() -> tuple[Person, date]:
        async with running_registry(url, began) as running:
            return await prepare(running), running.clock.today

    with ThreadPoolExecutor(1) as beside:  # a browser's driver runs a loop in this thread already
        person, today = beside.submit(asyncio.run, begin()).result()
    clock = Calendar(today)
    app = create_app(build_house(settings_at(url, approvers=approvers), clock, os.urandom))
    with serving(app) as address:
        yield Served(address, clock, person)


@contextmanager
def serving(app: Litestar) -> Iterator[str]:
    """The address of an application that is served, with all that runs beside it."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.01)
    assert server.started, "the registry did not start"
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)


class AtDesk:
    """A signed-in person's browser, without scripts unless axe needs them.

    `said` is what the browser complained about.
    """

    def __init__(
        self, browser: Browser, at: Served, scheme: str = "light", scripts: bool = False
    ) -> None:
        self.at = at
        self.said: list[str] = []
        self.context: BrowserContext = browser.new_context(
            base_url=at.address,
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=scripts,
            accept_downloads=True,
        )
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))

    def open(self, path: str, width: int = WIDE) -> Page:
        """Go to a page."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.goto(path)
        return self.page

    def sign_in(self, page: Page) -> None:
        """Fill in the form of the page by keyboard and send it."""
        page.focus("#name")
        code = self.at.person.code(self.at.clock())
        for typed in (self.at.person.id, PASSWORD, code):
            page.keyboard.type(typed)
            page.keyboard.press("Tab")
        with page.expect_navigation():
            page.keyboard.press("Enter")

    def close(self) -> None:
        """Close every page."""
        self.context.close()
