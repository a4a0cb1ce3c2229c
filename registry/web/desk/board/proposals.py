"""`/board/proposals/…`: what somebody proposed, for others to agree to or leave."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from registry.board.proposals import KINDS, agree, find_proposal
from registry.errors import DataError
from registry.language import marked
from registry.web.desk.board.words import about_words, moment, people_of, reason_words
from registry.web.desk.board.workspace import Workspace, shown
from registry.web.desk.forms import to
from registry.web.desk.frame import Answer, Fault, Visit, form_page

PATH = "/board/proposals/{digest:str}"
OVER = marked("This proposal does not wait any more: it was decided, or another one was.")


def proposal_pages(desk: Workspace) -> list[HTTPRouteHandler]:
    """The proposal with the button to agree."""

    async def show(visit: Visit, faults: Sequence[Fault]) -> Answer:
        found = await find_proposal(desk.board, visit.key("digest"), visit.today)
        needed = desk.board.approvers
        return shown(
            desk,
            visit,
            "board-proposal.html",
            KINDS[found.proposal.action].words if found else marked("A proposal that is over"),
            faults=faults or ([] if found else [Fault("", OVER)]),
            found=found,
            about=about_words(found.proposal) if found else "",
            reason=reason_words(found.proposal) if found else "",
            agreed=people_of(found.people, needed) if found else "",
            since=moment(found.since) if found else "",
            mine=found is not None and visit.principal.actor in found.people,
        )

    async def send(visit: Visit) -> Answer:
        found = await find_proposal(desk.board, visit.key("digest"), visit.today)
        if found is None:
            return await show(visit, [Fault("", OVER)])
        try:
            await agree(desk.board, found.proposal, visit.now, visit.principal.actor)
        except DataError as fault:
            return await show(visit, [Fault("", f"{fault.what} {fault.remedy}")])
        return to("/board")

    return form_page(desk.front, PATH, show, send)
