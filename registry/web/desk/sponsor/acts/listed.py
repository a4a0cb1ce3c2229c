"""`/desk/acts`: everything a sponsor declares, what is due first; and the rows of the acts."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from registry.language import marked
from registry.web.desk.frame import Answer, Visit, page, work
from registry.web.desk.sponsor.acts.advice import ADVICE
from registry.web.desk.sponsor.acts.attestation import ATTEST
from registry.web.desk.sponsor.acts.costs import COSTS
from registry.web.desk.sponsor.acts.cut_off import CUT_OFF
from registry.web.desk.sponsor.acts.due import due_results, due_years
from registry.web.desk.sponsor.acts.form import PATH, Act, act_page, own_for
from registry.web.desk.sponsor.acts.product import REGISTER
from registry.web.desk.sponsor.acts.result import RESULT
from registry.web.desk.sponsor.acts.status import STATUS
from registry.web.desk.sponsor.acts.wish import WISH
from registry.web.desk.sponsor.acts.withdrawal import WITHDRAW
from registry.web.desk.sponsor.registering.approval import PATH as APPROVAL
from registry.web.desk.sponsor.registering.approval import TITLE as RECORD_APPROVAL
from registry.web.desk.sponsor.registering.approval_change import PATH as APPROVAL_CHANGE
from registry.web.desk.sponsor.registering.approval_change import TITLE as CHANGE_APPROVAL
from registry.web.desk.sponsor.registering.endpoint_change import PATH as ENDPOINT
from registry.web.desk.sponsor.registering.endpoint_change import TITLE as CHANGE_ENDPOINT
from registry.web.desk.sponsor.registering.programme import PATH as PROGRAMME
from registry.web.desk.sponsor.registering.programme import TITLE as REGISTER_PROGRAMME
from registry.web.desk.sponsor.workspace import Workspace

ACTS = (REGISTER, STATUS, CUT_OFF, RESULT, ATTEST, COSTS, ADVICE, WISH, WITHDRAW)


class Entry(Struct, frozen=True):
    """A line of the list: `path` is also its place in the table of rights, after `GET `."""

    path: str
    title: str
    need: str


class Need(Struct, frozen=True):
    """What somebody comes to declare something about, with what there is."""

    title: str
    entries: tuple[Entry, ...]


def entry(act: Act) -> Entry:
    """An act as a line of the list."""
    return Entry(act.path, act.title, act.need)


HOLD = Entry(
    "/desk/hold",
    marked("Ask for a hold"),
    marked("Interim efficacy waits, in public and once per product."),
)
SUMMARY = Entry(
    "/desk/summary",
    marked("In plain words"),
    marked("What a product is, said to patients and parents."),
)
PLAN = Entry(
    PROGRAMME,
    REGISTER_PROGRAMME,
    marked("Plan, hospitals and endpoints, before the first outcome. Locked for ever."),
)
APPROVED = Entry(
    APPROVAL,
    RECORD_APPROVAL,
    marked("What an authority decided, what happened since, and which hospitals offer it."),
)
RENEWED = Entry(
    APPROVAL_CHANGE,
    CHANGE_APPROVAL,
    marked("A renewal, a suspension, a later end, and what its hospitals offer now."),
)
LATER = Entry(
    ENDPOINT,
    CHANGE_ENDPOINT,
    marked("Beside what was locked, with its reason. What was locked first still counts."),
)
NEEDS = (
    Need(marked("Results"), (entry(RESULT), entry(CUT_OFF), HOLD)),
    Need(marked("A programme"), (PLAN, LATER, entry(STATUS), entry(ATTEST), entry(COSTS))),
    Need(marked("A product"), (entry(REGISTER), APPROVED, RENEWED, SUMMARY, entry(ADVICE))),
    Need(marked("A patient"), (entry(WITHDRAW),)),
    Need(marked("The wish list"), (entry(WISH),)),
)


def act_pages(desk: Workspace) -> list[HTTPRouteHandler]:
    """The list, and the page of each act."""

    async def show(visit: Visit) -> Answer:
        own, frozen = await own_for(desk, visit), desk.read()
        results = due_results(own, frozen.snapshot.programmes if frozen else ())
        years = due_years(own) if visit.may(f"GET {ATTEST.path}") else ()
        return work(
            visit,
            "desk-acts.html",
            marked("Declare"),
            results=results,
            years=years,
            needs=needs_of(visit),
        )

    forms = [handler for act in ACTS for handler in act_page(desk, act)]
    return [page(desk.front, PATH, show), *forms]


def needs_of(visit: Visit) -> Sequence[Need]:
    """What the person may declare."""
    open_to = ((n.title, tuple(e for e in n.entries if visit.may(f"GET {e.path}"))) for n in NEEDS)
    return [Need(title, entries) for title, entries in open_to if entries]
