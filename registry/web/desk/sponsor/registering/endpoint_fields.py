"""The fields of an endpoint: which ones its measure has, read into an endpoint and back.

Each field is named by its path in the draft, below a place such as `endpoints[0]`, so that what
intake finds stands at its field.
"""

from collections.abc import Collection, Mapping

from msgspec import Struct, structs

from registry.language import marked
from registry.model.codes import (
    Clock,
    EndpointKind,
    EndpointRole,
    EventClass,
    Population,
)
from registry.model.endpoint import Endpoint, SuccessCriterion
from registry.model.measures import CATEGORY_LABELS, MEASURES, Measure
from registry.model.outcomes import outcome_of
from registry.web.desk.forms import Form
from registry.web.desk.sponsor.registering.codes import Options
from registry.web.desk.sponsor.registering.reading import Reader
from registry.web.public.results.cells import capital
from registry.web.public.results.success import EVENTS

LONGEST_ID = 40
NO_POINTS = marked("Say how many points better count as success, as a whole number.")
USUAL_EVENTS: Mapping[str, tuple[EventClass, ...]] = {
    "SURVIVAL": (EventClass.DEATH,),
    "EVENT_FREE_SURVIVAL": (EventClass.DEATH, EventClass.RELAPSE),
}
"""What ends a survival as most protocols define it: ticked at first, and changed by hand."""


class EndpointFields(Struct, frozen=True):
    """An endpoint in a form: its place there, its measure, and what can be chosen of it."""

    at: str
    number: int
    measure: Measure

    @property
    def categories(self) -> Options:
        """The categories that can count as success, as fields with their words."""
        responds = self.measure.kind is EndpointKind.RESPONDER
        codes = self.measure.categories if responds else ()
        return [
            (f"{self.at}.successCategories.{code}", capital(CATEGORY_LABELS.get(code, code)))
            for code in codes
        ]

    @property
    def events(self) -> Options:
        """The events of which patients must be free, as fields with their words."""
        codes = EventClass if self.measure.kind is EndpointKind.TIME_TO_EVENT else ()
        return [(f"{self.at}.events.{code}", capital(EVENTS[code])) for code in codes]

    @property
    def scale(self) -> tuple[int, int] | None:
        """The lowest and highest point of a scale on which a change is measured."""
        lowest, highest = self.measure.lowest, self.measure.highest
        return (lowest, highest) if lowest is not None and highest is not None else None

    @property
    def names(self) -> tuple[str, ...]:
        """Every field that can be at fault, in the order of the page."""
        parts = (
            *("label", "role", "successCategories", "events", "improvement", "categoryBounds"),
            *("day", "clock", "population", "criterion.atLeastPercent"),
        )
        return tuple(f"{self.at}.{part}" for part in parts)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The fields for numbers that are typed."""
        parts = ("improvement", "categoryBounds", "criterion.atLeastPercent")
        return tuple(f"{self.at}.{part}" for part in parts)


def measures() -> Options:
    """Every measure by name."""
    return sorted(((each.id, each.label) for each in MEASURES.values()), key=lambda each: each[1])


def begun(at: str, measure: str) -> dict[str, str]:
    """The fields of a new endpoint of a measure."""
    usual = {f"{at}.events.{code}": "yes" for code in USUAL_EVENTS.get(measure, ())}
    return {f"{at}.measure": measure, f"{at}.label": ""} | usual


def read_endpoint(reader: Reader, fields: EndpointFields, id: str) -> Endpoint:
    """The endpoint as it was typed; without a name it is called what it defines."""
    at, measure = fields.at, fields.measure
    change = measure.kind is EndpointKind.CHANGE
    endpoint = Endpoint(
        id=id,
        label=reader.text(f"{at}.label"),
        role=reader.code(f"{at}.role", EndpointRole, marked("Choose whether it is primary.")),
        kind=measure.kind,
        measure=measure.id,
        clock=reader.code(f"{at}.clock", Clock, marked("Choose from when its days count.")),
        population=reader.code(
            f"{at}.population", Population, marked("Choose of which patients it is.")
        ),
        day=reader.whole(f"{at}.day", marked("Choose the day.")),
        criterion=SuccessCriterion(
            reader.whole(f"{at}.criterion.atLeastPercent", marked("Say when it is met."))
        ),
        success_categories=ticked(reader, fields.categories),
        events=tuple(EventClass(code) for code in ticked(reader, fields.events)),
        improvement=reader.whole(f"{at}.improvement", NO_POINTS) if change else None,
        category_bounds=reader.wholes(f"{at}.categoryBounds") if change else (),
    )
    label = endpoint.label or outcome_of(endpoint).label
    return structs.replace(endpoint, label=label)


def ticked(reader: Reader, fields: Options) -> tuple[str, ...]:
    """The codes that were ticked among these fields."""
    return tuple(field.rpartition(".")[2] for field, _ in fields if reader.ticked(field))


def typed_of(endpoint: Endpoint, at: str) -> Form:
    """A known endpoint as its form has it."""
    plain = {
        "measure": endpoint.measure,
        "label": endpoint.label,
        "role": endpoint.role.value,
        "clock": endpoint.clock.value,
        "population": endpoint.population.value,
        "day": str(endpoint.day),
        "criterion.atLeastPercent": str(endpoint.criterion.at_least_percent),
        "improvement": "" if endpoint.improvement is None else str(endpoint.improvement),
        "categoryBounds": ", ".join(map(str, endpoint.category_bounds)),
    }
    chosen = [f"successCategories.{code}" for code in endpoint.success_categories]
    chosen += [f"events.{code}" for code in endpoint.events]
    return {f"{at}.{name}": value for name, value in plain.items()} | {
        f"{at}.{name}": "yes" for name in chosen
    }


def id_of(endpoint: Endpoint, taken: Collection[str]) -> str:
    """A readable id for an endpoint, such as `lugano-day-100`; numbered where it is taken."""
    plain = f"{endpoint.measure}-day-{endpoint.day}".lower().replace("_", "-")[:LONGEST_ID]
    numbered = (f"{plain}-{number}" for number in range(2, len(taken) + 3))
    return next(id for id in (plain, *numbered) if id not in taken)
