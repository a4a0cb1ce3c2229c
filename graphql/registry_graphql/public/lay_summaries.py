"""Products in their sponsors' own plain words."""

from datetime import date
from typing import Annotated

import strawberry

from registry.views.lay_summaries import LaySummaryRow, lay_summaries
from registry_graphql.public.arguments import ProductId
from registry_graphql.public.context import Info, current, rows
from registry_graphql.public.describing import said
from registry_graphql.public.node import Node, shows
from registry_graphql.public.paging import After, Connection, First, page

InLanguage = Annotated[
    str | None, strawberry.argument(description="ISO 639-1, in small letters, such as de.")
]


@strawberry.type(
    description="What a sponsor says of its product for everybody. Plain text: show it as text."
)
class LaySummary(Node):
    is_type_of = shows("LaySummary", LaySummaryRow)
    id: strawberry.ID = said("Stable id.")
    product_id: str = said("Id of the product.")
    product_name: str = said("Name of the product.")
    sponsor_id: str | None = said("Id of the product's sponsor; null if not stated.")
    sponsor_name: str = said("Name of the product's sponsor; may be empty.")
    language: str = said("ISO 639-1.")
    text: str = said("The words, without any number.")
    author: str = said("Who answers for the words.")
    machine_written: bool = said("True where a machine wrote or translated them.")
    written_on: date = said("When this version was sent.")
    reviewed_on: date | None = said("When somebody else read them; null while nobody did.")
    synthetic: bool = said("True for invented demonstration data.")
    as_of: date = said("The day of the snapshot.")


@strawberry.type
class LaySummaryQueries:
    """The root field on lay summaries."""

    @strawberry.field(description="Products in their sponsors' own plain words.")
    def lay_summaries(
        self,
        info: Info,
        product: ProductId = None,
        language: InLanguage = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[LaySummary]:
        found = rows(info, lambda s: lay_summaries(s, product=product, language=language))
        return page(LaySummary, found, first, after, current(info))
