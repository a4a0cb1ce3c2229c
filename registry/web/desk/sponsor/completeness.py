"""`/desk/completeness`: one's own row as it stands, or will stand, beside those of others."""

from datetime import date

from litestar.handlers import HTTPRouteHandler

from registry.language import ENGLISH, marked
from registry.release.reporting import compared_from, first_openings
from registry.release.stages import Policy
from registry.snapshot import Snapshot
from registry.views.completeness import completeness
from registry.web.desk.frame import Answer, Visit, page, work
from registry.web.desk.sponsor.workspace import Workspace
from registry.web.public.results.completeness import completeness_table, overdue_of

PATH = "/desk/completeness"


def completeness_page(desk: Workspace) -> HTTPRouteHandler:
    """The numbers of one's own open groups, and from when the registry sets them beside others."""

    async def show(visit: Visit) -> Answer:
        frozen, owner = desk.read(), visit.principal.owner
        snapshot = frozen.snapshot if frozen else None
        rows = completeness(snapshot, [owner.id]) if snapshot else ()
        overdue = overdue_of(snapshot) if snapshot else frozenset[str]()
        return work(
            visit,
            "desk-completeness.html",
            marked("How completely you report"),
            table=completeness_table(rows, overdue, ENGLISH),
            beside_others=bool(snapshot and owner.id in snapshot.compared_sponsors),
            day=beside_others_from(desk.previewer.policy, snapshot, owner.id) if snapshot else None,
        )

    return page(desk.front, PATH, show)


def beside_others_from(policy: Policy, snapshot: Snapshot, sponsor_id: str) -> date | None:
    """The release date from which the row is public; None before the first group opened."""
    programmes = (row.programme for row in snapshot.programmes)
    first = first_openings(programmes, snapshot.groups).get(sponsor_id)
    return compared_from(policy, first) if first else None
