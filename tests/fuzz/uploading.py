"""A sponsor's browser at the pages that take files, sending drawn forms to the real application."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from desk import Desk, at_desk, form_at, upload
from sending import everything
from structlog.testing import capture_logs
from workbooks import filled

from registry.model.access import Role
from registry.storage.rates import forget_rates
from tests.fuzz.forms import CARRIED, PATHS, PLANTED, PROGRAMME, TOKEN, Drawn
from tests.fuzz.playing import ALWAYS_LATER, NEW, PATIENT, Play, playing

OURS = (
    (b"origin", b"https://registry.test"),
    (b"sec-fetch-site", b"same-origin"),
    (b"accept", b"text/html"),
)
ANSWERED = (200, 400, 403, 413, 422)
PAGE = "text/html"


class Uploads:
    """Somebody signed in, with what stands in drawn forms by a name."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.desk, self.known = play.runner.run(self.begun())

    async def begun(self) -> tuple[Desk, dict[bytes, bytes]]:
        """Sign in, and have files checked: one to store, one that differs, one that is wrong."""
        registry, programme = await self.play.begun
        desk = await at_desk(registry, Role.SUBMITTER)
        form = form_at(await desk.read(PATHS[0]), PATHS[0])
        known = {TOKEN: form["form"].encode(), PROGRAMME: programme.encode()}
        rows = ((NEW, "2027-03", "ADULT"), (PATIENT, "2027-03", "CHILD"), (NEW, "2027-13", "OLD"))
        for name, action, row in zip(CARRIED, PATHS[1:], rows, strict=True):
            page = await upload(desk, filled({"patients": [row]}))
            known[name] = form_at(page.text, action)["carried"].encode()
        return desk, known

    def check(self, drawn: Drawn) -> None:
        """A form is answered by a page, a file or a problem; no identifier is shown or stored."""
        with capture_logs() as logged:
            answer, stored = self.play.runner.run(self.sent(drawn))
        assert answer.status_code in ANSWERED, (answer.status_code, answer.text[:500])
        is_file = "content-disposition" in answer.headers and answer.status_code == 200
        assert is_file or answer.headers["content-type"].startswith(PAGE)
        shown = answer.text + repr(answer.headers) + repr(logged) + repr(stored)
        for each in PLANTED:
            assert each not in shown, each

    async def sent(self, drawn: Drawn) -> tuple[httpx.Response, dict[str, list[str]]]:
        """The answer to a drawn form, and everything that is stored after it."""
        path, kind, body = drawn
        for name, value in self.known.items():
            body = body.replace(name, value)
        database = self.desk.registry.house.database
        await forget_rates(database, ALWAYS_LATER)  # the clock stands still
        one_line = kind.replace(b"\r", b"").replace(b"\n", b"")
        headers = [*OURS, (b"content-type", one_line)]
        answer = await self.desk.browser.http.post(path, content=body, headers=headers)
        return answer, await everything(database)


@contextmanager
def uploading() -> Iterator[Uploads]:
    """Such a browser, for a while."""
    with playing() as play:
        yield Uploads(play)
