"""The goals of a product under each other: one that failed is as large as one that was met."""

from collections.abc import Sequence

from registry import texts
from registry.model.codes import Verdict
from registry.views.endpoint_results import EndpointResultRow
from registry.web.charts import ForestRow, ForestWords, forest
from registry.web.public.results.blocks import Block
from registry.web.public.results.cells import (
    NOT_STATED,
    At,
    Cell,
    Table,
    Tag,
    capital,
    rate_cell,
    sentences,
    why,
    with_interval,
)

SHARES = ("0%", "50%", "100%")
HEADS = ("Goal", "Verdict", "As counted here, of whole groups", "As its source states it")
QUERY = """\
{{ endpointResults(product: "{product}") {{ edges {{ node {{
  id label programmeTitle goalPercent
  verdict {{ value text withheld {{ text opensOn }} }}
  calculated {{ text share {{ value low high numerator denominator }} withheld {{ text }} }}
  estimate {{ value withheld {{ text }} }} low {{ value }} high {{ value }}
  patients {{ value withheld {{ text }} }} source {{ reference verified }} synthetic
}} }} }} }}"""
INTRO = (
    "A goal is fixed before the first patient is treated. The line is the 95% interval, the dashed "
    "mark the share that was asked for."
)


def endpoints_block(product: str, rows: Sequence[EndpointResultRow]) -> Block:
    """Every goal of a product, as a forest plot and as a table."""
    table = Table(
        "Goals with their verdict", HEADS, tuple(map(table_row, rows)), "No goal is registered."
    )
    words = ForestWords(
        "Goals, including those that were not met",
        f"{len(rows)} goals with estimate, interval and the share that was asked for.",
        SHARES,
        HEADS,
        table.words,
    )
    figure = forest([forest_row(row) for row in rows], words) if rows else None
    query = QUERY.format(product=product)
    return Block("goals", words.title, table, "endpoint-results", query, INTRO, figure=figure)


def forest_row(row: EndpointResultRow) -> ForestRow:
    """A goal in the drawing: as counted here, else as its source states it."""
    goal = row.goal_percent / 100 if row.goal_percent is not None else None
    tag, (said, value, low, high) = verdict_tag(row), drawn(row)
    words = tag.words if tag else ""
    return ForestRow(row.label, note_of(row), said, value, low, high, goal, words)


def drawn(row: EndpointResultRow) -> tuple[str, float | None, float | None, float | None]:
    """What is said beside the line of a goal, with its estimate and limits as shares."""
    share = row.calculated.share
    if share is not None and share.value is not None:
        return with_interval(share), share.value, share.low, share.high
    low, value, high = (as_share(each.value) for each in (row.low, row.estimate, row.high))
    return (no_estimate(row) if value is None else stated(row)), value, low, high


def as_share(per_cent: float | None) -> float | None:
    """A figure in per cent as a share; None where it is no share."""
    return per_cent / 100 if per_cent is not None and 0 <= per_cent <= 100 else None


def no_estimate(row: EndpointResultRow) -> str:
    """Why nothing is drawn, in few words; the table says it in full."""
    open_ = row.verdict.value is not None or row.source_kind == "PUBLICATION"
    return "No figure stated" if open_ else capital(texts.NOT_PUBLIC_YET)


def note_of(row: EndpointResultRow) -> str:
    """Whose goal it is, and what was asked for."""
    goal = f"at least {row.goal_percent}% asked for" if row.goal_percent is not None else ""
    return ": ".join(filter(None, (row.programme_title, goal)))


def verdict_tag(row: EndpointResultRow) -> Tag | None:
    """An amber mark on a goal that was not reached."""
    verdict = row.verdict.value
    if verdict in (None, Verdict.MET):
        return None
    return Tag(texts.VERDICTS[str(verdict)].rstrip("."), "care")


def table_row(row: EndpointResultRow) -> tuple[Cell, ...]:
    """A goal with everything that is told of it."""
    at = At("endpoint-results", row.id, "verdict")
    calculated = row.calculated
    counted = (
        rate_cell(calculated.share, at.of("calculated.share"))
        if calculated.share is not None
        else Cell(why(calculated.withheld) if calculated.withheld else NOT_STATED, quiet=True)
    )
    return Cell(row.label, note_of(row)), verdict_cell(row, at), counted, source_cell(row, at)


def verdict_cell(row: EndpointResultRow, at: At) -> Cell:
    """The verdict; or why it is withheld, and what a set of small programmes tells."""
    tag, verdict = verdict_tag(row), row.verdict
    if verdict.value is not None:
        words = texts.VERDICTS[str(verdict.value)].rstrip(".")
        return Cell("" if tag else words, tags=(tag or Tag(words, "good"),), at=at)
    together = row.verdict_set
    told = texts.verdict_set(together.met, together.total) if together else ""
    return Cell(why(verdict.withheld) if verdict.withheld else NOT_STATED, told, at=at, quiet=True)


def source_cell(row: EndpointResultRow, at: At) -> Cell:
    """What sponsor or publication state, with whose word it is and whether it was verified."""
    if row.estimate.value is None:
        reason = row.estimate.withheld
        return Cell(why(reason) if reason else NOT_STATED, origin(row), quiet=True)
    return Cell(stated(row), origin(row), at=at.of("estimate"), number=True)


def stated(row: EndpointResultRow) -> str:
    """An estimate as it is stated, with its interval where it has one."""
    low, high = row.low.value, row.high.value
    limits = f"({low:g}% to {high:g}%)" if low is not None and high is not None else ""
    return sentences(f"{row.estimate.value:g}%", limits)


def origin(row: EndpointResultRow) -> str:
    """How many patients the source tells of, whose word it is, and whether it was verified.

    The number is of the whole trial; an estimate may be of one of its arms.
    """
    patients = row.patients.value
    number = f"{patients:,.0f} patients in all." if patients is not None else ""
    if row.source is None:
        return sentences(number, "Stated by its sponsor.")
    checked = "" if row.source.verified else "Not verified by the registry."
    return sentences(number, "From a publication.", checked)
