"""Releases and reporting: what opens when, every decision with its reason, and who is overdue."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from registry import texts
from registry.model.transparency import Delay
from registry.snapshot import Snapshot
from registry.views.decisions import DecisionRow
from registry.views.programmes import ProgrammeRow, programmes
from registry.web.public.frame import Asked, Page, framed
from registry.web.public.results.cells import (
    FICTIONAL,
    Cell,
    Table,
    Tag,
    capital,
    day_cell,
    listed,
    sentences,
)
from registry.web.public.results.schedule import ReleaseDay, coming, opened_since, own_decisions
from registry.web.public.results.stages import short

MOST = 100
LATEST = 20
SOON = 4
QUERY = """\
{ releaseDecisions { totalCount edges { node {
  programmeTitle stage open openedOn latestOn missed overdue explanation
  gates { sentence met required current } hold { reasonText until }
  policyVersion inputsDigest
} } } }"""


def releases_page(asked: Asked) -> Page:
    """The calendar, what opened last, who owes a result, and every decision."""
    snapshot = asked.snapshot
    rows, days = own_decisions(snapshot), coming(snapshot)
    every = [row for row in programmes(snapshot) if row.sponsor_id is not None]
    return framed(
        asked,
        "Releases and reporting",
        next=texts.day(snapshot.next_release),
        policy=snapshot.policy_version,
        calendar=calendar_table(days[:SOON]),
        later=calendar_table(days[SOON:]),
        opened=opened_table(asked, opened_since(rows)[:LATEST]),
        owing=owing_table(asked, every),
        missed=missed(snapshot, rows),
        errata=errata_table(snapshot),
        programmes=decided(rows),
        more=max(0, len({row.programme_id for row in rows}) - MOST),
        query=QUERY,
        number=snapshot.number,
    )


def calendar_table(days: Sequence[ReleaseDay]) -> Table:
    """A row for each stage that opens on a release date to come."""
    heads = ("Release date", "Opens on it at the latest", "Products")
    rows = tuple(row for day in days for row in calendar_rows(day))
    return Table("Release dates to come", heads, rows)


def calendar_rows(day: ReleaseDay) -> Iterator[tuple[Cell, ...]]:
    """What opens on a day by stage, each with the products."""
    date_cell = Cell(texts.day(day.on))
    if not day.openings:
        words = "No latest date; what meets its conditions opens"
        yield date_cell, Cell(words, quiet=True, span=2)
    by_words = sorted(day.openings, key=lambda opening: (opening.words, opening.decision.id))
    for words, some in groupby(by_words, key=lambda opening: opening.words):
        products = Counter(opening.decision.product_name for opening in some)
        named = (f"{name} ({n} programmes)" if n > 1 else name for name, n in products.items())
        yield date_cell, Cell(capital(words)), Cell("; ".join(named))


def opened_table(asked: Asked, rows: Sequence[DecisionRow]) -> Table:
    """The stages that opened last."""
    heads = ("Programme", "Stage", "Public since")
    cells = tuple(
        (
            programme_cell(asked, row),
            Cell(short(row.stage), tags=missed_tag(row)),
            day_cell(row.opened_on),
        )
        for row in rows
    )
    return Table("Opened last", heads, cells, "Nothing has opened yet.")


def programme_cell(asked: Asked, row: DecisionRow) -> Cell:
    """A programme with its product."""
    href = asked.href(f"/products/{row.product_id}")
    return Cell(row.programme_title, row.product_name, href, (FICTIONAL,) if row.synthetic else ())


def missed_tag(row: DecisionRow) -> tuple[Tag, ...]:
    """A mark on a stage that opened later than promised."""
    return (Tag("Opened late", "care"),) if row.missed else ()


def owing_table(asked: Asked, every: Sequence[ProgrammeRow]) -> Table:
    """Programmes whose result is due and has not come, and those that fell silent."""
    heads = ("Programme", "Sponsor", "Result was due", "State")
    rows = tuple(owing_row(asked, row) for row in every if row.overdue or row.silent)
    return Table("Who is overdue", heads, rows, "No programme is overdue or silent.")


def owing_row(asked: Asked, row: ProgrammeRow) -> tuple[Cell, ...]:
    """A programme that owes a result or a sign."""
    states = (("Result overdue", row.overdue), ("Silent for two years", row.silent))
    marks = tuple(Tag(words, "care") for words, holds in states if holds)
    fictional = (FICTIONAL,) if row.synthetic else ()
    return (
        Cell(row.title, row.disease_label, asked.href(f"/products/{row.product_id}"), fictional),
        Cell(row.sponsor_name),
        day_cell(row.result_due_on, "No day is known"),
        Cell("", tags=marks),
    )


def missed(snapshot: Snapshot, rows: Sequence[DecisionRow]) -> list[str]:
    """Dates with which nothing was published, stages not opened on their day, and why."""
    days = [texts.day(on) for on in snapshot.missed_releases]
    late = sum(row.missed for row in rows)
    return [
        sentence
        for sentence in (
            f"Passed without a release: {listed(days)}." if days else "",
            f"Opened later than promised: {late} stages." if late else "",
            *map(put_off, snapshot.delays),
        )
        if sentence
    ] or ["No release date was missed."]


def put_off(delay: Delay) -> str:
    """What the board said of a release that comes later, in its own words."""
    decided = texts.day(delay.decided_on)
    return f"Release of {texts.day(delay.release)}, put off on {decided}: {delay.reason}"


def errata_table(snapshot: Snapshot) -> Table:
    """What the board had counted anew, and why."""
    heads = ("Decided", "What", "Reason")
    rows = tuple(
        (
            Cell(texts.day(row.decided_on)),
            Cell(row.content, row.subject_id),
            Cell(capital(row.reason.value.lower().replace("_", " "))),
        )
        for row in snapshot.errata
    )
    return Table("Errata", heads, rows, "The board had nothing counted anew.")


def decided(rows: Sequence[DecisionRow]) -> list[Page]:
    """Every decision by programme; of very many programmes the first, the file has all."""
    by_programme = groupby(
        sorted(rows, key=lambda row: (row.synthetic, row.programme_title, row.id)),
        key=lambda row: row.programme_id,
    )
    found = [(id_, list(some)) for id_, some in by_programme]
    return [
        {
            "id": f"decisions-{id_}",
            "title": some[0].programme_title,
            "fictional": some[0].synthetic,
            "state": f"{sum(row.open for row in some)} of {len(some)} stages open",
            "table": decision_table(some),
        }
        for id_, some in found[:MOST]
    ]


def decision_table(rows: Sequence[DecisionRow]) -> Table:
    """The decisions on one programme with reason, policy and digest."""
    heads = ("Stage", "State", "Why", "At the latest", "Decided by")
    cells = tuple(decision_row(row) for row in rows)
    return Table(f"Decisions on {rows[0].programme_title}", heads, cells)


def decision_row(row: DecisionRow) -> tuple[Cell, ...]:
    """A decision in plain words, with what it was made from."""
    state = Tag("Open", "good") if row.open else Tag("Not open", "closed")
    return (
        Cell(short(row.stage), row.stage),
        Cell("", tags=(state, *missed_tag(row))),
        Cell(sentences(row.explanation, *remarks(row))),
        day_cell(row.latest_on, "No day is known"),
        Cell(f"Policy {row.policy_version}", f"inputs {row.inputs_digest[:12]}"),
    )


def remarks(row: DecisionRow) -> Iterator[str]:
    """What a reader must know beside the reason: labels, and a hold."""
    yield from (texts.LABELS[label] for label in row.labels)
    if row.hold is not None and not row.open:
        reason = texts.HOLD_REASONS[row.hold.reason]
        yield f"Held until {texts.day(row.hold.until)}: {reason}."
