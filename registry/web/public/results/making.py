"""How it is made, for how many that failed, and how completely patients are followed."""

from collections.abc import Callable, Iterator

from registry import texts
from registry.snapshot import Snapshot
from registry.views.cohort import Dimension
from registry.views.follow_up import FollowUpRow, follow_up
from registry.views.manufacturing import ManufacturingRow, manufacturing
from registry.web.public.results.blocks import Block, at_row, beside, of_programme, whom
from registry.web.public.results.cells import (
    Cell,
    Table,
    capital,
    count_cell,
    number_cell,
    rate_cell,
    withheld_cell,
)

MADE_HEADS = ("Whom", "Accepted", "Infused", "Attempts that failed")
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
KNOWN_HEADS = ("Whom", "Accepted", "Known to be alive or dead", "Missing")
KNOWN = """\
{{ followUp(by: [PROGRAMME, COUNTRY], filter: {{ programmes: ["{programme}"] }},
  first: 20) {{
  edges {{ node {{
    keys {{ label }} timing withheld {{ text opensOn }}
    horizons {{
      day accepted {{ value }} known {{ value numerator denominator }} missing {{ value }}
    }}
  }} }} }} }}"""
Names = Callable[[str], str]


def manufacturing_block(snapshot: Snapshot, programme: str, names: Names) -> Block:
    """Attempts of a programme to manufacture, and why they failed."""
    rows = of_programme(manufacturing, snapshot, programme, Dimension.COUNTRY)
    cells = tuple(cell for row in rows for cell in made_rows(row, names))
    table = Table("Manufacture", MADE_HEADS, cells, "Nothing of manufacture is public.")
    return Block(
        f"manufacture-{programme}",
        "Can it be made?",
        table,
        "manufacturing",
        MADE.format(programme=programme),
        "Who could not be treated because manufacture failed is counted like anybody else.",
        beside(rows),
    )


def made_rows(row: ManufacturingRow, names: Names) -> Iterator[tuple[Cell, ...]]:
    """One cohort, and under it the reasons for which attempts failed."""
    at, head, made = at_row("manufacturing", row), Cell(whom(row, names)), row.made
    if row.withheld is not None:
        yield head, withheld_cell(row.withheld, at.of("withheld"), span=3)
        return
    yield (
        head,
        count_cell(made.accepted, at.of("made.accepted")),
        rate_cell(made.infused_share, at.of("made.infused_share")),
        rate_cell(made.failed, at.of("made.failed")),
    )
    for each in made.failures:
        if each.attempts:
            reason = Cell(f"Failed: {texts.BATCHES[each.code]}", quiet=True)
            number = number_cell(each.attempts, at.of("made.failures.attempts", each.code))
            yield reason, Cell("", span=2), number


def follow_up_block(snapshot: Snapshot, programme: str, names: Names) -> Block:
    """How many patients of a programme are known to be alive or dead, day by day."""
    rows = of_programme(follow_up, snapshot, programme, Dimension.COUNTRY)
    cells = tuple(cell for row in rows for cell in known_rows(row, names))
    table = Table("Follow-up", KNOWN_HEADS, cells, "No day of follow-up is public.")
    return Block(
        f"follow-up-{programme}",
        "Who is still followed?",
        table,
        "follow-up",
        KNOWN.format(programme=programme),
        "A patient who was not seen again is missing, and never counts as doing well.",
        beside(rows),
    )


def known_rows(row: FollowUpRow, names: Names) -> Iterator[tuple[Cell, ...]]:
    """One cohort on each day that is public."""
    at = at_row("follow-up", row)
    if not row.horizons and row.withheld is not None:
        yield Cell(whom(row, names)), withheld_cell(row.withheld, at.of("withheld"), span=3)
    for each in row.horizons:
        item = str(each.day)
        yield (
            Cell(capital(f"{whom(row, names)}, day {each.day:,}")),
            count_cell(each.accepted, at.of("horizons.accepted", item)),
            rate_cell(each.known, at.of("horizons.known", item)),
            count_cell(each.missing, at.of("horizons.missing", item)),
        )
