"""Efficacy rows: primary outcomes of the accepted and of the infused."""

import strawberry

from registry_graphql.public.cohort import CohortRow, NotIncluded
from registry_graphql.public.describing import said
from registry_graphql.public.figures import Count, Rate, ReasonCount, Withheld
from registry_graphql.public.programmes import Outcome


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


@strawberry.type(
    description="One primary outcome for one value of each dimension. Prospective and "
    "retrospective episodes, different outcomes, real and fictional data are never pooled."
)
class Efficacy(CohortRow):
    outcome: Outcome = said("What counts as success.")
    infusion: Infusion = said("Who was infused, where the longest wait has passed.")
    result: Result = said("Successes, where outcome counts are public.")
    not_included: NotIncluded | None = said("Open groups not in the result yet; null if none.")
    withheld: Withheld | None = said("Why the row has no result; null where it has one.")
