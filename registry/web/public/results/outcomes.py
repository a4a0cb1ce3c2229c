"""Does it work? Success over all accepted and over the infused, and why there was none."""

from collections.abc import Iterator, Sequence

from registry import texts
from registry.language import Language, marked
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
    said,
    sentences,
    withheld_cell,
)
from registry.web.public.results.success import success

HEADS = (
    marked("Whom"),
    marked("Accepted"),
    marked("Success"),
    marked("Of all accepted"),
    marked("Of the infused"),
    marked("Outcome known"),
)
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
INTRO = marked(
    "Both shares are shown: of all who were accepted for treatment, and of those who got it. Who "
    "died, was lost or was never treated counts as no success."
)


def outcomes_block(snapshot: Snapshot, programme: str, language: Language) -> Block:
    """The primary outcomes of a programme, by country as its groups allow."""
    say = language.say
    rows = of_programme(efficacy, snapshot, programme, Dimension.COUNTRY)
    cells = tuple(cell for row in rows for cell in outcome_rows(row, language))
    asked = dict.fromkeys(success(row.outcome, language) for row in rows)
    counted = (say("Success here: %(outcome)s.", outcome=each) for each in asked)
    return Block(
        f"outcomes-{programme}",
        say("Does it work?"),
        Table(say("Outcomes"), said(HEADS, language), cells, say("No outcome is registered.")),
        "efficacy",
        QUERY.format(programme=programme),
        sentences(say(INTRO), *counted),
        (*beside(rows, language), *newer(rows, language)),
    )


def outcome_rows(row: EfficacyRow, language: Language) -> Iterator[tuple[Cell, ...]]:
    """An outcome of one cohort, and under it why there was no success."""
    at, result = at_row("efficacy", row), row.result
    head = Cell(whom(row, language))
    if row.withheld is not None:
        yield head, withheld_cell(row.withheld, language, at.of("withheld"), span=5)
        return
    yield (
        head,
        count_cell(result.accepted, at.of("result.accepted"), language),
        count_cell(result.success, at.of("result.success"), language),
        rate_cell(result.of_accepted, at.of("result.of_accepted"), language),
        rate_cell(result.of_infused, at.of("result.of_infused"), language),
        rate_cell(result.completeness, at.of("result.completeness"), language),
    )
    yield from no_success(row, language)


def no_success(row: EfficacyRow, language: Language) -> Iterator[tuple[Cell, ...]]:
    """Patients without success by reason, those reasons that occurred."""
    at = at_row("efficacy", row)
    for each in row.result.no_success:
        if each.patients:
            reason = language.say(texts.NO_SUCCESS[each.reason])
            head = Cell(language.say("No success: %(reason)s", reason=reason), quiet=True)
            where = at.of("result.no_success.patients", each.reason)
            yield head, Cell(""), number_cell(each.patients, language, where), Cell("", span=3)


def newer(rows: Sequence[EfficacyRow], language: Language) -> Iterator[str]:
    """How many patients of newer groups are not counted yet."""
    for row in rows:
        if row.not_included is not None and row.withheld is None:
            newer = row.not_included
            yield texts.not_included(newer.patients, newer.groups, language)
