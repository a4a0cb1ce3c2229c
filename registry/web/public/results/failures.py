"""What did not work: goals that were not met, and programmes that stopped or fell silent."""

from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from registry import texts
from registry.language import Language, marked
from registry.model.codes import ProgrammeEventKind, Verdict
from registry.snapshot import Snapshot
from registry.views.approval_state import ApprovalState, approval_state
from registry.views.endpoint_results import EndpointResultRow, endpoint_results
from registry.views.names import names_of
from registry.views.products import ApprovalRow, ProductRow, approvals, products
from registry.views.programmes import ProgrammeRow, programmes
from registry.web.public.frame import Asked, Page, framed
from registry.web.public.offers import source_of
from registry.web.public.results.cells import (
    NOT_STATED,
    At,
    Cell,
    Table,
    Tag,
    capital,
    fictional,
    not_stated,
    number_cell,
    rate_cell,
    said,
    why_not,
)
from registry.web.public.results.endpoints import as_stated, source_cell, verdict_tag
from registry.web.public.results.facts import history
from registry.web.public.results.known import OVER
from registry.web.public.results.of_programme import ROUTES, event_words
from registry.web.public.wording import english, name

STOPPED_WORDS = ("TERMINATED", "WITHDRAWN", "CANCELLED", "HOLD", "SUSPENDED")
UNVERIFIED = marked("Not verified by the registry")
STOPPED_OR_SILENT = marked("Stopped or silent")
GONE = (ApprovalState.SUSPENDED, ApprovalState.ENDED)
LOST = marked("Left the market or lost a permit")
LOST_HEADS = (marked("Product"), marked("What happened"), marked("When"), marked("Source"))
QUERY = """\
{ notMet: endpointResults(verdict: NOT_MET) { ...goals }
  notEvaluable: endpointResults(verdict: NOT_EVALUABLE) { ...goals }
  stoppedForFutility: endpointResults(verdict: STOPPED_FUTILITY) { ...goals }
  stoppedForSafety: endpointResults(verdict: STOPPED_SAFETY) { ...goals } }
fragment goals on EndpointResultConnection { totalCount edges { node {
  productName diseaseLabel label goalPercent verdict { text }
  calculated { share { value low high numerator denominator } }
  estimate { value } low { value } high { value } patients { value }
  lesson source { reference verified } synthetic
} } }"""


class Failure(Struct, frozen=True):
    """A programme that did not reach a goal, or that did not go on."""

    programme: ProgrammeRow
    results: tuple[EndpointResultRow, ...]

    @property
    def order(self) -> tuple[bool, str, str]:
        """Real ones first, then by disease and product."""
        row = self.programme
        return row.synthetic, row.disease_label, row.product_name.casefold()


def failures_page(asked: Asked) -> Page:
    """Everything that failed, stopped or was withdrawn, real ones first."""
    found = failures(asked.snapshot)
    return framed(
        asked,
        asked.language.say("What did not work"),
        in_words_of_others=True,
        cards=[card(asked, each) for each in found],
        real=sum(not each.programme.synthetic for each in found),
        fictional=sum(each.programme.synthetic for each in found),
        lost=lost_table(asked),
        query=QUERY,
        number=asked.snapshot.number,
    )


def failures(snapshot: Snapshot) -> list[Failure]:
    """Programmes with a goal that was not reached, or that stopped early or fell silent."""
    missed = [row for row in endpoint_results(snapshot) if is_missed(row)]
    found = (
        Failure(row, tuple(each for each in missed if each.programme_id == row.id))
        for row in programmes(snapshot)
    )
    return sorted((f for f in found if f.results or stopped(f.programme)), key=lambda f: f.order)


def is_missed(row: EndpointResultRow) -> bool:
    """Whether a goal has a public verdict other than met."""
    return row.verdict.value not in (None, Verdict.MET)


def stopped(row: ProgrammeRow) -> bool:
    """Whether a programme stopped early or fell silent; of a cited one, what its source says."""
    events = any(event.kind is ProgrammeEventKind.STOPPED for event in row.events)
    return events or row.silent or any(word in row.status_text.upper() for word in STOPPED_WORDS)


def card(asked: Asked, failure: Failure) -> Page:
    """A programme with what happened, its goals, and whose word it is."""
    row, language = failure.programme, asked.language
    return {
        "id": f"failure-{row.id}",
        "title": english(row.title, language),
        "product": name(row.product_name),
        "href": asked.href(f"/products/{row.product_id}"),
        "tags": list(tags(failure, language)),
        "happened": list(happened(row, language)),
        "goals": [goal(each, language) for each in failure.results],
        "source": source_of(row.source),
    }


def tags(failure: Failure, language: Language) -> Iterator[Tag]:
    """Disease and route, what was not reached, and how far it can be relied upon."""
    row, say = failure.programme, language.say
    yield Tag(say(row.disease_label))
    yield Tag(say(ROUTES[row.route]))
    yield from dict.fromkeys(filter(None, (verdict_tag(e, language) for e in failure.results)))
    if stopped(row):
        yield Tag(say(STOPPED_OR_SILENT), "care")
    if row.source is not None and not row.source.verified:
        yield Tag(say(UNVERIFIED), "closed")
    yield from fictional(row.synthetic, language)


def happened(row: ProgrammeRow, language: Language) -> Iterator[str]:
    """Why a programme did not go on, with the day where it is known."""
    say = language.say
    for event in row.events:
        yield f"{capital(event_words(event, language))}."
    if row.silent:
        yield say("Fell silent: for two years nobody was accepted and no due visit was answered.")
    if row.status_text:
        words = english(source_words(row.status_text), language)
        yield say("In the words of the source: %(words)s.", words=words)


def source_words(text: str) -> str:
    """What a source says of a state; codes in capitals as words."""
    parts = text.replace("_", " ").split("; ")
    return "; ".join(part.lower() if part.isupper() else part for part in parts)


def goal(row: EndpointResultRow, language: Language) -> Page:
    """A goal with its number of patients, its results, and what others can learn."""
    at = At("endpoint-results", row.id, "verdict")
    named, say = row.label.lower() != NOT_STATED.lower(), language.say
    return {
        "label": english(capital(row.label), language)
        if named
        else say("The source does not name the goal"),
        "pairs": list(pairs(row, at, language)),
        "learnt": say("Noted") if row.source else say("What to learn"),
        "lesson": english(row.lesson, language),
    }


def pairs(row: EndpointResultRow, at: At, language: Language) -> Iterator[tuple[str, Cell]]:
    """What is told of a goal that was not reached."""
    say = language.say
    if row.goal_percent is not None:
        share_asked = as_stated(row.goal_percent, language)
        yield say("Asked for"), Cell(say("at least %(share)s", share=share_asked))
    if row.measure_text:
        yield say("Measured"), Cell(english(row.measure_text, language))
    patients = row.patients.value
    if patients is not None:
        yield say("Patients in all"), number_cell(round(patients), language, at.of("patients"))
    share = row.calculated.share
    if share is not None:
        yield say("As counted here"), rate_cell(share, at.of("calculated.share"), language)
    if row.estimate.value is not None:
        stated = structs.replace(source_cell(row, at, language), note="")
        yield say("As its source states it"), stated
    elif share is None and not row.measure_text:
        yield say("Result"), Cell(why_not(row.estimate.withheld, language), quiet=True)


def lost_table(asked: Asked) -> Table:
    """Products that left the market, and national permits that ended or were suspended."""
    gone = [row for row in products(asked.snapshot) if row.marketing_state in OVER]
    ended = ended_approvals(asked.snapshot)
    rows = (
        *(market_row(asked, row) for row in gone),
        *(permit_row(asked, row) for row in ended),
    )
    language = asked.language
    caption, nothing = language.say(LOST), language.say("None is known here.")
    return Table(caption, said(LOST_HEADS, language), rows, nothing)


def ended_approvals(snapshot: Snapshot) -> Sequence[ApprovalRow]:
    """National approvals that ended or are suspended."""
    known = names_of(snapshot).approvals
    return [
        row
        for row in approvals(snapshot)
        if approval_state(known.get(row.id), snapshot.as_of) in GONE
    ]


def market_row(asked: Asked, row: ProductRow) -> tuple[Cell, ...]:
    """A product that left the market."""
    language, say, year = asked.language, asked.language.say, row.marketing_year
    state = say(texts.MARKETING[row.marketing_state])
    marks = fictional(row.synthetic, language)
    return (
        Cell(
            name(row.name),
            english(row.indication_text, language),
            asked.href(f"/products/{row.id}"),
            marks,
        ),
        Cell(say("Marketing authorisation: %(state)s", state=state)),
        Cell(say("authorised in %(year)s", year=str(year)) if year else not_stated(language)),
        origin_cell(row, language),
    )


def permit_row(asked: Asked, row: ApprovalRow) -> tuple[Cell, ...]:
    """A national permit that ended or is suspended."""
    language, say = asked.language, asked.language.say
    place, href = language.country(row.country), asked.href(f"/products/{row.product_id}")
    marks = fictional(row.synthetic, language)
    return (
        Cell(name(row.product_name), say(row.disease_label), href, marks),
        Cell(say("Hospital Exemption in %(place)s ended or suspended", place=place)),
        Cell(history(row, language)),
        origin_cell(row, language),
    )


def origin_cell(row: ProductRow | ApprovalRow, language: Language) -> Cell:
    """Where a fact comes from, and whether it was verified."""
    found = source_of(row.source)
    if found is None:
        return Cell(not_stated(language), quiet=True)
    note = "" if found["verified"] else language.say(UNVERIFIED)
    words = language.say("Source") if found["href"] else english(found["words"], language)
    return Cell(words, note, found["href"])
