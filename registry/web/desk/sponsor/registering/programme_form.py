"""A programme as it is typed: which parts its form has, and the draft it becomes."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct, structs

from registry.language import ENGLISH, marked
from registry.model.codes import Route
from registry.model.endpoint import Endpoint
from registry.model.measures import MEASURES
from registry.model.product import Product
from registry.model.registration import ProgrammeDraft
from registry.model.submission import Finding
from registry.web.desk.coming_back import OURS
from registry.web.desk.forms import Form
from registry.web.desk.frame import Fault, Visit
from registry.web.desk.sponsor.registering.endpoint_fields import (
    EndpointFields,
    begun,
    id_of,
    read_endpoint,
)
from registry.web.desk.sponsor.registering.reading import (
    NOT_A_DAY,
    NOT_WHOLE,
    Reader,
    all_faults,
    hidden,
    with_numbers,
)
from registry.web.desk.sponsor.registering.repeated import parts_of, without_gaps, without_part
from registry.web.desk.sponsor.told import faults_of

ENDPOINTS, CENTRES = "endpoints", "centreIds"
MOST_ENDPOINTS, MOST_CENTRES = 12, 30
ALL_CENTRES = marked("There can be %(most)s hospitals at most.")
ALL_ENDPOINTS = marked("There can be %(most)s endpoints at most.")
BEGIN = {f"{CENTRES}[0]": "", "longestWaitDays": "365"}
BEFORE = ("productId", "title", "disease", "orpha", "icd", "route", "identifiers", "blindedUntil")
PLAN = ("plannedPatients", "startsOn", "plannedEnd", "longestWaitDays")
WRITTEN = ("title", "orpha", "icd", "identifiers")
DAYS = ("blindedUntil", "startsOn", "plannedEnd")
REMOVE = "remove "
NUMBERED = {ENDPOINTS: marked("Endpoint %(number)s: %(words)s")}


class Typed(Struct, frozen=True):
    """The draft that was typed, and its reader, who knows what cannot be read of it."""

    draft: ProgrammeDraft
    reader: Reader


def tidy(form: Form) -> dict[str, str]:
    """The form with parts that can be told apart: endpoints of known measures, no empty gap."""
    unknown = [
        f"{ENDPOINTS}[{number}]"
        for number in parts_of(form, ENDPOINTS)
        if form.get(f"{ENDPOINTS}[{number}].measure") not in MEASURES
    ]
    for at in reversed(unknown):
        form = without_part(form, at)
    return without_gaps(form, ENDPOINTS)


def endpoints_in(form: Form) -> list[EndpointFields]:
    """The endpoints of a tidy form."""
    places = ((number, f"{ENDPOINTS}[{number}]") for number in parts_of(form, ENDPOINTS))
    return [EndpointFields(at, n + 1, MEASURES[form[f"{at}.measure"]]) for n, at in places]


def centres_in(form: Form) -> list[str]:
    """The fields of the hospitals of a form; one where it has none."""
    return [f"{CENTRES}[{number}]" for number in parts_of(form, CENTRES) or [0]]


def altered(form: Form, step: str) -> dict[str, str] | None:
    """The form with a part added or taken away, as a button asks; None where none does."""
    if step == "add hospital":
        number = len(parts_of(form, CENTRES))
        return {**form, f"{CENTRES}[{number}]": ""} if number < MOST_CENTRES else dict(form)
    if step == "add endpoint":
        return with_endpoint(form, form.get("measure", ""))
    return without_part(form, step.removeprefix(REMOVE)) if step.startswith(REMOVE) else None


def with_endpoint(form: Form, measure: str) -> dict[str, str]:
    """The form with one more endpoint of a measure."""
    number = len(parts_of(form, ENDPOINTS))
    if measure not in MEASURES or number >= MOST_ENDPOINTS:
        return dict(form)
    return {**form, "measure": "", **begun(f"{ENDPOINTS}[{number}]", measure)}


def not_added(form: Form, step: str) -> list[Fault]:
    """Why a button adds no part: there are as many as may be, or no measure was chosen."""
    centres, endpoints = len(parts_of(form, CENTRES)), len(parts_of(form, ENDPOINTS))
    if step == "add hospital" and centres >= MOST_CENTRES:
        return [Fault(f"{CENTRES}[{centres - 1}]", ENGLISH.say(ALL_CENTRES, most=MOST_CENTRES))]
    if step == "add endpoint" and endpoints >= MOST_ENDPOINTS:
        return [Fault("measure", ENGLISH.say(ALL_ENDPOINTS, most=MOST_ENDPOINTS))]
    if step == "add endpoint" and form.get("measure") not in MEASURES:
        return [Fault("measure", marked("Choose the measure of the endpoint."))]
    return []


def identified(visit: Visit) -> list[Fault]:
    """What somebody wrote that may not even be shown again, though nothing was judged yet."""
    ends = endpoints_in(visit.form)
    return [
        *hidden(visit, [*WRITTEN, *(f"{each.at}.label" for each in ends)]),
        *hidden(visit, DAYS, NOT_A_DAY),
        *hidden(visit, ("plannedPatients", "longestWaitDays"), NOT_WHOLE),
        *hidden(visit, [name for each in ends for name in each.numbers], NOT_WHOLE),
    ]


def read(visit: Visit, product: Product) -> Typed:
    """What was typed as a programme of a product."""
    reader = Reader(visit)
    reader.named(f"{CENTRES}[0]", marked("Choose a hospital."))
    if not endpoints_in(visit.form):
        reader.wrong(ENDPOINTS, marked("Add at least one endpoint, one of them primary."))
    endpoints: list[Endpoint] = []
    for fields in endpoints_in(visit.form):
        endpoint = read_endpoint(reader, fields, "")
        id = id_of(endpoint, [each.id for each in endpoints])
        endpoints.append(structs.replace(endpoint, id=id))
    return Typed(draft_of(visit, reader, product, tuple(endpoints)), reader)


def draft_of(
    visit: Visit, reader: Reader, product: Product, endpoints: tuple[Endpoint, ...]
) -> ProgrammeDraft:
    """The plan as it was typed, with its endpoints."""
    return ProgrammeDraft(
        product_id=product.id,
        title=reader.named("title", marked("Give the programme a title.")),
        disease=reader.named("disease", marked("Choose the disease.")),
        route=reader.code("route", Route, marked("Choose the legal route.")),
        centre_ids=tuple(reader.text(name) for name in centres_in(visit.form) if reader.text(name)),
        planned_patients=reader.whole(
            "plannedPatients", marked("Give the planned number of patients.")
        ),
        starts_on=reader.day("startsOn", marked("Give the day on which it starts."), date.min),
        planned_end=reader.day("plannedEnd", marked("Give the planned end.")),
        endpoints=endpoints,
        identifiers=reader.parts("identifiers"),
        orpha=reader.text("orpha") or None,
        icd=reader.text("icd") or None,
        blinded_until=reader.maybe_day("blindedUntil"),
        longest_wait_days=reader.whole("longestWaitDays", marked("Give the longest wait in days.")),
        paediatric=reader.ticked("paediatric"),
    )


def fields_of(visit: Visit) -> list[str]:
    """Every field that can be at fault, in the order of the page."""
    ends = [name for each in endpoints_in(visit.form) for name in each.names]
    return [*BEFORE, *centres_in(visit.form), *PLAN, ENDPOINTS, *ends]


def found_in(visit: Visit, typed: Typed, findings: Iterable[Finding]) -> list[Fault]:
    """Everything wrong, with the number of its endpoint where it is about one."""
    fields = fields_of(visit)
    found = faults_of((at_its_field(finding) for finding in findings), fields)
    return with_numbers(all_faults(typed.reader, found, fields), NUMBERED)


def at_its_field(finding: Finding) -> Finding:
    """A finding at the field that its path means: identifiers share one, a hospital is missing."""
    path = re.sub(r"^identifiers\[\d+\]$", "identifiers", finding.path)
    return structs.replace(finding, path=f"{CENTRES}[0]" if path == CENTRES else path)


def carried(visit: Visit) -> Iterator[tuple[str, str]]:
    """What the page before the registration carries of the form, and nothing of its buttons."""
    for name, value in visit.form.items():
        if value and name not in OURS and name not in ("step", "sure", "measure"):
            yield name, value
