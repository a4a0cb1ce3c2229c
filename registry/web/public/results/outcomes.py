"""Does it work? Success over all accepted and over the infused, and why there was none."""

from collections.abc import Callable, Iterator, Sequence

from registry import texts
from registry.snapshot import Snapshot
from registry.views.cohort import Dimension
from registry.views.efficacy import efficacy
from registry.views.efficacy_rows import EfficacyRow
from registry.web.public.results.blocks import Block, at_row, beside, of_programme, whom
from registry.web.public.results.cells import (
    Cell,
    Table,
    count_cell,
    number_cell,
    rate_cell,
    withheld_cell,
)

HEADS = ("Whom", "Accepted", "Success", "Of all accepted", "Of the infused", "Outcome known")
QUERY = """\
{{ efficacy(by: [PROGRAMME, COUNTRY], filter: {{ programmes: ["{programme}"] }},
  first: 20) {{ edges {{ node {{
  keys {{ label }} timing outcome {{ label }}
  result {{
    accepted {{ value withheld {{ text }} }} success {{ value }}
    ofAccepted {{ value low high numerator denominator }}
    ofInfused {{ value low high numerator denominator }}
    completeness {{ value numerator denominator }} noSuccess {{ text patients }}
  }}
}} }} }} }}"""
INTRO = (
    "Both shares are shown: of all who were accepted for treatment, and of those who got it. Who "
    "died, was lost or was never treated counts as no success."
)


def outcomes_block(snapshot: Snapshot, programme: str, names: Callable[[str], str]) -> Block:
    """The primary outcomes of a programme, by country as its groups allow."""
    rows = of_programme(efficacy, snapshot, programme, Dimension.COUNTRY)
    cells = tuple(cell for row in rows for cell in outcome_rows(row, names))
    labels = dict.fromkeys(row.outcome.label for row in rows)
    table = Table("Outcomes", HEADS, cells, "No outcome is registered.")
    return Block(
        f"outcomes-{programme}",
        "Does it work?",
        table,
        "efficacy",
        QUERY.format(programme=programme),
        " ".join((INTRO, *(f"Success here: {label}." for label in labels))),
        (*beside(rows), *newer(rows)),
    )


def outcome_rows(row: EfficacyRow, names: Callable[[str], str]) -> Iterator[tuple[Cell, ...]]:
    """An outcome of one cohort, and under it why there was no success."""
    at, result = at_row("efficacy", row), row.result
    head = Cell(whom(row, names))
    if row.withheld is not None:
        yield head, withheld_cell(row.withheld, at.of("withheld"), span=5)
        return
    yield (
        head,
        count_cell(result.accepted, at.of("result.accepted")),
        count_cell(result.success, at.of("result.success")),
        rate_cell(result.of_accepted, at.of("result.of_accepted")),
        rate_cell(result.of_infused, at.of("result.of_infused")),
        rate_cell(result.completeness, at.of("result.completeness")),
    )
    yield from no_success(row)


def no_success(row: EfficacyRow) -> Iterator[tuple[Cell, ...]]:
    """Patients without success by reason, those reasons that occurred."""
    at = at_row("efficacy", row)
    for each in row.result.no_success:
        if each.patients:
            head = Cell(f"No success: {texts.NO_SUCCESS[each.reason]}", quiet=True)
            where = at.of("result.no_success.patients", each.reason)
            yield head, Cell("", span=1), number_cell(each.patients, where), Cell("", span=3)


def newer(rows: Sequence[EfficacyRow]) -> Iterator[str]:
    """How many patients of newer groups are not counted yet."""
    for row in rows:
        if row.not_included is not None and row.withheld is None:
            yield texts.not_included(row.not_included.patients, row.not_included.groups)
