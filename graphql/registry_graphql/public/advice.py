"""Scientific advice and evaluations of exemptions."""

from datetime import date
from typing import Annotated

import strawberry

from registry import texts
from registry.model.codes import AdviceKind
from registry.views.advice import AdviceRow, advice
from registry_graphql.public.arguments import ProductId
from registry_graphql.public.context import Info, current, rows
from registry_graphql.public.describing import enum, said
from registry_graphql.public.node import Node, shows
from registry_graphql.public.paging import After, Connection, First, page

enum(AdviceKind)

AKind = Annotated[AdviceKind | None, strawberry.argument(description="Kind of advice.")]
Body = Annotated[
    str | None, strawberry.argument(description="Found anywhere in the name of who gave it.")
]
Year = Annotated[int | None, strawberry.argument(description="The year it was given.")]
Topic = Annotated[str | None, strawberry.argument(description="Found anywhere in its topic.")]


@strawberry.type(
    description="What an authority advised on a product, or how it evaluated an exemption, as the "
    "sponsor reports it."
)
class Advice(Node):
    is_type_of = shows("Advice", AdviceRow)
    id: strawberry.ID = said("Stable id.")
    product_id: str = said("Id of the product.")
    product_name: str = said("Name of the product.")
    sponsor_id: str | None = said("Id of the product's sponsor; null if not stated.")
    sponsor_name: str = said("Name of the product's sponsor; may be empty.")
    kind: AdviceKind = said("Scientific advice, or an evaluation.")
    body: str = said("Who gave it.")
    year: int = said("When.")
    topic: str = said("On what.")
    public_summary: str = said("A summary for the public; may be empty.")
    synthetic: bool = said("True for invented demonstration data.")
    as_of: date = said("The day of the snapshot.")

    @strawberry.field(description="The kind in plain words.")
    def kind_text(self) -> str:
        return texts.ADVICE_KINDS[self.kind]


@strawberry.type
class AdviceQueries:
    """The root field on advice."""

    @strawberry.field(description="Scientific advice and evaluations of exemptions.")
    def advice(
        self,
        info: Info,
        product: ProductId = None,
        kind: AKind = None,
        body: Body = None,
        year: Year = None,
        topic: Topic = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Advice]:
        found = rows(
            info,
            lambda s: advice(s, product=product, kind=kind, body=body, year=year, topic=topic),
        )
        return page(Advice, found, first, after, current(info))
