"""Which sealed groups an answer is about: the filter, and the head of every row over groups."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, TypedDict

import strawberry

from registry import texts
from registry.model.codes import AtmpClass, Origin, Route, Timing, Vector
from registry.model.sealed import SEVERAL
from registry.views.cohort import Dimension, Filter
from registry_graphql.public.arguments import refuse_misspelt
from registry_graphql.public.describing import said
from registry_graphql.public.figures import Count

FIELDS = {
    Dimension.PRODUCT: "products",
    Dimension.ATMP_CLASS: "atmpClasses",
    Dimension.VECTOR: "vectors",
    Dimension.ORIGIN: "origins",
    Dimension.DISEASE: "diseases",
    Dimension.ROUTE: "routes",
    Dimension.PROGRAMME: "programmes",
    Dimension.SPONSOR: "sponsors",
    Dimension.COUNTRY: "countries",
    Dimension.REGION: "regions",
    Dimension.PERIOD: "periods",
    Dimension.AGE_CLASS: "ageClasses",
    Dimension.AGE_BAND: "ageBands",
    Dimension.SEX: "sexes",
    Dimension.TIMING: "timings",
}
"""The field of a filter for each dimension."""


@strawberry.input(
    description="Which sealed groups count. A field that is null lets everything pass; "
    "an empty list lets nothing pass. Groups are never split."
)
class CohortFilter:
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
    regions: list[str] | None = strawberry.field(
        default=None, description="Regions of Europe (UN M49), such as SOUTHERN_EUROPE."
    )
    periods: list[str] | None = strawberry.field(
        default=None, description="Half-years of acceptance, such as 2026-H1."
    )
    age_classes: list[str] | None = strawberry.field(
        default=None, description="Age classes: 0-17 or 18+."
    )
    age_bands: list[str] | None = strawberry.field(
        default=None, description="Finer ages, of groups split by them: 0-11, 12-17, 18-64, 65+."
    )
    sexes: list[str] | None = strawberry.field(
        default=None, description="Sex, of groups split by it: FEMALE, MALE, OTHER."
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
            Dimension.REGION: self.regions,
            Dimension.PERIOD: self.periods,
            Dimension.AGE_CLASS: self.age_classes,
            Dimension.AGE_BAND: self.age_bands,
            Dimension.SEX: self.sexes,
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


@strawberry.type(description="Open groups whose counts are not public yet.")
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


@strawberry.type(description="What every row over sealed groups says of whom it is about.")
class CohortRow:
    id: strawberry.ID = said("Stable id: names the filter, the keys and the question.")
    keys: list[Key] = said("The value in each dimension asked for.")
    timing: Timing = said("Whether the episodes were registered before their outcome.")
    programmes: list[ProgrammeStage] = said("Programmes of the row, also those without results.")
    groups: int = said("Open groups.")
    forming: int = said("Sealed groups of at least 11 patients that may join when they open.")
    accepted: Count = said("Accepted patients of all open groups.")
    left_out: list[LeftOut] = said("Groups that span the question and are left out of the row.")
    synthetic: bool = said("True for invented demonstration data.")
    as_of: date = said("The day of the snapshot.")

    @strawberry.field(description="Groups that still form, as a sentence; empty if none.")
    def forming_text(self) -> str:
        return texts.forming(self.forming)


By = Annotated[
    list[Dimension],
    strawberry.argument(description="One row per value of these dimensions; empty for all as one."),
]
Where = Annotated[
    CohortFilter | None, strawberry.argument(description="Which sealed groups count.")
]


class Chosen(TypedDict):
    """How a view over groups is asked."""

    by: tuple[Dimension, ...]
    where: Filter


def chosen(by: Sequence[Dimension], filter: CohortFilter | None) -> Chosen:
    """The grouping and the filter as a view reads them: `view(snapshot, **chosen(by, filter))`.

    A code that does not exist is refused: an empty answer would read as if there were nobody.
    """
    where = filter.where() if filter else {}
    refuse_misspelt(where, "argument filter,", FIELDS)
    return Chosen(by=tuple(dict.fromkeys(by)), where=where)
