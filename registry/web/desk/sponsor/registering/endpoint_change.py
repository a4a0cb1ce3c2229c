"""`/desk/acts/endpoint`: a locked endpoint stated otherwise, beside what was locked first."""

from collections.abc import Iterator, Sequence

from litestar.handlers import HTTPRouteHandler
from msgspec import Struct, structs

from registry import texts
from registry.intake.own import Own
from registry.intake.schedule import schedule_of
from registry.language import marked
from registry.model.codes import EndpointChangeReason
from registry.model.endpoint import Endpoint, with_bounds
from registry.model.measures import MEASURES
from registry.model.product import Product
from registry.model.programme import Programme, latest_versions
from registry.model.registration import EndpointChangeDraft
from registry.web.desk.frame import Answer, Fault, Visit, form_page, work
from registry.web.desk.sponsor.acts.form import CHANGE, DECLARE, STEP, own_for
from registry.web.desk.sponsor.declared import declared, tried
from registry.web.desk.sponsor.registering.choosing import First, first_choice
from registry.web.desk.sponsor.registering.codes import endpoint_choices, options
from registry.web.desk.sponsor.registering.endpoint_fields import (
    EndpointFields,
    measures,
    read_endpoint,
    typed_of,
)
from registry.web.desk.sponsor.registering.locked import endpoint_facts
from registry.web.desk.sponsor.registering.reading import NOT_WHOLE, Reader, all_faults, hidden
from registry.web.desk.sponsor.told import Options
from registry.web.desk.sponsor.workspace import Workspace

PATH, AT, LABEL = "/desk/acts/endpoint", "endpoint", "endpoint.label"
TITLE = marked("State an endpoint otherwise")
NO_REASON = marked("Choose the reason.")
OF_ENDPOINT = First(
    PATH,
    marked(
        "What you locked when you registered the programme stays, and by it alone is counted and "
        "judged. The new version stands beside it, with its day and reason."
    ),
    "which",
    marked("Endpoint"),
    marked("Your organisation has no programme with endpoints yet."),
)


class Chosen(Struct, frozen=True):
    """An endpoint of one's own programme, as it is stated now."""

    programme: Programme
    product: Product
    endpoint: Endpoint

    @property
    def key(self) -> str:
        """What the form carries of it."""
        return f"{self.programme.id} {self.endpoint.id}"


def endpoint_page(desk: Workspace) -> list[HTTPRouteHandler]:
    """The choice of an endpoint, its form, and old and new before it is declared."""

    async def show(visit: Visit, faults: Sequence[Fault]) -> Answer:
        own = await own_for(desk, visit)
        asked = visit.typed("which") or visit.asked("which")
        chosen = next((each for each in endpoints_of(own) if each.key == asked), None)
        return form(visit, chosen, faults) if chosen else choice(visit, own, faults)

    async def send(visit: Visit) -> Answer:
        own, step = await own_for(desk, visit), visit.typed(STEP)
        chosen = next((e for e in endpoints_of(own) if e.key == visit.typed("which")), None)
        if chosen is None:
            return choice(visit, own, [Fault("which", marked("Choose an endpoint."))])
        if step in (CHANGE, "measure"):
            found = identified(visit, chosen)
            return form(measured(visit) if step == "measure" else visit, chosen, found)
        reader = Reader(visit)
        draft = draft_of(reader, chosen)
        names = [*fields_of(visit, chosen).names, AT, "reason"]
        faults = all_faults(reader, await tried(desk, visit, draft, names), names)
        if faults:
            return await show(visit, faults)
        if step == DECLARE:
            return await declared(desk, visit, draft, names, show)
        return look(visit, chosen, draft)

    return form_page(desk.front, PATH, show, send)


def endpoints_of(own: Own) -> Iterator[Chosen]:
    """Every endpoint of one's own programmes in its latest version."""
    for programme in own.programmes:
        product = own.used[programme.product_id]
        for endpoint in latest_versions(programme).values():
            yield Chosen(programme, product, endpoint)


def choice(visit: Visit, own: Own, faults: Sequence[Fault]) -> Answer:
    """The endpoints to choose from."""
    found = [
        (each.key, f"{each.programme.title}: {each.endpoint.label}") for each in endpoints_of(own)
    ]
    return first_choice(visit, TITLE, structs.replace(OF_ENDPOINT, options=found), faults)


def form(visit: Visit, chosen: Chosen, faults: Sequence[Fault]) -> Answer:
    """The endpoint as it is stated now, or as it was typed."""
    if not visit.form:
        visit = structs.replace(visit, form=dict(typed_of(chosen.endpoint, AT)))
    return work(
        visit,
        "desk-endpoint.html",
        TITLE,
        faults=faults,
        chosen=chosen,
        each=fields_of(visit, chosen),
        choices=endpoint_choices(schedule_of(chosen.product).windows[1:]),
        measures=measures(),
        reasons=reasons(),
    )


def fields_of(visit: Visit, chosen: Chosen) -> EndpointFields:
    """The fields of the measure that was chosen, else of the one it has now."""
    measure = MEASURES.get(visit.typed(f"{AT}.measure")) or MEASURES[chosen.endpoint.measure]
    return EndpointFields(AT, 1, measure)


def measured(visit: Visit) -> Visit:
    """The form for another measure."""
    if visit.typed("measure") not in MEASURES:
        return visit
    form = {**visit.form, f"{AT}.measure": visit.typed("measure")}
    return structs.replace(visit, form=form)


def identified(visit: Visit, chosen: Chosen) -> list[Fault]:
    """What somebody wrote that may not even be shown again, though nothing was judged yet."""
    numbers = fields_of(visit, chosen).numbers
    return [*hidden(visit, [LABEL]), *hidden(visit, numbers, NOT_WHOLE)]


def draft_of(reader: Reader, chosen: Chosen) -> EndpointChangeDraft:
    """The change that was typed."""
    fields = fields_of(reader.visit, chosen)
    endpoint = read_endpoint(reader, fields, chosen.endpoint.id)
    reason = reader.code("reason", EndpointChangeReason, NO_REASON)
    return EndpointChangeDraft(chosen.programme.id, endpoint, reason)


def look(visit: Visit, chosen: Chosen, draft: EndpointChangeDraft) -> Answer:
    """Old and new, and the form that carries it on."""
    return work(
        visit,
        "desk-endpoint-look.html",
        TITLE,
        programme=chosen.programme.title,
        rows=list(rows_of(chosen.endpoint, draft.endpoint)),
        reason=dict(reasons())[draft.reason],
        carried=[(name, value) for name, value in visit.form.items() if carries(name)],
    )


def carries(name: str) -> bool:
    """Whether the second look carries a field on."""
    return name in ("which", "reason") or name.startswith(f"{AT}.")


def rows_of(before: Endpoint, after: Endpoint) -> Iterator[tuple[str, str, str, bool]]:
    """What is said of an endpoint, before and after, and whether that differs."""
    old, new = (
        {marked("Name"): each.label} | dict(endpoint_facts(with_bounds(each)))
        for each in (before, after)
    )
    for name in {**old, **new}:
        was, now = old.get(name, ""), new.get(name, "")
        yield name, was, now, was != now


def reasons() -> Options:
    """Why an endpoint is stated otherwise."""
    return options(texts.ENDPOINT_CHANGES)
