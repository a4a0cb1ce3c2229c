"""What is public of small programmes only together with others: remainder groups, verdict sets."""

from datetime import date

import strawberry

from registry import texts
from registry.model.codes import Timing
from registry_graphql.public.describing import said
from registry_graphql.public.figures import Count


@strawberry.type(
    description="What was left of several programmes: one sealed group, formed once. How many of "
    "its patients come from which programme is not public."
)
class Remainder:
    id: strawberry.ID = said("Stable id.")
    timing: Timing = said("Whether the episodes were registered before their outcome.")
    product_class: str = said("The class of product its programmes share, or OTHER.")
    programme_ids: list[str] = said("Ids of its programmes.")
    opened_on: date | None = said("The release date on which it was formed and opened.")
    accepted: Count = said("Accepted patients of the whole group.")


@strawberry.type(
    description="Programmes of fewer than 11 patients, whose verdicts are public only together. "
    "A set is formed once and never changes."
)
class VerdictSet:
    id: strawberry.ID = said("Stable id.")
    formed_on: date = said("The release date on which it was formed.")
    programme_ids: list[str] = said("Ids of its programmes.")
    met: int = said("Programmes that reached every primary endpoint.")
    total: int = said("All its programmes.")

    @strawberry.field(description="The same as a sentence.")
    def text(self) -> str:
        return texts.verdict_set(self.met, self.total)
