"""How completely patients are followed."""

from datetime import date

import strawberry

from registry.views.follow_up import follow_up
from registry_graphql.public.cohort import By, CohortRow, NotIncluded, Where, chosen
from registry_graphql.public.context import Info, current, rows
from registry_graphql.public.describing import said
from registry_graphql.public.efficacy import Infusion
from registry_graphql.public.figures import Count, Rate, Withheld
from registry_graphql.public.paging import After, Connection, First, page


@strawberry.type(
    description="Accepted patients not under observation up to the horizon and not known to have "
    "died, counted from acceptance, of groups whose survival is public."
)
class Lost:
    groups: int = said("Groups that are counted here.")
    accepted: Count = said("Accepted patients of exactly these groups.")
    patients: Count = said("Patients who were lost before the horizon.")


@strawberry.type(description="Who is known to be alive, or to have died, on a day.")
class KnownStatus:
    day: int = said("Days from the first administration in time, else from acceptance.")
    groups: int = said("Groups whose horizon has closed.")
    accepted: Count = said("Accepted patients of exactly these groups: known + missing.")
    known: Rate = said("Share with known status, the dead included: the completeness; no interval.")
    missing: Count = said("Those of whom nothing is known on that day. Never without an event.")
    lost: Lost = said("Who was lost before.")
    not_included: NotIncluded | None = said("Open groups not as far yet; null if none.")
    superseded: list[date] = said("Days of earlier counts that a correction took the place of.")


@strawberry.type(description="How completely patients are followed, by one value per dimension.")
class FollowUp(CohortRow):
    infusion: Infusion = said("Who was infused, where the longest wait has passed.")
    horizons: list[KnownStatus] = said("Known status on each closed horizon.")
    withheld: Withheld | None = said("Why no horizon is public; null where one is.")


@strawberry.type
class FollowUpQueries:
    """The root field on follow-up."""

    @strawberry.field(
        description="How many are known to be alive, or to have died, on each closed horizon, as "
        "sums over whole open sealed groups."
    )
    def follow_up(
        self, info: Info, by: By, filter: Where = None, first: First = 50, after: After = None
    ) -> Connection[FollowUp]:
        found = rows(info, lambda s: follow_up(s, **chosen(by, filter)))
        return page(FollowUp, found, first, after, current(info))
