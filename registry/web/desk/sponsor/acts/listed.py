"""`/desk/acts`: everything a sponsor declares, by need; and the rows of the acts."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from registry.language import marked
from registry.web.desk.frame import Answer, Visit, page, work
from registry.web.desk.sponsor.acts.form import PATH, act_page
from registry.web.desk.sponsor.acts.status import STATUS
from registry.web.desk.sponsor.workspace import Workspace

ACTS = (STATUS,)


class Entry(Struct, frozen=True):
    """A line of the list: `path` is also its place in the table of rights, after `GET `."""

    path: str
    title: str
    need: str


class Need(Struct, frozen=True):
    """What somebody comes to declare something about, with what there is."""

    title: str
    entries: tuple[Entry, ...]


NEEDS = (Need(marked("A programme goes on"), (Entry(STATUS.path, STATUS.title, STATUS.need),)),)


def act_pages(desk: Workspace) -> list[HTTPRouteHandler]:
    """The list, and the page of each act."""

    async def show(visit: Visit) -> Answer:
        return work(visit, "desk-acts.html", marked("Declare"), needs=needs_of(visit))

    forms = [handler for act in ACTS for handler in act_page(desk, act)]
    return [page(desk.front, PATH, show), *forms]


def needs_of(visit: Visit) -> Sequence[Need]:
    """What the person may declare."""
    open_to = ((n.title, tuple(e for e in n.entries if visit.may(f"GET {e.path}"))) for n in NEEDS)
    return [Need(title, entries) for title, entries in open_to if entries]
