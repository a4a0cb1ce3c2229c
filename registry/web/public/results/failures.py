"""What did not work: goals that were not met, and programmes that stopped or fell silent."""

from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from registry import texts
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
    FICTIONAL,
    NOT_STATED,
    At,
    Cell,
    Table,
    Tag,
    capital,
    number_cell,
    rate_cell,
    why,
)
from registry.web.public.results.endpoints import source_cell, verdict_tag
from registry.web.public.results.facts import history
from registry.web.public.results.of_programme import ROUTES
from registry.web.public.results.products import OVER

STOPPED_WORDS = ("TERMINATED", "WITHDRAWN", "CANCELLED", "HOLD", "SUSPENDED")
UNVERIFIED = Tag("Not verified by the registry", "closed")
GONE = (ApprovalState.SUSPENDED, ApprovalState.ENDED)
LOST_HEADS = ("Product", "What happened", "When", "Source")
QUERY = """\
{ endpointResults(verdict: NOT_MET) { totalCount edges { node {
  productName diseaseLabel label goalPercent verdict { text }
  calculated { share { value low high numerator denominator } }
  estimate { value } low { value } high { value } patients { value }
  lesson source { reference verified } synthetic
} } } }"""


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
        "What did not work",
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
    row = failure.programme
    return {
        "id": f"failure-{row.id}",
        "title": row.title,
        "product": row.product_name,
        "href": asked.href(f"/products/{row.product_id}"),
        "tags": list(tags(failure)),
        "happened": list(happened(row)),
        "goals": [goal(each) for each in failure.results],
        "source": source_of(row.source),
    }


def tags(failure: Failure) -> Iterator[Tag]:
    """Disease and route, what was not reached, and how far it can be relied upon."""
    row = failure.programme
    yield Tag(row.disease_label)
    yield Tag(ROUTES[row.route])
    for words in dict.fromkeys(t.words for t in map(verdict_tag, failure.results) if t):
        yield Tag(words, "care")
    if stopped(row):
        yield Tag("Stopped or silent", "care")
    if row.source is not None and not row.source.verified:
        yield UNVERIFIED
    if row.synthetic:
        yield FICTIONAL


def happened(row: ProgrammeRow) -> Iterator[str]:
    """Why a programme did not go on, with the day where it is known."""
    for event in row.events:
        reason = event.reason.value.lower().replace("_", " ") if event.reason else ""
        told = f"{capital(event.kind.value.lower().replace('_', ' '))} on {texts.day(event.on)}"
        yield f"{told}: {reason}." if reason else f"{told}."
    if row.silent:
        yield "Fell silent: for two years nobody was accepted and no due visit was answered."
    if row.status_text:
        yield f"In the words of the source: {source_words(row.status_text)}."


def source_words(text: str) -> str:
    """What a source says of a state; codes in capitals as words."""
    parts = text.replace("_", " ").split("; ")
    return "; ".join(part.lower() if part.isupper() else part for part in parts)


def goal(row: EndpointResultRow) -> Page:
    """A goal with its number of patients, its results, and what others can learn."""
    at = At("endpoint-results", row.id, "verdict")
    named = row.label.lower() != NOT_STATED.lower()
    return {
        "label": capital(row.label) if named else "The source does not name the goal",
        "pairs": list(pairs(row, at)),
        "learnt": "Noted" if row.source else "What to learn",
        "lesson": row.lesson,
    }


def pairs(row: EndpointResultRow, at: At) -> Iterator[tuple[str, Cell]]:
    """What is told of a goal that was not reached."""
    if row.goal_percent is not None:
        yield "Asked for", Cell(f"at least {row.goal_percent}%")
    if row.measure_text:
        yield "Measured", Cell(row.measure_text)
    patients = row.patients
    if patients.value is not None:
        yield "Patients in all", number_cell(round(patients.value), at.of("patients"))
    share = row.calculated.share
    if share is not None:
        yield "As counted here", rate_cell(share, at.of("calculated.share"))
    if row.estimate.value is not None:
        yield "As its source states it", structs.replace(source_cell(row, at), note="")
    elif share is None and not row.measure_text:
        reason = row.estimate.withheld
        yield "Result", Cell(why(reason) if reason else NOT_STATED, quiet=True)


def lost_table(asked: Asked) -> Table:
    """Products that left the market, and national permits that ended or were suspended."""
    gone = [row for row in products(asked.snapshot) if row.marketing_state in OVER]
    ended = ended_approvals(asked.snapshot)
    rows = (
        *(market_row(asked, row) for row in gone),
        *(permit_row(asked, row) for row in ended),
    )
    return Table("Left the market or lost a permit", LOST_HEADS, rows, "None is known here.")


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
    state = row.marketing_state.value.lower()
    since = f"authorised in {row.marketing_year}" if row.marketing_year else NOT_STATED
    return (
        Cell(row.name, row.indication_text, asked.href(f"/products/{row.id}"), marks(row)),
        Cell(f"Marketing authorisation {state}"),
        Cell(since),
        origin_cell(row),
    )


def permit_row(asked: Asked, row: ApprovalRow) -> tuple[Cell, ...]:
    """A national permit that ended or is suspended."""
    place = asked.language.country(row.country)
    return (
        Cell(row.product_name, row.disease_label, asked.href(f"/products/{row.product_id}"),
             marks(row)),
        Cell(f"Hospital Exemption in {place} ended or suspended"),
        Cell(history(row)),
        origin_cell(row),
    )  # fmt: skip


def marks(row: ProductRow | ApprovalRow) -> tuple[Tag, ...]:
    """Whether a row is invented."""
    return (FICTIONAL,) if row.synthetic else ()


def origin_cell(row: ProductRow | ApprovalRow) -> Cell:
    """Where a fact comes from, and whether it was verified."""
    found = source_of(row.source)
    if found is None:
        return Cell(NOT_STATED, quiet=True)
    note = "" if found["verified"] else "Not verified by the registry"
    return Cell("Source" if found["href"] else found["words"], note, found["href"])
