"""A plan as tables: checks, what happens group by group, stages with reasons, public facts."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from registry import texts
from registry.board.changes import FactChange, What
from registry.board.outline import Outline
from registry.language import ENGLISH, marked
from registry.release.plan import PlannedStep
from registry.release.proposals import Supported
from registry.snapshot import FrozenSnapshot
from registry.verify.report import Line
from registry.web.desk.board.words import (
    FACTS,
    moment,
    people_of,
    plan_words,
)
from registry.web.public.results.cells import Cell, Table, Tag, capital

PASSES, FAILS = Tag(marked("Passes"), "good"), Tag(marked("Fails"), "care")
MOST_FACTS = 200
NONE = marked("none")
OF_GROUPS = ("seals", "opens", "bundles", "shows", "corrects")
WORDS = {
    "seals": marked("Sealed, at least 11 patients"),
    "opens": marked("Opens"),
    "bundles": marked("Bundled"),
    "lists": marked("Listed for the first time"),
    "tells together": marked("Verdicts told together"),
    "lists wish": marked("New on the wish list"),
    "adopted": marked("Wish adopted"),
    "declined": marked("Wish declined"),
    "tells delay": marked("Release put off"),
}


class Section(Struct, frozen=True):
    """A part of the page; what is `folded` opens on demand."""

    id: str
    title: str
    intro: str
    tables: tuple[Table, ...]
    folded: bool = False


def sections_of(found: Outline, before: FrozenSnapshot | None) -> list[Section]:
    """Everything a plan says, in the order in which it is read."""
    titles = titles_in(found, before)
    steps = found.plan.steps
    return [
        Section("groups", marked("Groups"), GROUP_INTRO, tuple(group_tables(steps, titles))),
        Section("stages", marked("Stages"), STAGE_INTRO, (stages_table(found.changes, titles),)),
        Section("rest", marked("Everything else that is new"), "", (rest_table(steps, titles),)),
        *fact_sections(found.changes),
        check_section(found),
    ]


def check_section(found: Outline) -> Section:
    """The checks, folded where all pass."""
    words = passed_words(len(found.checks)) if found.is_sound else FAILED
    return Section("checks", words, CHECK_INTRO, (checks_table(found.checks),), found.is_sound)


def passed_words(count: int) -> str:
    """How many checks pass."""
    return (
        ENGLISH.plural("%(num)s disclosure check passes", "%(num)s disclosure checks pass", count)
        if count
        else marked("No disclosure check passes")
    )


FAILED = marked("The disclosure check fails")
CHECK_INTRO = marked(
    "The same checks by which everybody can verify the published snapshot. One that fails keeps "
    "the plan from being approved."
)
GROUP_INTRO = marked(
    "What is sealed, opened and shown, group by group. No count is told before it is public."
)
FACT_INTRO = marked(
    "Nothing here derives from a patient. Why a programme stopped is not told beforehand."
)
STAGE_INTRO = marked("Each stage that opens or changes, with the reason that everybody will read.")


def titles_in(found: Outline, before: FrozenSnapshot | None) -> dict[str, str]:
    """Titles of programmes, also of those that are new."""
    rows = before.snapshot.programmes if before else ()
    known = {row.programme.id: row.programme.title for row in rows}
    new = {
        change.id: field.after
        for change in found.changes
        if change.kind == "programme"
        for field in change.fields
        if field.name == "title"
    }
    return known | new


def checks_table(checks: Iterable[Line]) -> Table:
    """Every check with what it found."""
    return Table(
        marked("Disclosure check"),
        (marked("Check"), marked("Result")),
        tuple(map(check_row, checks)),
    )


def check_row(line: Line) -> tuple[Cell, ...]:
    """A check, and where it fails."""
    if line.faults:
        told = "; ".join(f"{each.place}: {each.message}" for each in line.findings[:5])
        return Cell(line.sentence), Cell(told, tags=(FAILS,))
    return Cell(line.sentence), Cell("", tags=(PASSES,))


def group_tables(steps: Sequence[PlannedStep], titles: dict[str, str]) -> Iterator[Table]:
    """A table for each programme whose groups or bundles change."""
    mine = sorted((s for s in steps if s.programme_id), key=lambda s: s.programme_id)
    for programme_id, some in groupby(mine, key=lambda step: step.programme_id):
        heads = (
            marked("Group or bundle"),
            marked("What happens"),
            marked("Shown for the first time"),
            marked("Counted anew"),
        )
        rows = tuple(group_rows(list(some)))
        yield Table(titles.get(programme_id, programme_id), heads, rows)
    if not mine:
        yield Table(marked("Groups"), (), (), marked("No group changes."))


def group_rows(steps: Sequence[PlannedStep]) -> Iterator[tuple[Cell, ...]]:
    """A row for each group or bundle of a programme."""
    by_subject = sorted(steps, key=lambda step: step.subject)
    for subject, each in groupby(by_subject, key=lambda step: step.subject):
        some = list(each)
        happens = [happening(s) for s in some if s.what in ("opens", "bundles")]
        happens += [WORDS["seals"] for step in some if step.what == "seals"]
        yield (
            Cell(subject),
            Cell(". ".join(happens) or marked("Open already")),
            Cell(contents_of(some, "shows")),
            Cell(contents_of(some, "corrects")),
        )


def happening(step: PlannedStep) -> str:
    """What happens to a group or bundle, with which others."""
    return ENGLISH.say("%(what)s: %(detail)s", what=WORDS[step.what], detail=step.detail)


def contents_of(steps: Iterable[PlannedStep], what: str) -> str:
    """The contents of which something happens."""
    return "; ".join(texts.content(s.detail) for s in steps if s.what == what) or NONE


def stages_table(changes: Iterable[FactChange], titles: dict[str, str]) -> Table:
    """The decisions that are new or other than before."""
    decisions = (change for change in changes if change.kind == "decision")
    rows = tuple(stage_row(each, titles) for each in decisions if opens(each) or is_known(each))
    heads = (marked("Programme"), marked("Stage"), marked("State"), marked("Reason"))
    return Table(marked("Stages"), heads, rows, marked("No stage changes."))


def stage_row(change: FactChange, titles: dict[str, str]) -> tuple[Cell, ...]:
    """A decision as it will stand."""
    programme_id, _, stage = change.id.rpartition(" ")
    after = {field.name: field.after for field in change.fields}
    state = Tag(marked("Opens"), "good") if opens(change) else Tag(marked("Changes"))
    reason = " ".join(filter(None, (after.get("explanation"), labels_in(after.get("labels", "")))))
    return (
        Cell(titles.get(programme_id, programme_id)),
        Cell(capital(texts.STAGES[stage]), stage),
        Cell("", tags=(state,)),
        Cell(reason or marked("A date of it changes.")),
    )


def opens(change: FactChange) -> bool:
    """Whether a decision opens its stage."""
    return any(field.name == "open" and field.after == "yes" for field in change.fields)


def is_known(change: FactChange) -> bool:
    """Whether the stage was decided on before; what is new and closed is no news."""
    return change.what is not What.NEW


def labels_in(text: str) -> str:
    """The labels of a decision in words."""
    return " ".join(words for label, words in texts.LABELS.items() if label in text.split("; "))


def rest_table(steps: Iterable[PlannedStep], titles: dict[str, str]) -> Table:
    """What is new beside groups and stages: programmes, sets, wishes, delays."""
    rest = (s for s in steps if s.what not in (*OF_GROUPS, "opens stage"))
    rows = tuple(
        (
            Cell(WORDS.get(s.what, s.what)),
            Cell(titles.get(s.subject, s.subject)),
            Cell(s.detail or NONE),
        )
        for s in rest
    )
    heads = (marked("What"), marked("About"), marked("In public words"))
    return Table(marked("Everything else that is new"), heads, rows, marked("Nothing else is new."))


def fact_sections(changes: Sequence[FactChange]) -> Iterator[Section]:
    """Public facts before and after; those that are new as a whole are folded."""
    facts = [change for change in changes if change.kind != "decision"]
    changed = [change for change in facts if change.what is not What.NEW]
    new = [change for change in facts if change.what is What.NEW]
    rows = tuple(row for change in changed[:MOST_FACTS] for row in fact_rows(change))
    heads = (marked("Fact"), marked("Field"), marked("Before"), marked("After"))
    table = Table(
        marked("Public facts that change"), heads, rows, marked("No public fact changes.")
    )
    yield Section("facts", marked("Public facts before and after"), FACT_INTRO, (table,))
    if new:
        listed = tuple((fact_cell(change), Cell(name_of(change))) for change in new[:MOST_FACTS])
        words = new_words(len(new))
        named = Table(marked("New facts"), (marked("Fact"), marked("Name")), listed)
        yield Section("new", words, "", (named,), folded=True)


def new_words(count: int) -> str:
    """How many public facts are new, of at least one."""
    return ENGLISH.plural("%(num)s public fact is new", "%(num)s public facts are new", count)


def fact_rows(change: FactChange) -> Iterator[tuple[Cell, ...]]:
    """A row for each field of a fact that is other than before."""
    if change.what is What.GONE:
        yield (
            fact_cell(change),
            Cell(marked("The whole")),
            Cell(marked("Shown")),
            Cell(marked("Gone")),
        )
        return
    for field in change.fields:
        name = capital(field.name.replace("_", " "))
        yield fact_cell(change), Cell(name), Cell(field.before or NONE), Cell(field.after or NONE)


def fact_cell(change: FactChange) -> Cell:
    """Which fact it is."""
    return Cell(FACTS.get(change.kind, change.kind), change.id)


def name_of(change: FactChange) -> str:
    """What a new fact is called, where it has a name."""
    after = {field.name: field.after for field in change.fields}
    return next((after[name] for name in ("name", "title", "topic") if name in after), NONE)


def approvals_table(waiting: Iterable[Supported], needed: int) -> Table:
    """Approvals of plans that are other than this one."""
    rows = tuple(
        (
            Cell(plan_words(each.proposal.subject), f"{each.proposal.digest[:12]}…"),
            Cell(people_of(each.people, needed)),
            Cell(moment(each.since)),
        )
        for each in waiting
    )
    return Table(
        marked("Approvals of other plans"),
        (marked("Plan"), marked("Approved by"), marked("First on")),
        rows,
    )
