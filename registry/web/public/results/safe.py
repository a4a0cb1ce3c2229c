"""Is it safe? Patients with an event of each class, up to the last day that is public."""

from collections.abc import Callable, Iterator

from registry import texts
from registry.snapshot import Snapshot
from registry.views.cohort import Dimension
from registry.views.safety import PatientsWith, SafetyAt, SafetyRow, safety
from registry.web.public.results.blocks import Block, at_row, beside, of_programme, whom
from registry.web.public.results.cells import (
    At,
    Cell,
    Table,
    capital,
    number_cell,
    rate_cell,
    withheld_cell,
)

HEADS = ("Event", "Patients", "Of all accepted", "Looked at to the end")
QUERY = """\
{{ safety(by: [PROGRAMME, COUNTRY], filter: {{ programmes: ["{programme}"] }},
  first: 20) {{ edges {{ node {{
  keys {{ label }} timing withheld {{ text opensOn }}
  horizons {{
    day groups accepted {{ value }} infused {{ value }}
    serious {{ patients ofAccepted {{ value low high numerator denominator }} observed noneText }}
    classes {{ label patients ofAccepted {{ value low high numerator denominator }} observed }}
  }}
}} }} }} }}"""
INTRO = (
    "Patients with at least one event up to the last day that is public, whoever judges what "
    "caused it. Events of patients who were never treated count too. None observed is not none."
)


def safety_block(snapshot: Snapshot, programme: str, names: Callable[[str], str]) -> Block:
    """Adverse events of a programme, by country as its groups allow."""
    rows = of_programme(safety, snapshot, programme, Dimension.COUNTRY)
    cells = tuple(cell for row in rows for cell in safety_rows(row, names))
    table = Table("Patients with adverse events", HEADS, cells, "No safety horizon is public.")
    query = QUERY.format(programme=programme)
    return Block(f"safety-{programme}", "Is it safe?", table, "safety", query, INTRO, beside(rows))


def safety_rows(row: SafetyRow, names: Callable[[str], str]) -> Iterator[tuple[Cell, ...]]:
    """The classes of one cohort at its last public horizon, under a row that says of whom."""
    at = at_row("safety", row)
    if not row.horizons:
        if row.withheld is not None:
            yield Cell(whom(row, names)), withheld_cell(row.withheld, at.of("withheld"), span=3)
        return
    last = row.horizons[-1]
    yield head_row(row, last, names)
    yield class_row(last.serious, at, "horizons.serious", str(last.day))
    for each in last.classes:
        yield class_row(each, at, "horizons.classes", f"{last.day}/{each.name}")


def head_row(row: SafetyRow, last: SafetyAt, names: Callable[[str], str]) -> tuple[Cell, ...]:
    """Of whom the rows below are: country, day, accepted and infused."""
    words = f"{whom(row, names)}: to day {last.day:,}"
    note = f"{last.accepted.value:,} accepted, {last.infused.value:,} of them infused"
    return Cell(words, note), Cell("", span=3)


def class_row(each: PatientsWith, at: At, measure: str, item: str) -> tuple[Cell, ...]:
    """Patients with one class of events; where nobody had one, what that can hide."""
    share = rate_cell(each.of_accepted, at.of(f"{measure}.of_accepted", item))
    if each.none_limit is not None:
        share = Cell(texts.none_of(each.observed, each.none_limit), quiet=True)
    return (
        Cell(capital(texts.EVENT_CLASSES[each.name])),
        number_cell(each.patients, at.of(f"{measure}.patients", item)),
        share,
        number_cell(each.observed, at.of(f"{measure}.observed", item)),
    )
