"""What treatments cost: by sponsor, and pooled over sponsors."""

from datetime import date
from typing import Annotated

import strawberry

from registry import texts
from registry.model.codes import CostBasis, CostCategory, CostUnit
from registry.views.costs import CostRow, PooledCostRow, costs, pooled_costs
from registry_graphql.public.arguments import AClass, Country, ProductId, check
from registry_graphql.public.context import Info, current, rows
from registry_graphql.public.describing import enum, said
from registry_graphql.public.figures import Withheld
from registry_graphql.public.node import Node, shows
from registry_graphql.public.paging import After, Connection, First, page
from registry_graphql.scalars import Long

for _codes in (CostBasis, CostCategory, CostUnit):
    enum(_codes)

ACategory = Annotated[
    CostCategory | None, strawberry.argument(description="Which part of the cost.")
]


@strawberry.type(description="An amount of money. No currency is converted.")
class Money:
    value: Long | None = said("The amount in minor units, such as cents; null if withheld.")
    currency: str | None = said("Currency, ISO 4217; null if withheld.")
    withheld: Withheld | None = said("Why it is null; null where there is an amount.")
    as_of: date = said("The day of the snapshot the amount stands in.")

    @strawberry.field(description="The amount as people write it; null if withheld.")
    def text(self) -> str | None:
        if self.value is None or self.currency is None:
            return None
        return texts.money(self.currency, self.value)


@strawberry.type(
    description="A development or manufacturing cost, under the name of the sponsor who reports it."
)
class Cost(Node):
    is_type_of = shows("Cost", CostRow)
    id: strawberry.ID = said("Stable id.")
    programme_id: str = said("Id of the programme.")
    programme_title: str = said("Title of the programme.")
    product_id: str = said("Id of the product.")
    product_name: str = said("Name of the product.")
    product_class: str = said("Class of the product; NOT_STATED if its source does not say.")
    sponsor_id: str | None = said("Id of the sponsor.")
    sponsor_name: str = said("Name of the sponsor.")
    country: str = said("Country of the sponsor, ISO 3166-1 alpha-2.")
    category: CostCategory = said("Which part of the cost.")
    basis: CostBasis = said("Whether it was paid or estimated.")
    per: CostUnit = said("What the amount covers.")
    year: int = said("The year it is of.")
    amount: Money = said("The amount.")
    synthetic: bool = said("True for invented demonstration data.")
    as_of: date = said("The day of the snapshot.")

    @strawberry.field(description="What the amount covers, in plain words.")
    def covers_text(self) -> str:
        return f"{texts.COST_CATEGORIES[self.category]}, {texts.COST_UNITS[self.per]}"


@strawberry.type(
    description="What care or follow-up costs over sponsors, to two significant digits: a median "
    "over at least three sponsors, quartiles over at least eight, each sponsor counted once."
)
class PooledCost(Node):
    is_type_of = shows("PooledCost", PooledCostRow)
    id: strawberry.ID = said("Stable id.")
    product_class: str = said("Class of product; NOT_STATED if its source does not say.")
    category: CostCategory = said("Care or follow-up.")
    per: CostUnit | None = said("What an amount covers; null where none is public.")
    basis: CostBasis | None = said("Whether paid or estimated; null where none is public.")
    median: Money = said("The median over sponsors.")
    low_quartile: Money = said("A quarter of the sponsors report less.")
    high_quartile: Money = said("A quarter of the sponsors report more.")
    synthetic: bool = said("True for invented demonstration data.")
    as_of: date = said("The day of the snapshot.")


@strawberry.type
class CostQueries:
    """The root fields on costs."""

    @strawberry.field(
        description="Development and manufacturing costs under their sponsors' names, public from "
        "registration on."
    )
    def costs(
        self,
        info: Info,
        product: ProductId = None,
        atmp_class: AClass = None,
        country: Country = None,
        category: ACategory = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Cost]:
        check(country=country)
        found = rows(
            info,
            lambda s: costs(
                s, product=product, atmp_class=atmp_class, country=country, category=category
            ),
        )
        return page(Cost, found, first, after, current(info))

    @strawberry.field(
        description="Costs of care and follow-up over at least three sponsors, never one alone."
    )
    def pooled_costs(
        self,
        info: Info,
        atmp_class: AClass = None,
        category: ACategory = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[PooledCost]:
        found = rows(info, lambda s: pooled_costs(s, atmp_class=atmp_class, category=category))
        return page(PooledCost, found, first, after, current(info))
