"""Releases and reporting: what opens when, every decision with its reason, and who is overdue."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from registry import texts
from registry.language import Language, marked
from registry.model.transparency import Delay
from registry.snapshot import Snapshot
from registry.views.decisions import DecisionRow
from registry.views.programmes import ProgrammeRow, programmes
from registry.web.public.frame import Asked, Page, framed
from registry.web.public.results import errata
from registry.web.public.results.cells import (
    Cell,
    Table,
    Tag,
    capital,
    day,
    day_cell,
    fictional,
    listed,
    said,
    sentences,
)
from registry.web.public.results.completeness import completeness_block
from registry.web.public.results.of_programme import event_words
from registry.web.public.results.schedule import ReleaseDay, coming, opened_since, own_decisions
from registry.web.public.results.stages import reasons, short
from registry.web.public.wording import english, joined, name

DATE_HEADS = (marked("Release date"), marked("Opens on it at the latest"), marked("Products"))
OPENED_HEADS = (marked("Programme"), marked("Stage"), marked("Public since"))
OWING_HEADS = (
    marked("Programme"),
    marked("Sponsor"),
    marked("Result"),
    marked("State"),
)
ERRATA_HEADS = (marked("Decided"), marked("What"), marked("Reason"))
DECISION_HEADS = (
    marked("Stage"),
    marked("State"),
    marked("Why"),
    marked("At the latest"),
    marked("Decided by"),
)
NO_DAY = marked("No day is known")
MOST = 100
PAGE = 200  # rows of an answer of GraphQL, at most
LATEST = 20
SOON = 4
QUERY = """\
query Decisions($after: String) { releaseDecisions(first: 200, after: $after) {
  totalCount pageInfo { hasNextPage endCursor } edges { node {
  programmeTitle stage open openedOn latestOn missed overdue explanation
  gates { sentence met required current } hold { reasonText until }
  policyVersion inputsDigest
} } } }"""


def releases_page(asked: Asked) -> Page:
    """The calendar, what opened last, who owes a result, and every decision."""
    snapshot = asked.snapshot
    rows, days, language = own_decisions(snapshot), coming(snapshot), asked.language
    every = [row for row in programmes(snapshot) if row.sponsor_id is not None]
    return framed(
        asked,
        language.say("Releases and reporting"),
        in_words_of_others=True,
        next=day(snapshot.next_release, language),
        policy=snapshot.policy_version,
        calendar=calendar_table(days[:SOON], language),
        later=calendar_table(days[SOON:], language),
        opened=opened_table(asked, opened_since(rows)[:LATEST]),
        owing=owing_table(asked, every),
        missed=missed(snapshot, rows, language),
        errata=errata_table(snapshot, language),
        completeness=completeness_block(snapshot, language),
        programmes=decided(rows, every, language),
        more=max(0, len({row.programme_id for row in rows}) - MOST),
        feed=asked.href("/releases.atom"),
        dates=asked.href("/releases.ics"),
        query=QUERY,
        pages=more_than_a_page(len(rows), language),
        number=snapshot.number,
    )


def more_than_a_page(rows: int, language: Language) -> str:
    """How to ask for what a page of GraphQL does not hold; nothing where it holds all."""
    if rows <= PAGE:
        return ""
    return language.say(
        "The query answers %(page)s of these %(rows)s rows at a time; its endCursor is the after "
        "of the next.",
        page=PAGE,
        rows=language.number(rows),
    )


def calendar_table(days: Sequence[ReleaseDay], language: Language) -> Table:
    """A row for each stage that opens on a release date to come."""
    rows = tuple(row for each in days for row in calendar_rows(each, language))
    return Table(language.say("Release dates to come"), said(DATE_HEADS, language), rows)


def calendar_rows(release: ReleaseDay, language: Language) -> Iterator[tuple[Cell, ...]]:
    """What opens on a day by stage, each with the products."""
    date_cell = Cell(day(release.on, language))
    if not release.openings:
        words = language.say("No latest date; what meets its conditions opens")
        yield date_cell, Cell(words, quiet=True, span=2)
    named = [(opening.words(language), opening.decision) for opening in release.openings]
    by_words = sorted(named, key=lambda each: (each[0], each[1].id))
    for words, some in groupby(by_words, key=lambda each: each[0]):
        products = Counter(decision.product_name for _, decision in some)
        told = joined("; ", (of_product(*each, language) for each in products.items()))
        yield date_cell, Cell(capital(words)), Cell(told)


def of_product(product: str, programmes: int, language: Language) -> str:
    """A product, with its number of programmes where there are several."""
    if programmes == 1:
        return name(product)
    number = language.number(programmes)
    return language.say("%(name)s (%(number)s programmes)", name=name(product), number=number)


def opened_table(asked: Asked, rows: Sequence[DecisionRow]) -> Table:
    """The stages that opened last."""
    language = asked.language
    cells = tuple(
        (
            programme_cell(asked, row),
            Cell(short(row.stage, language), tags=missed_tag(row, language)),
            day_cell(row.opened_on, language),
        )
        for row in rows
    )
    caption, nothing = language.say("Opened last"), language.say("Nothing has opened yet.")
    return Table(caption, said(OPENED_HEADS, language), cells, nothing)


def programme_cell(asked: Asked, row: DecisionRow) -> Cell:
    """A programme with its product."""
    href = asked.href(f"/products/{row.product_id}")
    marks = fictional(row.synthetic, asked.language)
    title = english(row.programme_title, asked.language)
    return Cell(title, name(row.product_name), href, marks)


def missed_tag(row: DecisionRow, language: Language) -> tuple[Tag, ...]:
    """A mark on a stage that opened later than promised."""
    return (Tag(language.say("Opened late"), "care"),) if row.missed else ()


def owing_table(asked: Asked, every: Sequence[ProgrammeRow]) -> Table:
    """Programmes whose result is due and has not come, and those that fell silent."""
    language = asked.language
    rows = tuple(owing_row(asked, row) for row in every if row.overdue or row.silent)
    nothing = language.say("No programme is overdue or silent.")
    return Table(language.say("Who is overdue"), said(OWING_HEADS, language), rows, nothing)


def owing_row(asked: Asked, row: ProgrammeRow) -> tuple[Cell, ...]:
    """A programme that owes a result or a sign."""
    language, say = asked.language, asked.language.say
    states = ((say("Result overdue"), row.overdue), (say("Silent for two years"), row.silent))
    marks = tuple(Tag(words, "care") for words, holds in states if holds)
    invented, href = fictional(row.synthetic, language), asked.href(f"/products/{row.product_id}")
    return (
        Cell(english(row.title, language), say(row.disease_label), href, invented),
        Cell(name(row.sponsor_name)),
        due_cell(row, language),
        Cell("", tags=marks),
    )


def due_cell(row: ProgrammeRow, language: Language) -> Cell:
    """When the result was due, or is: a programme can be silent before that day."""
    if row.result_due_on is None:
        return day_cell(None, language, NO_DAY)
    words = marked("was due on %(day)s") if row.overdue else marked("is due on %(day)s")
    return Cell(language.say(words, day=day(row.result_due_on, language)))


def missed(snapshot: Snapshot, rows: Sequence[DecisionRow], language: Language) -> list[str]:
    """Release dates with which nothing was published, and stages not opened on their day."""
    say, days = language.say, [day(on, language) for on in snapshot.missed_releases]
    late = sum(row.missed for row in rows)
    passed = say("Passed without a release: %(days)s.", days=listed(days, language))
    told = (
        passed if days else "",
        language.plural(
            "Opened later than promised: %(num)s stage.",
            "Opened later than promised: %(num)s stages.",
            late,
        )
        if late
        else "",
        *(put_off(delay, language) for delay in snapshot.delays),
    )
    return [*filter(None, told)] or [say("No release date was missed.")]


def put_off(delay: Delay, language: Language) -> str:
    """What the board said of a release that comes later, in its own words."""
    return language.say(
        "Release of %(release)s, put off on %(decided)s: %(reason)s",
        release=day(delay.release, language),
        decided=day(delay.decided_on, language),
        reason=english(delay.reason, language),
    )


def errata_table(snapshot: Snapshot, language: Language) -> Table:
    """What the board had counted anew, and why."""
    say = language.say
    rows = tuple(
        (
            Cell(day(row.decided_on, language)),
            Cell(
                capital(errata.what(row, snapshot, language)), errata.whom(row, snapshot, language)
            ),
            Cell(capital(say(texts.ERRATUM_REASONS[row.reason]))),
        )
        for row in snapshot.errata
    )
    nothing = say("The board had nothing counted anew.")
    return Table(say("Errata"), said(ERRATA_HEADS, language), rows, nothing)


def decided(
    rows: Sequence[DecisionRow], every: Sequence[ProgrammeRow], language: Language
) -> list[Page]:
    """Every decision by programme; of very many programmes the first, the file has all."""
    known = {row.id: row for row in every}
    by_programme = groupby(
        sorted(rows, key=lambda row: (row.synthetic, row.programme_title, row.id)),
        key=lambda row: row.programme_id,
    )
    found = [(id_, list(some)) for id_, some in by_programme]
    return [
        {
            "id": f"decisions-{id_}",
            "title": some[0].programme_title,
            "tags": [*fictional(some[0].synthetic, language), *over(known[id_], language)],
            "state": language.say(
                "%(open)s of %(all)s stages open",
                open=sum(row.open for row in some),
                all=len(some),
            ),
            "table": decision_table(some, language),
        }
        for id_, some in found[:MOST]
    ]


def over(row: ProgrammeRow, language: Language) -> Iterator[Tag]:
    """What ended or silenced a programme, and that its result is overdue."""
    yield from (Tag(capital(event_words(event, language))) for event in row.events)
    if row.overdue:
        yield Tag(language.say("Result overdue"), "care")
    if row.silent:
        yield Tag(language.say("Silent for two years"), "care")


def decision_table(rows: Sequence[DecisionRow], language: Language) -> Table:
    """The decisions on one programme with reason, policy and digest."""
    cells = tuple(decision_row(row, language) for row in rows)
    title = english(rows[0].programme_title, language)
    caption = language.say("Decisions on %(programme)s", programme=title)
    return Table(caption, said(DECISION_HEADS, language), cells)


def decision_row(row: DecisionRow, language: Language) -> tuple[Cell, ...]:
    """A decision in plain words, with what it was made from."""
    say = language.say
    state = Tag(say("Open"), "good") if row.open else Tag(say("Not open"), "closed")
    policy, inputs = row.policy_version, row.inputs_digest[:12]
    return (
        Cell(short(row.stage, language), name(row.stage)),
        Cell("", tags=(state, *missed_tag(row, language))),
        Cell(sentences(*reasons(row, language))),
        day_cell(row.latest_on, language, NO_DAY),
        Cell(
            say("Policy %(version)s", version=policy), say("inputs %(digest)s", digest=name(inputs))
        ),
    )
