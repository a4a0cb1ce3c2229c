"""Efficacy rows and the filter that chooses their sealed groups."""

from datetime import date

import strawberry

from registry import texts
from registry.model.codes import AtmpClass, Origin, Route, Timing, Vector
from registry.model.sealed import SEVERAL
from registry.views.cohort import Dimension, Filter
from registry_graphql.public.describing import said
from registry_graphql.public.figures import Count, Rate, ReasonCount, Withheld
from registry_graphql.public.programmes import Outcome


@strawberry.input(
    description="Which sealed groups count. A field that is null lets everything pass; "
    "an empty list lets nothing pass. Groups are never split."
)
class EfficacyFilter:
    products: list[str] | None = strawberry.field(default=None, description="Ids of products.")
    atmp_classes: list[AtmpClass] | None = strawberry.field(default=None, description="Classes.")
    vectors: list[Vector] | None = strawberry.field(default=None, description="Vectors.")
    origins: list[Origin] | None = strawberry.field(default=None, description="Origins of cells.")
    diseases: list[str] | None = strawberry.field(
        default=None, description="Codes of diseases; each finds its narrower ones too."
    )
    routes: list[Route] | None = strawberry.field(default=None, description="Legal routes.")
    programmes: list[str] | None = strawberry.field(default=None, description="Ids of programmes.")
    sponsors: list[str] | None = strawberry.field(default=None, description="Ids of sponsors.")
    countries: list[str] | None = strawberry.field(
        default=None, description="Countries, ISO 3166-1 alpha-2."
    )
    periods: list[str] | None = strawberry.field(
        default=None, description="Half-years of acceptance, such as 2026-H1."
    )
    age_classes: list[str] | None = strawberry.field(
        default=None, description="Age classes: 0-17 or 18+."
    )
    timings: list[Timing] | None = strawberry.field(
        default=None, description="Prospective or retrospective."
    )

    def where(self) -> Filter:
        """The filter as the view reads it."""
        asked = {
            Dimension.PRODUCT: self.products,
            Dimension.ATMP_CLASS: self.atmp_classes,
            Dimension.VECTOR: self.vectors,
            Dimension.ORIGIN: self.origins,
            Dimension.DISEASE: self.diseases,
            Dimension.ROUTE: self.routes,
            Dimension.PROGRAMME: self.programmes,
            Dimension.SPONSOR: self.sponsors,
            Dimension.COUNTRY: self.countries,
            Dimension.PERIOD: self.periods,
            Dimension.AGE_CLASS: self.age_classes,
            Dimension.TIMING: self.timings,
        }
        return {dim: frozenset(map(str, some)) for dim, some in asked.items() if some is not None}


@strawberry.type(description="The value a row has in one dimension.")
class Key:
    dimension: Dimension = said("The dimension.")
    value: str | None = said("Its code; SEVERAL for groups that span it; null if not public yet.")

    @strawberry.field(description="The value in plain words.")
    def label(self) -> str:
        if self.value is None:
            return texts.NOT_PUBLIC_YET
        return texts.several(self.dimension) if self.value == SEVERAL else self.name

    name: strawberry.Private[str]


@strawberry.type(description="A programme that belongs to a row.")
class ProgrammeStage:
    id: strawberry.ID = said("Id of the programme.")
    title: str = said("Title.")
    stage: str = said("The furthest release stage it has reached, R0 to R6.")

    @strawberry.field(description="The release stage in plain words.")
    def stage_text(self) -> str:
        return texts.STAGES[self.stage]


@strawberry.type(
    description="Infused and not infused of the open groups whose longest wait has passed: "
    "accepted = infused + all not infused."
)
class Infusion:
    groups: int = said("Groups that are counted here.")
    accepted: Count = said("Accepted patients of exactly these groups.")
    infused: Count = said("Patients infused within the longest wait.")
    not_infused: list[ReasonCount] = said("The others, by reason.")


@strawberry.type(
    description="Successes of the open groups whose outcome counts are public: "
    "accepted = success + all no success."
)
class Result:
    groups: int = said("Groups that are counted here.")
    accepted: Count = said("Accepted patients of exactly these groups: the denominator.")
    success: Count = said("Patients who reached the outcome.")
    no_success: list[ReasonCount] = said("The others, by reason. None leaves the denominator.")
    of_accepted: Rate = said("Successes among the accepted.")
    of_infused: Rate = said(
        "Successes among the accepted less those not known to be infused in time."
    )
    completeness: Rate = said("Share of the accepted whose outcome is not missing; no interval.")


@strawberry.type(description="Open groups whose outcome counts are not public yet.")
class NotIncluded:
    groups: int = said("Number of groups.")
    patients: int = said("Their accepted patients.")

    @strawberry.field(description="The same as a sentence.")
    def text(self) -> str:
        return texts.not_included(self.patients, self.groups)


@strawberry.type(description="Open groups that a filter or grouping cannot split.")
class LeftOut:
    dimensions: list[Dimension] = said("The dimensions they span.")
    groups: int = said("Number of groups.")
    patients: int = said("Their accepted patients.")

    @strawberry.field(description="The same as a sentence.")
    def text(self) -> str:
        return texts.left_out(self.patients, self.dimensions)


@strawberry.type(
    description="One primary outcome for one value of each dimension. Prospective and "
    "retrospective episodes, different outcomes, real and fictional data are never pooled."
)
class Efficacy:
    id: strawberry.ID = said("Stable id: names the filter, the keys and the outcome.")
    keys: list[Key] = said("The value in each dimension asked for.")
    timing: Timing = said("Whether the episodes were registered before their outcome.")
    outcome: Outcome = said("What counts as success.")
    programmes: list[ProgrammeStage] = said("Programmes of the row, also those without results.")
    groups: int = said("Open sealed groups of the row.")
    forming: int = said("Sealed groups of at least 11 patients that may join the row.")
    accepted: Count = said("Accepted patients of all open groups.")
    infusion: Infusion = said("Who was infused, where the longest wait has passed.")
    result: Result = said("Successes, where outcome counts are public.")
    not_included: NotIncluded | None = said("Open groups not in the result yet; null if none.")
    left_out: list[LeftOut] = said("Groups that span the question and are left out of the row.")
    withheld: Withheld | None = said("Why the row has no result; null where it has one.")
    synthetic: bool = said("True for invented demonstration data.")
    as_of: date = said("The day of the snapshot.")

    @strawberry.field(description="Groups that still form, as a sentence; empty if none.")
    def forming_text(self) -> str:
        return texts.forming(self.forming)
