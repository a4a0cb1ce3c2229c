"""What is locked for ever when a programme is registered, in words, before it is."""

from collections.abc import Iterator

from msgspec import Struct

from registry import texts
from registry.intake.choices import Choices
from registry.language import ENGLISH, marked
from registry.model.codes import EndpointKind
from registry.model.diseases import DISEASES
from registry.model.endpoint import Endpoint, with_bounds
from registry.model.outcomes import outcome_of
from registry.model.product import Product
from registry.model.registration import ProgrammeDraft
from registry.web.desk.sponsor.registering.codes import ENDPOINT_ROLES, POPULATIONS
from registry.web.public.results.cells import capital
from registry.web.public.results.of_programme import ROUTES

Pair = tuple[str, str]
Pairs = list[Pair]


class Locked(Struct, frozen=True):
    """A programme before it is registered: its plan, and each endpoint with its name."""

    title: str
    plan: Pairs
    endpoints: list[tuple[str, Pairs]]


def locked(draft: ProgrammeDraft, product: Product, known: Choices) -> Locked:
    """Everything of a draft that nobody can change later."""
    endpoints = [(each.label, facts_beside(each)) for each in draft.endpoints]
    return Locked(draft.title, list(plan_facts(draft, product, known)), endpoints)


def plan_facts(draft: ProgrammeDraft, product: Product, known: Choices) -> Iterator[Pair]:
    """The plan, row by row."""
    names = {centre.id: centre.name for centre in known.centres}
    yield marked("Product"), product.name
    yield marked("Disease"), DISEASES[draft.disease].label
    yield from codes_of(draft)
    yield marked("Legal route"), ROUTES[draft.route]
    yield marked("Hospitals"), ", ".join(names[id] for id in draft.centre_ids)
    yield marked("Planned patients"), str(draft.planned_patients)
    yield marked("From"), texts.day(draft.starts_on)
    yield marked("To"), texts.day(draft.planned_end)
    wait = ENGLISH.plural("%(num)s day", "%(num)s days", draft.longest_wait_days)
    yield marked("Longest wait for the product"), wait
    yield marked("Patients"), marked("Children only") if draft.paediatric else marked("Any age")
    if draft.blinded_until is not None:
        yield marked("Blinded until"), texts.day(draft.blinded_until)


def codes_of(draft: ProgrammeDraft) -> Iterator[Pair]:
    """Public identifiers of the programme and codes of its disease, where they are given."""
    if draft.identifiers:
        yield marked("In study registers"), ", ".join(draft.identifiers)
    codes = ", ".join(filter(None, (draft.orpha, draft.icd)))
    if codes:
        yield marked("Codes of the disease"), codes


def facts_beside(endpoint: Endpoint) -> Pairs:
    """What an endpoint's name does not say already."""
    return [pair for pair in endpoint_facts(endpoint) if pair[1] != endpoint.label]


def endpoint_facts(stated: Endpoint) -> Iterator[Pair]:
    """An endpoint, row by row, its categories settled as they will be locked."""
    endpoint = with_bounds(stated)
    yield marked("Counts as success"), outcome_of(endpoint).label
    yield marked("Role"), capital(ENDPOINT_ROLES[endpoint.role])
    yield marked("Goal"), goal_of(endpoint)
    if endpoint.kind is EndpointKind.CHANGE:
        yield marked("Categories begin at"), bounds_of(endpoint)


def goal_of(endpoint: Endpoint) -> str:
    """When an endpoint is met."""
    return ENGLISH.say(
        "met when at least %(percent)s%% of %(patients)s succeed",
        percent=endpoint.criterion.at_least_percent,
        patients=POPULATIONS[endpoint.population],
    )


def bounds_of(endpoint: Endpoint) -> str:
    """The changes at which the categories of a change begin."""
    return ", ".join(f"{bound:+d}" for bound in endpoint.category_bounds)
