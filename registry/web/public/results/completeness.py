"""How completely sponsors report: on the page of releases, and a sponsor's own before that."""

from collections.abc import Collection, Iterable
from functools import partial

from registry import texts
from registry.exports.release import FORMATS
from registry.exports.tables import rows_in
from registry.language import Language, marked
from registry.model.codes import Timing
from registry.model.sealed import SEVERAL
from registry.snapshot import Snapshot
from registry.views import VIEWS
from registry.views.completeness import completeness
from registry.views.figures import Reason, Withheld
from registry.views.follow_up import FollowUpRow
from registry.web.public.frame import Asked
from registry.web.public.results.blocks import Block
from registry.web.public.results.cells import (
    At,
    Cell,
    Table,
    Tag,
    capital,
    count_cell,
    fictional,
    rate_cell,
    said,
    withheld_cell,
)
from registry.web.public.wording import name

HEADS = (
    marked("Sponsor"),
    marked("Up to day"),
    marked("Accepted"),
    marked("Known to be alive or dead"),
    marked("Missing"),
)
NOTHING = Withheld(Reason.NOT_YET)
NOBODY = marked("No sponsor stands beside others yet.")
INTRO = marked(
    "Of how many patients in open groups it is known whether they are alive, on the last day that "
    "is public. A sponsor sees its own row first; the release policy says for how long."
)
QUERY = """\
{{ followUp(by: [SPONSOR], filter: {{ sponsors: [{sponsors}] }}, first: 200) {{ edges {{ node {{
  id keys {{ label }} timing synthetic
  horizons {{
    day accepted {{ value }} known {{ value numerator denominator }} missing {{ value }}
  }}
  withheld {{ text opensOn }} leftOut {{ patients text }}
}} }} }} }}"""


def completeness_block(snapshot: Snapshot, language: Language) -> Block:
    """The sponsors beside each other, in order of their names: no rank."""
    rows = completeness(snapshot)
    query = QUERY.format(sponsors=", ".join(f'"{id}"' for id in snapshot.compared_sponsors))
    say = language.say
    table = completeness_table(rows, overdue_of(snapshot), language)
    return Block("completeness", say("How completely sponsors report"), table, "follow-up", query,
                 say(INTRO), left_out(rows, language))  # fmt: skip


def completeness_table(
    rows: Iterable[FollowUpRow], overdue: Collection[str], language: Language
) -> Table:
    """A row for each sponsor at its last public day; `overdue` are programmes that owe a result."""
    ordered = sorted(rows, key=lambda row: (row.keys[0].name.casefold(), row.id))
    cells = tuple(sponsor_row(row, overdue, language) for row in ordered)
    title = language.say("How completely sponsors report")
    return Table(title, said(HEADS, language), cells, language.say(NOBODY))


def sponsor_row(row: FollowUpRow, overdue: Collection[str], language: Language) -> tuple[Cell, ...]:
    """One sponsor, or why nothing of it is public."""
    head = head_of_row(row, overdue, language)
    at = At("follow-up", row.id, "withheld")
    if not row.horizons:
        return head, withheld_cell(row.withheld or NOTHING, language, at, span=4)
    last = row.horizons[-1]
    item = str(last.day)
    return (
        head,
        Cell(language.number(last.day)),
        count_cell(last.accepted, at.of("horizons.accepted", item), language),
        rate_cell(last.known, at.of("horizons.known", item), language),
        count_cell(last.missing, at.of("horizons.missing", item), language),
    )


def head_of_row(row: FollowUpRow, overdue: Collection[str], language: Language) -> Cell:
    """The sponsor, whether its patients were registered late, and whether it owes a result."""
    say, key = language.say, row.keys[0]
    mixed = key.value == SEVERAL
    whom = capital(texts.several(key.dimension, language)) if mixed else name(key.name)
    late = any(programme.id in overdue for programme in row.programmes)
    marks = (*fictional(row.synthetic, language), *((Tag(say("Result overdue"), "care"),) * late))
    if row.timing is Timing.RETROSPECTIVE:
        whom = say("%(whom)s, registered afterwards", whom=whom)
    return Cell(whom, tags=marks)


def overdue_of(snapshot: Snapshot) -> frozenset[str]:
    """The programmes that owe a result."""
    return frozenset(row.programme.id for row in snapshot.programmes if row.overdue)


def left_out(rows: Iterable[FollowUpRow], language: Language) -> tuple[str, ...]:
    """Patients of groups that several sponsors share."""
    told = {
        texts.left_out(each.patients, each.dimensions, language)
        for row in rows
        for each in row.left_out
    }
    return tuple(sorted(told))


def completeness_file(ending: str, asked: Asked) -> bytes:
    """The rows as a file with the columns of follow-up."""
    table = rows_in(VIEWS["follow-up"], completeness(asked.snapshot))
    return b"".join(FORMATS[ending].write(table, asked.snapshot))


completeness_csv, completeness_json = (partial(completeness_file, end) for end in ("csv", "json"))
