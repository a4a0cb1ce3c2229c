"""Rules on the endpoints of a programme: each can be counted as it is locked, and as it is changed.

A change is looked at only where the programme is the sponsor's own.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from registry.intake.rules.known import DraftRule, Known
from registry.intake.schedule import schedule_of
from registry.model.codes import EndpointKind, EndpointRole
from registry.model.endpoint import Endpoint, with_bounds
from registry.model.measures import MEASURES, Measure
from registry.model.product import Product
from registry.model.programme import latest_versions
from registry.model.registration import Draft, EndpointChangeDraft, ProgrammeDraft

MOST_CATEGORIES = 5


def endpoints(draft: Draft, known: Known) -> Iterator[str]:
    """Each endpoint can be counted as it is locked; one is primary; ids differ."""
    if change := change_of(draft, known):
        yield from (f"endpoint.{field}" for field in version_faults(change))
    if not isinstance(draft, ProgrammeDraft):
        return
    if not any(endpoint.role is EndpointRole.PRIMARY for endpoint in draft.endpoints):
        yield "endpoints"
    ids = [endpoint.id for endpoint in draft.endpoints]
    product = known.products.get(draft.product_id)
    for index, endpoint in enumerate(draft.endpoints):
        if ids.count(endpoint.id) > 1 or not re.fullmatch(r"[a-z0-9-]{1,40}", endpoint.id):
            yield f"endpoints[{index}].id"
        yield from (f"endpoints[{index}].{field}" for field in faults(endpoint, product))


def faults(endpoint: Endpoint, product: Product | None) -> Iterator[str]:
    """The fields by which an endpoint cannot be counted, its day among the follow-up windows."""
    yield from endpoint_faults(endpoint)
    if product and endpoint.day not in schedule_of(product).windows[1:]:
        yield "day"


def endpoint_faults(endpoint: Endpoint) -> Iterator[str]:
    """The fields of an endpoint that do not fit its kind and measure."""
    measure = MEASURES.get(endpoint.measure)
    if measure is None or measure.kind is not endpoint.kind:
        yield "measure"
        return
    if not 1 <= endpoint.criterion.at_least_percent <= 100:
        yield "criterion.atLeastPercent"
    wanted = set(endpoint.success_categories)
    if endpoint.kind is EndpointKind.RESPONDER and not (
        wanted and wanted < set(measure.categories)
    ):
        yield "successCategories"
    if endpoint.kind is EndpointKind.TIME_TO_EVENT and not endpoint.events:
        yield "events"
    if endpoint.kind is EndpointKind.CHANGE:
        yield from change_faults(endpoint, measure)
    yield from stray_fields(endpoint)


def change_faults(endpoint: Endpoint, measure: Measure) -> Iterator[str]:
    """The fields by which a change cannot be counted: in at most five categories of its scale.

    One of them begins at the locked improvement, so that success is a sum of categories.
    """
    improvement, bounds = endpoint.improvement or 0, endpoint.category_bounds
    if improvement <= 0:
        yield "improvement"
    largest = (measure.highest or 0) - (measure.lowest or 0)
    in_order = list(bounds) == sorted(set(bounds)) and len(bounds) < MOST_CATEGORIES
    on_scale = all(-largest < bound <= largest for bound in bounds)
    if bounds and not (in_order and on_scale and improvement in bounds):
        yield "categoryBounds"


def stray_fields(endpoint: Endpoint) -> Iterator[str]:
    """What belongs to an endpoint of another kind."""
    if endpoint.kind is not EndpointKind.RESPONDER and endpoint.success_categories:
        yield "successCategories"
    if endpoint.kind is not EndpointKind.TIME_TO_EVENT and endpoint.events:
        yield "events"
    if endpoint.kind is not EndpointKind.CHANGE and endpoint.improvement is not None:
        yield "improvement"
    if endpoint.kind is not EndpointKind.CHANGE and endpoint.category_bounds:
        yield "categoryBounds"


class Change(Struct, frozen=True):
    """A change, with the programme's endpoints as stated before it, by id."""

    endpoint: Endpoint
    product: Product | None
    before: dict[str, Endpoint]


def change_of(draft: Draft, known: Known) -> Change | None:
    """The change a draft asks for; None where the programme is not the sponsor's own."""
    if not isinstance(draft, EndpointChangeDraft):
        return None
    programme = known.programmes.get(draft.programme_id)
    if programme is None or programme.sponsor_id != known.sponsor_id:
        return None
    product = known.products.get(programme.product_id)
    return Change(draft.endpoint, product, latest_versions(programme))


def version_faults(change: Change) -> Iterator[str]:
    """The fields by which a later version cannot be counted, or leaves no endpoint primary."""
    yield from faults(change.endpoint, change.product)
    stated = change.before | {change.endpoint.id: change.endpoint}
    if not any(endpoint.role is EndpointRole.PRIMARY for endpoint in stated.values()):
        yield "role"


def locked_before(draft: Draft, known: Known) -> Iterator[str]:
    """A change is of an endpoint that was locked when the programme was registered."""
    change = change_of(draft, known)
    if change and change.endpoint.id not in change.before:
        yield "endpoint.id"


def differs(draft: Draft, known: Known) -> Iterator[str]:
    """A change says something else than the latest version."""
    change = change_of(draft, known)
    if change and with_bounds(change.endpoint) == change.before.get(change.endpoint.id):
        yield "endpoint"


def label_without_counts(draft: Draft, known: Known) -> Iterator[str]:
    """The name of a later version holds no number but those of its definition (law 6).

    It is written when outcomes may be known, and public at once.
    """
    change = change_of(draft, known)
    before = change and change.before.get(change.endpoint.id)
    if change and before:
        allowed = numbers(before.label) | own_numbers(change.endpoint)
        if not numbers(change.endpoint.label) <= allowed:
            yield "endpoint.label"


def own_numbers(endpoint: Endpoint) -> set[str]:
    """The numbers an endpoint is made of."""
    stated = (endpoint.day, endpoint.criterion.at_least_percent, endpoint.improvement)
    bounds = {str(abs(bound)) for bound in endpoint.category_bounds}
    return {str(number) for number in stated} | bounds | numbers(endpoint.measure)


def numbers(text: str) -> set[str]:
    """The numbers in a text."""
    return set(re.findall(r"\d+", text))


CHANGE_RULES = (
    DraftRule(
        "endpoint-locked-before",
        "This is not an endpoint the programme was registered with.",
        "Use the id it was locked with; a new question is a new programme.",
        locked_before,
    ),
    DraftRule(
        "endpoint-differs",
        "This endpoint stands so already.",
        "Send the whole endpoint as it reads from now on, or nothing.",
        differs,
    ),
    DraftRule(
        "endpoint-label-without-counts",
        "This name holds a number that is not of the endpoint's definition.",
        "Name what is assessed and on which day; say nothing of results.",
        label_without_counts,
    ),
)
