"""`/board/publication`: the planned snapshot, its approval by different people, its release."""

from collections.abc import Sequence
from datetime import date

from litestar.handlers import HTTPRouteHandler

from registry import texts
from registry.board.outline import Outline, outline
from registry.board.trail import note_read
from registry.errors import ApprovalMissing, DataError, SnapshotError
from registry.language import marked
from registry.release.approval import approve, open_approvals
from registry.web.desk.board.planned import approvals_table, sections_of
from registry.web.desk.board.workspace import Workspace, because_of, shown
from registry.web.desk.forms import to
from registry.web.desk.frame import Answer, Fault, Visit, form_page

PATH = "/board/publication"
RELEASE = "/board/publication/release"
TEMPLATE, TITLE = "board-publication.html", marked("Planned publication")
CHANGED = marked("The plan has changed since you read it. Nothing was done. Read it anew.")
UNSOUND = marked("The plan does not pass its checks. Nobody can approve it.")
PREPARED = marked(
    "You sent something for a sponsor, or entered something that is not public yet. Somebody else "
    "of the board must approve this plan."
)
NOT_ENOUGH = marked("Not enough people have approved this plan. Nothing was published.")


def publication_pages(desk: Workspace) -> list[HTTPRouteHandler]:
    """The plan with the form to approve it, and the page that releases it."""

    async def show(visit: Visit, faults: Sequence[Fault]) -> Answer:
        return await plan_page(desk, visit, await day_of(desk, visit), faults)

    async def send(visit: Visit) -> Answer:
        day = day_in(visit.typed("day"))
        found = await read_plan(desk, visit, day)
        fault = found if isinstance(found, Fault) else refused(found, visit.typed("digest"))
        if isinstance(found, Outline) and visit.principal.actor in found.prepared_by:
            fault = Fault("", PREPARED)
        if fault is not None or day is None or isinstance(found, Fault):
            return await plan_page(desk, visit, day, [fault] if fault else [])
        plan = f"snapshot {found.plan.number} of {day}"
        digest, actor = found.plan.digest, visit.principal.actor
        await approve(desk.board.database, digest, actor, visit.now, plan)
        return to(f"{PATH}?day={day}")

    return form_page(desk.front, PATH, show, send)


def release_pages(desk: Workspace) -> list[HTTPRouteHandler]:
    """The step that publishes what enough people approved."""

    async def show(visit: Visit, faults: Sequence[Fault]) -> Answer:
        return await plan_page(desk, visit, await day_of(desk, visit), faults)

    async def send(visit: Visit) -> Answer:
        day, digest = day_in(visit.typed("day")), visit.typed("digest")
        found = await read_plan(desk, visit, day)
        fault = found if isinstance(found, Fault) else refused(found, digest)
        if fault is None and day is not None:
            try:
                await desk.publish(day, visit.principal.actor, digest)
            except ApprovalMissing:
                fault = Fault("", NOT_ENOUGH)
        return await plan_page(desk, visit, day, [fault]) if fault else to("/board?published=yes")

    return form_page(desk.front, RELEASE, show, send)


async def read_plan(desk: Workspace, visit: Visit, day: date | None) -> Outline | Fault:
    """The plan for a day, made now; a fault where none can be made."""
    if day is None:
        return Fault("day", marked("Write a day as year-month-day, like 2027-03-31."))
    try:
        return await desk.beside(desk.publisher, lambda beside: outline(beside, day, visit.now))
    except (DataError, SnapshotError) as fault:
        return Fault("day", f"{fault.what} {fault.remedy}")


def refused(found: Outline, digest: str) -> Fault | None:
    """Why nothing is done with the plan that somebody read."""
    if found.plan.digest != digest:
        return Fault("", CHANGED)
    return None if found.is_sound else Fault("", UNSOUND)


async def plan_page(
    desk: Workspace, visit: Visit, day: date | None, faults: Sequence[Fault]
) -> Answer:
    """The plan as it is now, with who approved it and what can be done."""
    found = await read_plan(desk, visit, day)
    if isinstance(found, Fault):
        faults = faults if found in faults else [*faults, found]
        return shown(desk, visit, TEMPLATE, TITLE, faults=faults, found=None, today=visit.today)
    subject = f"snapshot of {found.as_of}"
    await note_read(desk.board.database, because_of(visit), "plan", subject)
    waiting = await open_approvals(desk.board.database, found.needed)
    others = [each for each in waiting if each.proposal.digest != found.plan.digest]
    return shown(
        desk,
        visit,
        TEMPLATE,
        TITLE,
        faults=faults,
        found=found,
        today=visit.today,
        as_of=texts.day(found.as_of),
        others=approvals_table(others, found.needed),
        sections=sections_of(found, desk.read()),
        mine=visit.principal.actor in found.approved_by,
        prepared=visit.principal.actor in found.prepared_by,
    )


async def day_of(desk: Workspace, visit: Visit) -> date | None:
    """The day asked for; else that of the plan somebody approved last, else today."""
    asked = visit.asked("day") or visit.typed("day")
    if asked:
        return day_in(asked)
    waiting = await open_approvals(desk.board.database, desk.board.approvers)
    days = [day_in(each.proposal.subject.rpartition(" ")[2]) for each in waiting]
    return next((day for day in reversed(days) if day is not None), visit.today)


def day_in(text: str) -> date | None:
    """A day as year-month-day; None for anything else."""
    try:
        return date.fromisoformat(text) if len(text) == len("2027-03-31") else None
    except ValueError:
        return None
