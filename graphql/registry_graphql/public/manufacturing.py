"""How manufacture went, and how long it took."""

from datetime import date

import strawberry

from registry import texts
from registry.views.manufacturing import manufacturing
from registry_graphql.public.cohort import By, CohortRow, NotIncluded, Where, chosen
from registry_graphql.public.context import Info, current, rows
from registry_graphql.public.describing import said
from registry_graphql.public.efficacy import Infusion
from registry_graphql.public.figures import Count, Rate, Withheld
from registry_graphql.public.paging import After, Connection, First, page


@strawberry.type(description="Attempts to manufacture by a code. One patient may have several.")
class Attempts:
    code: str = said("The outcome, or the reason of a failure.")
    attempts: int = said("Number of attempts.")

    @strawberry.field(description="The code in plain words.")
    def text(self) -> str:
        return texts.BATCHES[self.code]


@strawberry.type(description="Infused patients by days from collection to first administration.")
class VeinToVein:
    from_day: int = said("First day of the bin.")
    until_day: int | None = said("Last day of the bin; null for the last one, which is open.")
    patients: int = said("Infused patients.")


@strawberry.type(description="What became of manufacture, of groups whose longest wait has passed.")
class Made:
    groups: int = said("Groups that are counted here.")
    accepted: Count = said("Accepted patients of exactly these groups.")
    infused: Count = said("Those infused in time: all bins and those without known days.")
    infused_share: Rate = said("Infused among the accepted.")
    with_attempt: Count = said("Patients with at least one attempt.")
    outcomes: list[Attempts] = said("Attempts by outcome.")
    failures: list[Attempts] = said("Failed attempts by reason.")
    failed: Rate = said("Failed among all attempts; no interval, for one patient may have several.")
    vein_to_vein: list[VeinToVein] = said("Days from collection to first administration.")
    vein_to_vein_unknown: Count = said("Infused patients of whom these days are not known.")
    superseded: list[date] = said("Days of earlier counts that a correction took the place of.")


@strawberry.type(description="Manufacture for one value of each dimension.")
class ManufacturingFunnel(CohortRow):
    infusion: Infusion = said("Who was infused, where the longest wait has passed.")
    made: Made = said("What became of manufacture, where that is public.")
    not_included: NotIncluded | None = said("Open groups not in `made` yet; null if none.")
    withheld: Withheld | None = said("Why the row has no counts; null where it has them.")


@strawberry.type
class ManufacturingQueries:
    """The root field on manufacture."""

    @strawberry.field(
        description="Attempts to manufacture as sums over whole open sealed groups, by any of "
        "their keys."
    )
    def manufacturing(
        self, info: Info, by: By, filter: Where = None, first: First = 50, after: After = None
    ) -> Connection[ManufacturingFunnel]:
        found = rows(info, lambda s: manufacturing(s, **chosen(by, filter)))
        return page(ManufacturingFunnel, found, first, after, current(info))
