"""The goals of a product under each other: one that failed is as large as one that was met."""

from collections.abc import Sequence

from registry import texts
from registry.language import ENGLISH, Language, marked
from registry.model.codes import Verdict
from registry.views.endpoint_results import EndpointResultRow
from registry.web.charts import ForestRow, ForestWords, forest
from registry.web.public.results.blocks import Block
from registry.web.public.results.cells import (
    At,
    Cell,
    Table,
    Tag,
    capital,
    rate_cell,
    said,
    sentences,
    why_not,
    with_interval,
)
from registry.web.public.wording import english, joined

HEADS = (
    marked("Goal"),
    marked("Verdict"),
    marked("As counted here, of whole groups"),
    marked("As its source states it"),
)
QUERY = """\
{{ endpointResults(product: "{product}") {{ edges {{ node {{
  id label programmeTitle goalPercent
  verdict {{ value text withheld {{ text opensOn }} }}
  calculated {{ text share {{ value low high numerator denominator }} withheld {{ text }} }}
  estimate {{ value withheld {{ text }} }} low {{ value }} high {{ value }}
  patients {{ value withheld {{ text }} }} source {{ reference verified }} synthetic
}} }} }} }}"""
INTRO = marked(
    "A goal is fixed before the first patient is treated. The line is the 95% interval, the dashed "
    "mark the share that was asked for."
)


def endpoints_block(product: str, rows: Sequence[EndpointResultRow], language: Language) -> Block:
    """Every goal of a product, as a forest plot and as a table."""
    say, heads = language.say, said(HEADS, language)
    cells = tuple(table_row(row, language) for row in rows)
    table = Table(say("Goals with their verdict"), heads, cells, say("No goal is registered."))
    words = ForestWords(
        say("Goals, including those that were not met"),
        language.plural(
            "%(num)s goal with estimate, interval and the share that was asked for.",
            "%(num)s goals with estimate, interval and the share that was asked for.",
            len(rows),
        ),
        shares(language),
        heads,
        table.words,
    )
    figure = forest([forest_row(row, language) for row in rows], words) if rows else None
    query = QUERY.format(product=product)
    return Block("goals", words.title, table, "endpoint-results", query, say(INTRO), figure=figure)


def shares(language: Language) -> tuple[str, str, str]:
    """The shares below the drawing."""
    return language.percent(0), language.percent(0.5), language.percent(1)


def forest_row(row: EndpointResultRow, language: Language) -> ForestRow:
    """A goal in the drawing: as counted here, else as its source states it."""
    tag, (words, value, low, high) = verdict_tag(row, language), drawn(row, language)
    return ForestRow(
        row.label,
        asked_for(row, language),
        words,
        value,
        low,
        high,
        as_share(row.goal_percent),
        tag.words if tag else "",
        row.programme_title,
        "" if language == ENGLISH else ENGLISH.code,
    )


def drawn(
    row: EndpointResultRow, language: Language
) -> tuple[str, float | None, float | None, float | None]:
    """What is said beside the line of a goal, with its estimate and limits as shares."""
    share = row.calculated.share
    if share is not None and share.value is not None:
        return with_interval(share, language), share.value, share.low, share.high
    low, value, high = (as_share(each.value) for each in (row.low, row.estimate, row.high))
    words = no_estimate(row, language) if value is None else stated(row, language)
    return words, value, low, high


def as_share(per_cent: float | None) -> float | None:
    """A figure in per cent as a share; None where it is no share."""
    return per_cent / 100 if per_cent is not None and 0 <= per_cent <= 100 else None


def no_estimate(row: EndpointResultRow, language: Language) -> str:
    """Why nothing is drawn, in few words; the table says it in full."""
    open_ = row.verdict.value is not None or row.source_kind == "PUBLICATION"
    if open_:
        return language.say("No figure stated")
    return capital(language.say(texts.NOT_PUBLIC_YET))


def note_of(row: EndpointResultRow, language: Language) -> str:
    """Whose goal it is, and what was asked for."""
    return joined(": ", (english(row.programme_title, language), asked_for(row, language)))


def asked_for(row: EndpointResultRow, language: Language) -> str:
    """The share that a goal asks for; nothing where it asks for none."""
    if row.goal_percent is None:
        return ""
    return language.say("at least %(share)s asked for", share=as_stated(row.goal_percent, language))


def verdict_tag(row: EndpointResultRow, language: Language) -> Tag | None:
    """An amber mark on a goal that was not reached."""
    verdict = row.verdict.value
    if verdict in (None, Verdict.MET):
        return None
    return Tag(language.say(texts.VERDICTS[str(verdict)]).rstrip("."), "care")


def table_row(row: EndpointResultRow, language: Language) -> tuple[Cell, ...]:
    """A goal with everything that is told of it."""
    at = At("endpoint-results", row.id, "verdict")
    calculated = row.calculated
    counted = (
        rate_cell(calculated.share, at.of("calculated.share"), language)
        if calculated.share is not None
        else Cell(why_not(calculated.withheld, language), quiet=True)
    )
    return (
        Cell(english(row.label, language), note_of(row, language)),
        verdict_cell(row, at, language),
        counted,
        source_cell(row, at, language),
    )


def verdict_cell(row: EndpointResultRow, at: At, language: Language) -> Cell:
    """The verdict; or why it is withheld, and what a set of small programmes tells."""
    tag, verdict = verdict_tag(row, language), row.verdict
    if verdict.value is not None:
        words = language.say(texts.VERDICTS[str(verdict.value)]).rstrip(".")
        return Cell("" if tag else words, tags=(tag or Tag(words, "good"),), at=at)
    together = row.verdict_set
    told = texts.verdict_set(together.met, together.total, language) if together else ""
    return Cell(why_not(verdict.withheld, language), told, at=at, quiet=True)


def source_cell(row: EndpointResultRow, at: At, language: Language) -> Cell:
    """What sponsor or publication state, with whose word it is and whether it was verified."""
    if row.estimate.value is None:
        return Cell(why_not(row.estimate.withheld, language), origin(row, language), quiet=True)
    return Cell(stated(row, language), origin(row, language), at=at.of("estimate"), number=True)


def stated(row: EndpointResultRow, language: Language) -> str:
    """An estimate as it is stated, with its interval where it has one."""
    low, value, high = (
        as_stated(each.value, language) if each.value is not None else ""
        for each in (row.low, row.estimate, row.high)
    )
    if not low or not high:
        return value
    return language.say("%(share)s (%(low)s to %(high)s)", share=value, low=low, high=high)


def as_stated(per_cent: float, language: Language) -> str:
    """A figure in per cent with the digits of its source."""
    digits = len(f"{per_cent:g}".partition(".")[2])
    return language.percent(per_cent / 100, digits)


def origin(row: EndpointResultRow, language: Language) -> str:
    """How many patients the source tells of, whose word it is, and whether it was verified.

    The number is of the whole trial; an estimate may be of one of its arms.
    """
    patients, say = row.patients.value, language.say
    number = language.number(round(patients)) if patients is not None else ""
    told = say("%(patients)s patients in all.", patients=number) if number else ""
    if row.source is None:
        return sentences(told, say("Stated by its sponsor."))
    checked = "" if row.source.verified else say("Not verified by the registry.")
    return sentences(told, say("From a publication."), checked)
