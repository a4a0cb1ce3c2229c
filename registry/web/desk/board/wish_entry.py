"""`/board/wish`: for curators, a request for a split key that arrived otherwise."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from registry import texts
from registry.intake.register import accept_draft
from registry.language import marked
from registry.model.registration import KeyRequestDraft
from registry.model.submission import Rejected
from registry.model.wishes import SplitKey
from registry.web.desk.board.hospitals import NAMES_A_PERSON
from registry.web.desk.board.workspace import Workspace, envelope_of, shown
from registry.web.desk.forms import to
from registry.web.desk.frame import Answer, Fault, Visit, form_page, identifies
from registry.web.public.results.cells import capital

PATH = "/board/wish"
KEYS = [(key.value, capital(texts.SPLIT_KEYS[key])) for key in SplitKey]


def wish_entry_pages(desk: Workspace) -> list[HTTPRouteHandler]:
    """The form; the board decides on its own page."""

    async def show(visit: Visit, faults: Sequence[Fault]) -> Answer:
        title, done = marked("Enter a wish"), visit.asked("entered") == "yes"
        return shown(desk, visit, "board-wish.html", title, faults, split_keys=KEYS, done=done)

    async def send(visit: Visit) -> Answer:
        if visit.typed("key") not in dict(KEYS):
            return await show(visit, [Fault("key", marked("Choose a key.")), *hidden(visit)])
        draft = KeyRequestDraft(SplitKey(visit.typed("key")), visit.typed("purpose"))
        answer = await accept_draft(desk.intake, draft, envelope_of(visit))
        if isinstance(answer, Rejected):
            told = (Fault(each.path, f"{each.message} {each.remedy}") for each in answer.findings)
            return await show(visit, list(told))
        return to(f"{PATH}?entered=yes")

    return form_page(desk.front, PATH, show, send)


def hidden(visit: Visit) -> list[Fault]:
    """A purpose that looks like an identifier, which may not be shown again (law 7)."""
    suspect = identifies("purpose", visit.typed("purpose"))
    return [Fault("purpose", NAMES_A_PERSON)] if suspect else []
