"""Adverse events of whole groups, up to each closed horizon."""

from datetime import date

import strawberry

from registry import texts
from registry.model.codes import EventClass
from registry.views.safety import safety
from registry_graphql.public.cohort import By, CohortRow, NotIncluded, Where, chosen
from registry_graphql.public.context import Info, current, rows
from registry_graphql.public.describing import enum, said
from registry_graphql.public.figures import Count, Rate, ReasonCount, SafetyNotice, Withheld
from registry_graphql.public.paging import After, Connection, First, page

enum(EventClass)


@strawberry.type(description="Patients with at least one event of a kind up to a horizon.")
class PatientsWith:
    name: str = said("SERIOUS, or the class of event.")
    patients: int = said("Patients with at least one.")
    of_accepted: Rate = said(
        "Share of all accepted of whom one was reported, looked at to the end or not, with the "
        "interval of that share. No interval where nobody had one: noneLimit is of those who were "
        "looked at."
    )
    observed: int = said("The fewest patients looked at up to the end of an interval.")
    none_limit: float | None = said(
        "Where nobody had one: the exact one-sided 95 % upper limit, 1 - 0.05^(1/observed), about "
        "3/observed; else null."
    )

    @strawberry.field(description="The kind of event in plain words.")
    def label(self) -> str:
        return texts.EVENT_CLASSES[self.name]

    @strawberry.field(
        description="What no event does and does not mean; null where there was one, or nobody was "
        "looked at."
    )
    def none_text(self) -> str | None:
        return None if self.none_limit is None else texts.none_of(self.observed, self.none_limit)


@strawberry.type(description="Events of one term and grade. No term stands where none is coded.")
class AdverseEventCount:
    id: strawberry.ID = said("Class, term, system, version and grade.")
    event_class: EventClass = said("The class of event.")
    term: str = said("The coded term; may be empty.")
    system: str = said("The system of codes; may be empty.")
    version: str = said("Its version; may be empty.")
    grade: int | None = said("The grade; null if none was told.")
    events: int = said("All events, repeated ones included. They have no interval.")
    patients: int = said("Patients with at least one.")


@strawberry.type(
    description="What is known of one interval: accepted = the sum of all patients by standing."
)
class SafetyInterval:
    day: int = said("Its last day.")
    since: int = said("The day after which it begins.")
    patients: list[ReasonCount] = said(
        "With an event, none observed, not looked at, withdrawn, registered too late to count."
    )
    observed_share: Rate = said("Share of the accepted who were looked at; no interval.")

    @strawberry.field(description="How many had no event, and how many were not looked at.")
    def text(self) -> str:
        known = {each.reason: each.patients for each in self.patients}
        return texts.none_observed(
            known.get("NONE_OBSERVED", 0), known.get("NOT_OBSERVED", 0), self.day
        )


@strawberry.type(description="What is known up to one horizon, of groups for which it has closed.")
class SafetyHorizon:
    day: int = said("Days from the first administration in time, else from acceptance.")
    groups: int = said("Groups that are counted here.")
    accepted: Count = said("Accepted patients of exactly these groups: the denominator.")
    infused: Count = said(
        "Those infused in time. No share of them is given, for others have events too."
    )
    not_included: NotIncluded | None = said("Open groups not as far yet; null if none.")
    intervals: list[SafetyInterval] = said("Who was looked at, interval by interval.")
    serious: PatientsWith = said("Patients with a serious event; a death is one.")
    classes: list[PatientsWith] = said("Patients by class of event, deaths among them.")
    events: list[AdverseEventCount] = said("Events by term and grade.")
    superseded: list[date] = said("Days of earlier counts that a correction took the place of.")


@strawberry.type(description="The safety notice of a product of the row.")
class ProductNotice:
    product_id: str = said("Id of the product.")
    product_name: str = said("Name of the product.")
    notice: SafetyNotice = said("Its notice, or what it means that there is none.")


@strawberry.type(
    description="Adverse events for one value of each dimension. Serious ones, those of grade 3 or "
    "more, and the listed classes at any grade. Relapse stands with efficacy."
)
class Safety(CohortRow):
    horizons: list[SafetyHorizon] = said("Up to each closed horizon.")
    notices: list[ProductNotice] = said("Safety notices of its products.")
    withheld: Withheld | None = said("Why no horizon is public; null where one is.")


@strawberry.type
class SafetyQueries:
    """The root field on safety."""

    @strawberry.field(
        description="Adverse events as sums over whole open sealed groups, by any of their keys."
    )
    def safety(
        self, info: Info, by: By, filter: Where = None, first: First = 50, after: After = None
    ) -> Connection[Safety]:
        found = rows(info, lambda s: safety(s, **chosen(by, filter)))
        return page(Safety, found, first, after, current(info))
