"""Somebody at the pages for signed-in people: signs in, reads a form, sends it as the page says."""

import re
from html.parser import HTMLParser
from typing import Any

import httpx
from browser import Browser
from people import Person, person
from running import UNIVERSITY, Running

from registry.model.access import Role


class FormsOf(HTMLParser):
    """The first form that a page sends to each address: its fields as they are sent."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self.options: list[str] = []
        self._fields: dict[str, str] = {}
        self._writing: str | None = None
        self._choosing = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._fields = {}
            if told.get("method") == "post":
                self.forms.setdefault(told.get("action", ""), self._fields)
        elif tag == "textarea":
            self._writing = told["name"]
            self._fields[self._writing] = ""
        elif tag == "select":
            self._choosing = told["name"]
            self._fields[self._choosing] = ""
        elif tag == "option":
            self.options.append(told["value"])
            self._fields[self._choosing] = told["value"] if "selected" in told else self._chosen()
        elif tag == "input" and "name" in told and self._counts(told):
            self._fields[told["name"]] = told.get("value", "")

    def _chosen(self) -> str:
        return self._fields[self._choosing]

    @staticmethod
    def _counts(told: dict[str, str]) -> bool:
        return told.get("type") not in ("checkbox", "radio") or "checked" in told

    def handle_data(self, data: str) -> None:
        if self._writing is not None:
            self._fields[self._writing] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._writing = None


def form_at(page: str, action: str) -> dict[str, str]:
    """The fields of the form that a page sends to an address."""
    return FormsOf(page).forms[action]


class Desk:
    """A person with a browser."""

    def __init__(self, registry: Running, who: Person) -> None:
        self.registry = registry
        self.who = who
        self.browser = Browser(registry)

    async def sign_in(self) -> httpx.Response:
        """Sign in anew; a code counts once, so time goes on."""
        return await self.browser.sign_in(self.who)

    async def get(self, path: str) -> httpx.Response:
        """Open a page."""
        return await self.browser.http.get(path)

    async def read(self, path: str) -> str:
        """The HTML of a page that opens."""
        page = await self.get(path)
        assert page.status_code == 200, (page.status_code, page.text[:300])
        return page.text

    async def send(
        self, path: str, at: str | None = None, headers: Any = None, **typed: str
    ) -> httpx.Response:
        """Open a page (`at`, or the form's own), fill in its form and send it."""
        form = form_at(await self.read(at or path), path)
        return await self.browser.post(path, headers, **form | typed)


async def at_desk(
    registry: Running,
    *roles: Role,
    organisation: str | None = UNIVERSITY,
    id: str = "dana",
) -> Desk:
    """Somebody who is signed in; a data steward where no role is named."""
    wanted = roles or (Role.DATA_STEWARD,)
    known = await person(registry.house, id, *wanted, organisation=organisation)
    desk = Desk(registry, known)
    answer = await desk.sign_in()
    assert answer.status_code == 303, answer.text
    return desk


async def upload(desk: Desk, content: bytes, name: str = "study.xlsx") -> httpx.Response:
    """Choose a file and send the form."""
    form = form_at(await desk.read("/desk/send"), "/desk/send")
    return await desk.browser.post_files("/desk/send", form, (name, content))


async def press(desk: Desk, page: httpx.Response, action: str, **typed: str) -> httpx.Response:
    """Send a form of a page as it stands."""
    return await desk.browser.post_files(action, form_at(page.text, action) | typed)


def rows_in(page: str, id: str = "") -> list[tuple[str, ...]]:
    """The words in each row of a page's tables; of those rows alone whose id begins so."""
    found = re.findall(rf'<tr role="row"(?: id="({id}[^"]*)")?>(.*?)</tr>', page, re.DOTALL)
    cells = [
        re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for at, row in found if at or not id
    ]
    return [tuple(re.sub(r"<[^>]+>", "", cell).strip() for cell in row) for row in cells if row]
