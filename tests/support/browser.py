"""A browser of a person: keeps cookies, follows nothing by itself."""

import re
from typing import Any

import httpx
from people import PASSWORD, Person
from running import Running

from registry.access.sessions import COOKIE


class Browser:
    """One browser at the registry's pages."""

    def __init__(self, registry: Running) -> None:
        transport = httpx.ASGITransport(app=registry.app)
        self.registry = registry
        self.http = httpx.AsyncClient(transport=transport, base_url="https://registry.test")

    @property
    def session(self) -> str | None:
        """The session the browser holds."""
        return self.http.cookies.get(COOKIE)

    async def post(self, path: str, headers: Any = None, **form: str) -> httpx.Response:
        """Send a form of our own page."""
        ours = {"origin": "https://registry.test", "sec-fetch-site": "same-origin"}
        return await self.http.post(path, data=form, headers=ours | (headers or {}))

    async def post_files(
        self, path: str, form: dict[str, str], file: Any = None, headers: Any = None
    ) -> httpx.Response:
        """Send a form with a file, as name and content, or without one."""
        ours = {"origin": "https://registry.test", "sec-fetch-site": "same-origin"}
        parts: list[Any] = [(name, (None, value)) for name, value in form.items()]
        parts += [("file", file)] if file else []
        return await self.http.post(path, files=parts, headers=ours | (headers or {}))

    async def sign_in(self, person: Person, password: str = PASSWORD) -> httpx.Response:
        """Sign in with name, password and the code of the moment."""
        code = person.code(self.registry.clock())
        return await self.post("/sign-in", name=person.id, password=password, code=code)

    async def form_token(self) -> str:
        """What the forms of one's own account carry."""
        page = await self.http.get("/account")
        found = re.search(r'name="form" value="([0-9a-f]+)"', page.text)
        assert found, page.text
        return found[1]
