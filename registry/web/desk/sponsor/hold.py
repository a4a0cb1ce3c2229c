"""`/desk/hold`: asking to wait with interim efficacy, in public and once per product lineage."""

from collections.abc import Iterator, Sequence

from litestar.handlers import HTTPRouteHandler

from registry.language import ENGLISH, marked
from registry.model.codes import HoldReason
from registry.model.hold import LONGEST_HOLD_MONTHS
from registry.model.registration import HoldDraft
from registry.texts import HOLD_REASONS
from registry.web.desk.frame import Answer, Fault, Visit, form_page, work
from registry.web.desk.sponsor.declared import declared
from registry.web.desk.sponsor.told import Options, chosen, own_programmes
from registry.web.desk.sponsor.workspace import Workspace

FIELDS = ("programmeId", "reason", "months")
REASONS = [(reason.value, HOLD_REASONS[reason]) for reason in HoldReason]


def hold_page(desk: Workspace) -> list[HTTPRouteHandler]:
    """The form, and what was asked for."""

    async def show(visit: Visit, faults: Sequence[Fault]) -> Answer:
        programmes = await own_programmes(desk, visit)
        months = [(str(n), month_words(n)) for n in range(1, LONGEST_HOLD_MONTHS + 1)]
        return work(
            visit,
            "desk-hold.html",
            marked("Ask for a hold"),
            faults=faults,
            programmes=programmes,
            reasons=REASONS,
            months=months,
        )

    async def send(visit: Visit) -> Answer:
        faults = list(missing(visit, await own_programmes(desk, visit)))
        if faults:
            return await show(visit, faults)
        return await declared(desk, visit, draft_of(visit), FIELDS, show)

    return form_page(desk.front, "/desk/hold", show, send)


def month_words(months: int) -> str:
    """So many months, in words."""
    return ENGLISH.plural("%(num)s month", "%(num)s months", months)


def missing(visit: Visit, programmes: Options) -> Iterator[Fault]:
    """What is not filled in yet."""
    if not chosen(programmes, visit.typed("programmeId")):
        yield Fault("programmeId", marked("Choose a programme."))
    if visit.typed("reason") not in {value for value, _ in REASONS}:
        yield Fault("reason", marked("Choose a reason."))
    if not (visit.typed("months").isascii() and visit.typed("months").isdigit()):
        yield Fault("months", marked("Choose for how many months."))
    if not visit.typed("sure"):
        yield Fault("sure", marked("Confirm that the hold is public and can be asked for once."))


def draft_of(visit: Visit) -> HoldDraft:
    """What was typed as a request."""
    reason = HoldReason(visit.typed("reason"))
    return HoldDraft(visit.typed("programmeId"), reason, int(visit.typed("months")[:4]))
