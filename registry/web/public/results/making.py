"""How it is made, for how many that failed, and how completely patients are followed."""

from collections.abc import Iterator

from registry import texts
from registry.language import Language, marked
from registry.snapshot import Snapshot
from registry.views.cohort import Dimension
from registry.views.follow_up import FollowUpRow, follow_up
from registry.views.manufacturing import ManufacturingRow, manufacturing
from registry.web.public.results.blocks import Block, at_row, beside, of_programme, whom
from registry.web.public.results.cells import (
    Cell,
    Table,
    count_cell,
    number_cell,
    rate_cell,
    said,
    withheld_cell,
)

MADE_HEADS = (
    marked("Whom"),
    marked("Accepted"),
    marked("Infused"),
    marked("Attempts that failed"),
)
MADE = """\
{{ manufacturing(by: [PROGRAMME, COUNTRY], filter: {{ programmes: ["{programme}"] }},
  first: 20) {{
  edges {{ node {{
    keys {{ label }} timing withheld {{ text opensOn }}
    made {{
      accepted {{ value }} infusedShare {{ value low high numerator denominator }}
      failed {{ value numerator denominator }} failures {{ text attempts }}
      veinToVein {{ fromDay untilDay patients }}
    }}
  }} }} }} }}"""
KNOWN_HEADS = (
    marked("Whom"),
    marked("Accepted"),
    marked("Known to be alive or dead"),
    marked("Missing"),
)
KNOWN = """\
{{ followUp(by: [PROGRAMME, COUNTRY], filter: {{ programmes: ["{programme}"] }},
  first: 20) {{
  edges {{ node {{
    keys {{ label }} timing withheld {{ text opensOn }}
    horizons {{
      day accepted {{ value }} known {{ value numerator denominator }} missing {{ value }}
    }}
  }} }} }} }}"""


def manufacturing_block(snapshot: Snapshot, programme: str, language: Language) -> Block:
    """Attempts of a programme to manufacture, and why they failed."""
    rows = of_programme(manufacturing, snapshot, programme, Dimension.COUNTRY)
    cells = tuple(cell for row in rows for cell in made_rows(row, language))
    say, heads = language.say, said(MADE_HEADS, language)
    return Block(
        f"manufacture-{programme}",
        say("Can it be made?"),
        Table(say("Manufacture"), heads, cells, say("Nothing of manufacture is public.")),
        "manufacturing",
        MADE.format(programme=programme),
        say("Who could not be treated because manufacture failed is counted like anybody else."),
        beside(rows, language),
    )


def made_rows(row: ManufacturingRow, language: Language) -> Iterator[tuple[Cell, ...]]:
    """One cohort, and under it the reasons for which attempts failed."""
    at, head, made = at_row("manufacturing", row), Cell(whom(row, language)), row.made
    if row.withheld is not None:
        yield head, withheld_cell(row.withheld, language, at.of("withheld"), span=3)
        return
    yield (
        head,
        count_cell(made.accepted, at.of("made.accepted"), language),
        rate_cell(made.infused_share, at.of("made.infused_share"), language),
        rate_cell(made.failed, at.of("made.failed"), language),
    )
    for each in made.failures:
        if each.attempts:
            why = language.say(texts.BATCHES[each.code])
            reason = Cell(language.say("Failed: %(reason)s", reason=why), quiet=True)
            where = at.of("made.failures.attempts", each.code)
            yield reason, Cell("", span=2), number_cell(each.attempts, language, where)


def follow_up_block(snapshot: Snapshot, programme: str, language: Language) -> Block:
    """How many patients of a programme are known to be alive or dead, day by day."""
    rows = of_programme(follow_up, snapshot, programme, Dimension.COUNTRY)
    cells = tuple(cell for row in rows for cell in known_rows(row, language))
    say, heads = language.say, said(KNOWN_HEADS, language)
    return Block(
        f"follow-up-{programme}",
        say("Who is still followed?"),
        Table(say("Follow-up"), heads, cells, say("No day of follow-up is public.")),
        "follow-up",
        KNOWN.format(programme=programme),
        say("A patient who was not seen again is missing, and never counts as doing well."),
        beside(rows, language),
    )


def known_rows(row: FollowUpRow, language: Language) -> Iterator[tuple[Cell, ...]]:
    """One cohort on each day that is public."""
    at = at_row("follow-up", row)
    if not row.horizons and row.withheld is not None:
        head, where = Cell(whom(row, language)), at.of("withheld")
        yield head, withheld_cell(row.withheld, language, where, span=3)
    for each in row.horizons:
        item, day = str(each.day), language.number(each.day)
        yield (
            Cell(language.say("%(whom)s, day %(day)s", whom=whom(row, language), day=day)),
            count_cell(each.accepted, at.of("horizons.accepted", item), language),
            rate_cell(each.known, at.of("horizons.known", item), language),
            count_cell(each.missing, at.of("horizons.missing", item), language),
        )
