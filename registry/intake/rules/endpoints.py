"""Rules on the endpoints of a programme: each can be counted as it is locked."""

import re
from collections.abc import Iterator

from registry.intake.rules.known import Known
from registry.intake.schedule import schedule_of
from registry.model.codes import EndpointKind, EndpointRole
from registry.model.endpoint import Endpoint
from registry.model.measures import MEASURES
from registry.model.registration import Draft, ProgrammeDraft


def endpoints(draft: Draft, known: Known) -> Iterator[str]:
    """Each endpoint can be counted as it is locked; one is primary; ids differ."""
    if not isinstance(draft, ProgrammeDraft):
        return
    if not any(endpoint.role is EndpointRole.PRIMARY for endpoint in draft.endpoints):
        yield "endpoints"
    ids = [endpoint.id for endpoint in draft.endpoints]
    for index, endpoint in enumerate(draft.endpoints):
        if ids.count(endpoint.id) > 1 or not re.fullmatch(r"[a-z0-9-]{1,40}", endpoint.id):
            yield f"endpoints[{index}].id"
        yield from (f"endpoints[{index}].{field}" for field in endpoint_faults(endpoint))
        product = known.products.get(draft.product_id)
        if product and endpoint.day not in schedule_of(product).windows[1:]:
            yield f"endpoints[{index}].day"


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
    if endpoint.kind is EndpointKind.CHANGE and not (endpoint.improvement or 0) > 0:
        yield "improvement"
