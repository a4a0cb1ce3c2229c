"""`/board/erratum`: the board has a published content counted anew, with a public reason."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from registry import texts
from registry.errors import DataError
from registry.language import marked
from registry.model.transparency import ErratumReason
from registry.release.errata import Subject, WantedErratum, countable_in, decide_erratum
from registry.snapshot import Snapshot
from registry.web.desk.board.words import ERRATUM_REASONS
from registry.web.desk.board.workspace import Workspace, shown
from registry.web.desk.forms import to
from registry.web.desk.frame import Answer, Fault, Visit, form_page
from registry.web.public.results.cells import Cell, Table

PATH = "/board/erratum"
Options = list[tuple[str, str]]
REASONS: Options = [(reason.value, words) for reason, words in ERRATUM_REASONS.items()]


def erratum_pages(desk: Workspace) -> list[HTTPRouteHandler]:
    """The form, for one programme at a time, and what was decided before."""

    async def show(visit: Visit, faults: Sequence[Fault]) -> Answer:
        frozen = desk.read()
        snapshot = frozen.snapshot if frozen else None
        programme = visit.asked("programme") or visit.typed("programme")
        return shown(
            desk,
            visit,
            "board-erratum.html",
            marked("Count anew"),
            faults=faults,
            programme=programme,
            programmes=programmes_in(snapshot) if snapshot else [],
            contents=contents_of(snapshot, programme) if snapshot else [],
            reasons=REASONS,
            known=known_table(snapshot),
        )

    async def send(visit: Visit) -> Answer:
        wanted = wanted_in(desk, visit)
        if not isinstance(wanted, WantedErratum):
            return await show(visit, wanted)
        board, actor = desk.board, visit.principal.actor
        try:
            await decide_erratum(board.database, wanted, board.approvers, visit.now, actor)
        except DataError as fault:
            return await show(visit, [Fault("content", f"{fault.what} {fault.remedy}")])
        return to("/board")

    return form_page(desk.front, PATH, show, send)


def wanted_in(desk: Workspace, visit: Visit) -> WantedErratum | list[Fault]:
    """What was typed, or what is missing of it."""
    frozen, faults = desk.read(), list[Fault]()
    known = contents_of(frozen.snapshot, visit.typed("programme")) if frozen else []
    if visit.typed("content") not in dict(known):
        faults.append(Fault("content", marked("Choose what is to be counted anew.")))
    if visit.typed("reason") not in dict(REASONS):
        faults.append(Fault("reason", marked("Choose the public reason.")))
    if faults:
        return faults
    subject_id, _, content = visit.typed("content").partition(" ")
    return WantedErratum(subject_id, content, ErratumReason(visit.typed("reason")))


def programmes_in(snapshot: Snapshot) -> Options:
    """The programmes of which something is public that can be counted anew."""
    titles = {row.programme.id: row.programme.title for row in snapshot.programmes}
    subjects: list[Subject] = [*snapshot.groups, *snapshot.bundles]
    ids = {each.programme_id for each in subjects if countable_in(each)}
    return sorted(((id, titles.get(id, id)) for id in ids), key=lambda pair: (pair[1], pair[0]))


def contents_of(snapshot: Snapshot, programme_id: str) -> Options:
    """Every content of a programme that can be counted anew, group by group."""
    subjects: list[Subject] = [*snapshot.groups, *snapshot.bundles]
    return [
        (f"{subject.id} {content}", f"{subject.id}: {texts.content(content)}")
        for subject in subjects
        if subject.programme_id == programme_id
        for content in sorted(countable_in(subject))
    ]


def known_table(snapshot: Snapshot | None) -> Table:
    """The errata that were carried out."""
    rows = tuple(
        (
            Cell(texts.day(each.decided_on)),
            Cell(texts.content(each.content), each.subject_id),
            Cell(ERRATUM_REASONS[each.reason]),
        )
        for each in (snapshot.errata if snapshot else ())
    )
    heads = (marked("Decided"), marked("What"), marked("Reason"))
    return Table(
        marked("Counted anew before"), heads, rows, marked("Nothing was counted anew so far.")
    )
