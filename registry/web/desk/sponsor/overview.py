"""`/desk`: how one's own programmes stand, what is due, what opens next, what was sent last."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from registry.intake.due import due_of
from registry.intake.own import own_of
from registry.intake.records import own_contents
from registry.model.due import DueStatus
from registry.model.preview import StagePreview
from registry.model.programme import Programme
from registry.release.preview import preview
from registry.web.desk.frame import Answer, Visit, page, work
from registry.web.desk.sponsor.acts.due import due_results
from registry.web.desk.sponsor.told import title_of, titles_of
from registry.web.desk.sponsor.workspace import Workspace
from registry.web.public.results.stages import ALWAYS

LATEST = 5


class Follow(Struct, frozen=True):
    """How many follow-up windows of a programme have which status."""

    received: int
    due: int
    overdue: int

    @property
    def expected(self) -> int:
        """The windows whose status row should be there."""
        return self.received + self.overdue

    @property
    def complete(self) -> int | None:
        """How many of a hundred of those are there; None before the first."""
        return 100 * self.received // self.expected if self.expected else None


class Own(Struct, frozen=True):
    """A programme as its sponsor sees it first. `following` is the next stage to open."""

    programme: Programme
    follow: Follow
    following: StagePreview | None
    next_release: date | None


def overview_page(desk: Workspace) -> HTTPRouteHandler:
    """The programmes of one's own organisation, and the latest receipts."""

    async def show(visit: Visit) -> Answer:
        owner, database = visit.principal.owner, desk.intake.database
        known, frozen = await own_of(database, owner.id, visit.today), desk.read()
        titles = titles_of(known)
        latest = await own_contents(database, owner.id, LATEST)
        return work(
            visit,
            "desk-overview.html",
            owner.name,
            own=[await stands(desk, visit, programme) for programme in known.programmes],
            sent=[(each, title_of(each.subject, titles)) for each in latest],
            due=due_results(known, frozen.snapshot.programmes if frozen else ()),
        )

    return page(desk.front, "/desk", show)


async def stands(desk: Workspace, visit: Visit, programme: Programme) -> Own:
    """How a programme stands today."""
    sponsor_id, today = visit.principal.owner.id, visit.today
    visits = await due_of(desk.intake.database, sponsor_id, programme.id, today) or ()
    counts = Counter(each.status for each in visits)
    follow = Follow(counts[DueStatus.RECEIVED], counts[DueStatus.DUE], counts[DueStatus.OVERDUE])
    found = await preview(desk.previewer, sponsor_id, programme.id, today, today)
    following = next_of(found.stages) if found else None
    return Own(programme, follow, following, found.next_release if found else None)


def next_of(stages: Iterable[StagePreview]) -> StagePreview | None:
    """The first stage on every programme's way that is not open; to end early is on nobody's."""
    return next((each for each in stages if each.stage in ALWAYS and not each.open), None)
