"""Efficacy rows: primary outcomes of the accepted and of the infused."""

from datetime import date

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
    superseded: list[date] = said(
        "Release dates of earlier counts that corrections took the place of."
    )


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
    superseded: list[date] = said(
        "Release dates of earlier counts that corrections took the place of."
    )


@strawberry.type(description="Patients whose change lies in one of the locked categories.")
class ScaleCategory:
    category: str = said("The category in words, in scale points.")
    lowest: int | None = said("The lowest change in it; null where it is open.")
    highest: int | None = said("The highest change in it; null where it is open.")
    patients: int = said("Number of patients, summed over whole open groups.")


@strawberry.type(description="Counts per category, of groups whose programmes locked the same.")
class CategorySet:
    bounds: str = said("The changes at which categories begin, but the lowest one.")
    groups: int = said("Groups that are counted here.")
    with_baseline: int = said("Infused patients with a value before treatment.")
    categories: list[ScaleCategory] = said("From the lowest change to the highest.")


@strawberry.type(description="A mean change from baseline in scale points.")
class MeanFigure:
    value: float | None = said("The mean; null if withheld.")
    low: float | None = said("Lower limit of the 95 % interval, by t; null if there is none.")
    high: float | None = said("Upper limit of the 95 % interval, by t; null if there is none.")
    deviation: float | None = said("Standard deviation of a patient; null if there is none.")
    withheld: Withheld | None = said("Why it is null; null where there is a value.")
    as_of: date = said("The day of the snapshot the number stands in.")


@strawberry.type(
    description="What the mean would be if all who are missing lay at either end of what a change "
    "can be. Not an interval: these bounds hold whatever the missing values are."
)
class MeanBounds:
    missing: int = said("Accepted patients neither assessed, nor known dead or never infused.")
    lowest: float = said("The mean if they all had the lowest possible change.")
    highest: float = said("The mean if they all had the highest possible change.")


@strawberry.type(
    description="A change on a scale: categories of whole groups, and the mean over bundles of "
    "groups that lie wholly in the row."
)
class ScaleChange:
    categories: list[CategorySet] = said("Counts per category, apart for each set of bounds.")
    groups: int = said("Groups of the bundles on which the mean rests.")
    accepted: Count = said("Accepted patients of exactly these groups.")
    assessed: Count = said("Those of them with a value before and after: the mean is of these.")
    mean: MeanFigure = said("The mean change.")
    bounds: MeanBounds | None = said("The mean with the missing at either end; null without one.")
    not_included: NotIncluded | None = said("Groups in no bundle with sums yet; null if none.")
    left_out: NotIncluded | None = said(
        "Groups that are public only together with groups outside this row; null if none."
    )
    superseded: list[date] = said(
        "Release dates of earlier counts that corrections took the place of."
    )


@strawberry.type(description="Patients whose best response is of one category.")
class ResponseCount:
    category: str = said("The code of the category.")
    label: str = said("The category in plain words.")
    patients: int = said("Number of patients, summed over whole open groups.")


@strawberry.type(
    description="The best response each patient reached: accepted = all categories + all without."
)
class BestResponses:
    day: int = said("Up to which day of the clock.")
    groups: int = said("Groups that are counted here.")
    accepted: int = said("Accepted patients of exactly these groups: the denominator.")
    categories: list[ResponseCount] = said("From best to worst.")
    no_response: list[ReasonCount] = said("Patients without a response told, by reason.")
    superseded: list[date] = said(
        "Release dates of earlier counts that corrections took the place of."
    )


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
    change: ScaleChange | None = said(
        "The change on its scale; null for an outcome of another kind."
    )
    best_responses: list[BestResponses] = said("Best responses on the measure of the outcome.")
