"""`/board`: what waits for a decision, with the way to each."""

from collections.abc import Iterator, Sequence

from litestar.handlers import HTTPRouteHandler

from registry import texts
from registry.board.proposals import KINDS
from registry.board.queue import Queue, Release, StaleFact, queue
from registry.language import ENGLISH, marked
from registry.release.proposals import Supported
from registry.storage.publication import latest_number
from registry.web.desk.board.delay import PATH as DELAY
from registry.web.desk.board.holds import holds_table
from registry.web.desk.board.permits import PATH as PERMITS
from registry.web.desk.board.publication import PATH as PUBLICATION
from registry.web.desk.board.publication import day_in
from registry.web.desk.board.words import (
    FACTS,
    about_words,
    day_or,
    moment,
    people_of,
    plan_words,
    reason_words,
)
from registry.web.desk.board.workspace import Workspace, shown
from registry.web.desk.frame import Answer, Visit, page
from registry.web.public.results.cells import Cell, Table, Tag

PATH = "/board"
MOST_STALE = 100
RELEASES, NOTICES = marked("Publication"), marked("Monthly publication")


def queue_page(desk: Workspace) -> HTTPRouteHandler:
    """The page with everything that waits."""

    async def show(visit: Visit) -> Answer:
        found = await queue(desk.board, visit.today)
        needed = desk.board.approvers
        return shown(
            desk,
            visit,
            "board-queue.html",
            marked("What waits for a decision"),
            published=await published_words(desk) if visit.asked("published") == "yes" else "",
            work=work_table(visit, found),
            approvals=approvals_table(visit, found.approvals, needed),
            proposals=proposals_table(visit, found.proposals, needed),
            holds=holds_table(found.holds),
            delay=DELAY if visit.may(f"GET {DELAY}") else "",
            stale=stale_table(found.stale),
            stale_words=ENGLISH.plural(
                "%(num)s row of the directory, the oldest first",
                "%(num)s rows of the directory, the oldest first",
                len(found.stale),
            ),
        )

    return page(desk.front, PATH, show)


async def published_words(desk: Workspace) -> str:
    """Which snapshot everybody reads, or will in a moment; empty where there is none."""
    frozen, latest = desk.read(), await latest_number(desk.board.database)
    if latest > (frozen.snapshot.number if frozen else 0):
        return ENGLISH.say(
            "Snapshot %(number)s is published. Everybody reads it within half a minute.",
            number=latest,
        )
    if frozen is None:
        return ""
    return ENGLISH.say(
        "Snapshot %(number)s of %(day)s is what everybody reads now.",
        number=frozen.snapshot.number,
        day=texts.day(frozen.snapshot.as_of),
    )


def work_table(visit: Visit, found: Queue) -> Table:
    """One line for each kind of work, with the way to it for those who may go there."""
    heads = (marked("What"), marked("Waiting"))
    return Table(marked("What waits"), heads, tuple(work_rows(visit, found)))


def work_rows(visit: Visit, found: Queue) -> Iterator[tuple[Cell, ...]]:
    """What waits, one kind of work after the other."""
    second = len(found.approvals) + len(found.proposals)
    lines = (
        (RELEASES, PUBLICATION, release_words(found.release)),
        (NOTICES, "", notice_words(found.notices)),
        (marked("Agreed by one, waiting for others"), "", proposals_words(second)),
        (marked("Wish list"), "/board/wishes", keys_words(len(found.wishes))),
        (
            marked("Possible duplicate persons"),
            "/board/duplicates",
            pairs_words(found.duplicates),
        ),
        (
            marked("Withdrawals to confirm"),
            "/board/withdrawals",
            withdrawals_words(found.withdrawals),
        ),
        (marked("Directory not confirmed for a year"), PERMITS, rows_words(len(found.stale))),
    )
    for words, path, waiting in lines:
        href = path if path and visit.may(f"GET {path}") else ""
        yield Cell(words, href=href), Cell(waiting, tags=due_tags(words, found))


def proposals_words(count: int) -> str:
    """How many proposals wait."""
    return (
        ENGLISH.plural("%(num)s proposal", "%(num)s proposals", count)
        if count
        else marked("No proposal")
    )


def keys_words(count: int) -> str:
    """How many keys were wished for."""
    return ENGLISH.plural("%(num)s key", "%(num)s keys", count) if count else marked("No key")


def pairs_words(count: int) -> str:
    """How many pairs of pseudonyms wait."""
    return ENGLISH.plural("%(num)s pair", "%(num)s pairs", count) if count else marked("No pair")


def withdrawals_words(count: int) -> str:
    """How many withdrawals wait."""
    return (
        ENGLISH.plural("%(num)s withdrawal", "%(num)s withdrawals", count)
        if count
        else marked("No withdrawal")
    )


def rows_words(count: int) -> str:
    """How many rows of the directory wait."""
    return ENGLISH.plural("%(num)s row", "%(num)s rows", count) if count else marked("No row")


def due_tags(words: str, found: Queue) -> tuple[Tag, ...]:
    """A mark on what should have been published."""
    due = {RELEASES: found.release.due, NOTICES: found.notices.due}
    return (Tag(marked("Due"), "care"),) if due.get(words) else ()


def notice_words(notices: Release) -> str:
    """The monthly day of safety notices, whether or not there is one."""
    day = texts.day(notices.on)
    if notices.due:
        return ENGLISH.say(
            "Since %(day)s: safety notices, where there are any, and facts of the directory",
            day=day,
        )
    return ENGLISH.say(
        "Next on %(day)s: safety notices, where there are any, and facts of the directory",
        day=day,
    )


def release_words(release: Release) -> str:
    """The next release date, or the one that is due."""
    day = texts.day(release.on)
    if release.due:
        return ENGLISH.say("The release of %(day)s is due", day=day)
    return ENGLISH.say("Next release date: %(day)s", day=day)


def approvals_table(visit: Visit, waiting: Sequence[Supported], needed: int) -> Table:
    """The plans that somebody approved since the last publication."""
    rows = tuple(
        (plan_cell(visit, each), Cell(people_of(each.people, needed)), Cell(moment(each.since)))
        for each in waiting
    )
    heads = (marked("Plan"), marked("Approved by"), marked("First on"))
    return Table(
        marked("Approved plans"),
        heads,
        rows,
        marked("Nobody has approved a plan since the last one."),
    )


def plan_cell(visit: Visit, each: Supported) -> Cell:
    """A plan with the way to it."""
    words, digest = plan_words(each.proposal.subject), f"{each.proposal.digest[:12]}…"
    return Cell(words, digest, plan_at(visit, each))


def plan_at(visit: Visit, each: Supported) -> str:
    """The address of the plan of the same day, for those who may read it."""
    day = day_in(each.proposal.subject.rpartition(" ")[2])
    return f"{PUBLICATION}?day={day}" if day and visit.may(f"GET {PUBLICATION}") else ""


def proposals_table(visit: Visit, waiting: Sequence[Supported], needed: int) -> Table:
    """What somebody proposed and others have not agreed to yet."""
    rows = tuple(proposal_row(visit, each, needed) for each in waiting)
    heads = (marked("Proposal"), marked("Public reason"), marked("Agreed by"), marked("Since"))
    return Table(marked("Proposals"), heads, rows, marked("No proposal waits."))


def proposal_row(visit: Visit, each: Supported, needed: int) -> tuple[Cell, ...]:
    """A proposal with the way to agree to it."""
    may = visit.may("GET /board/proposals/{digest:str}")
    href = f"/board/proposals/{each.proposal.digest}" if may else ""
    return (
        Cell(KINDS[each.proposal.action].words, about_words(each.proposal), href),
        Cell(reason_words(each.proposal)),
        Cell(people_of(each.people, needed)),
        Cell(moment(each.since)),
    )


def stale_table(rows: Sequence[StaleFact]) -> Table:
    """Rows of the directory that want a confirmation, the oldest first."""
    cells = tuple(
        (
            Cell(FACTS[row.kind.lower()], row.id),
            Cell(day_or(row.confirmed_on, marked("Never"))),
        )
        for row in rows[:MOST_STALE]
    )
    return Table(
        marked("Rows that nobody confirmed for a year"),
        (marked("Row"), marked("Last confirmed")),
        cells,
    )
