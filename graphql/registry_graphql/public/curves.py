"""Survival and cumulative incidence: sums over whole groups or bundles, horizon by horizon."""

from datetime import date
from typing import Annotated

import strawberry

from registry import texts
from registry.model.codes import Clock
from registry.model.sealed import GRID
from registry.views.cumulative_incidence import incidence
from registry.views.curve_rows import CurveKind
from registry.views.ordering import Order, survival_at
from registry.views.survival import survival
from registry_graphql.errors import Refused
from registry_graphql.public.cohort import By, CohortRow, NotIncluded, Where, chosen
from registry_graphql.public.context import Info, current, rows
from registry_graphql.public.describing import enum, said
from registry_graphql.public.figures import Count, Rate, Withheld
from registry_graphql.public.ordering import AnOrder, ordered
from registry_graphql.public.paging import After, Connection, First, page

enum(CurveKind)

ADay = Annotated[
    int,
    strawberry.argument(
        description="The horizon, in days, whose survival of the accepted an order goes by."
    ),
]
NO_HORIZON = f"argument orderDay: curves have estimates on days {', '.join(map(str, GRID))} only"
ACurve = Annotated[CurveKind, strawberry.argument(description="What ends a patient's line.")]


@strawberry.type(description="Patients with a first event of one cause.")
class CauseCount:
    cause: str = said("The code of the cause.")
    patients: int = said("Number of patients, summed over whole open groups.")

    @strawberry.field(description="The cause in plain words.")
    def text(self) -> str:
        return texts.CAUSES[self.cause]


@strawberry.type(description="A share without an event, from 0 to 1, with two 95 % intervals.")
class SurvivalFigure:
    value: float | None = said("The share; null where there is no estimate.")
    low: float | None = said("Lower log-log limit; null where the share is 0 or 1.")
    high: float | None = said("Upper log-log limit; null where the share is 0 or 1.")
    beta_low: float | None = said("Lower limit of the beta product, the more cautious interval.")
    beta_high: float | None = said("Upper limit of the beta product.")
    withheld: Withheld | None = said("Why it is null; null where there is a value.")
    as_of: date = said("The day of the snapshot the number stands in.")


@strawberry.type(
    description="A share with a first event of a cause, from 0 to 1, others competing."
)
class IncidenceFigure:
    value: float | None = said("The share; null where there is no estimate.")
    low: float | None = said("Lower limit of the 95 % interval.")
    high: float | None = said("Upper limit of the 95 % interval.")
    standard_error: float | None = said("Its standard error.")
    withheld: Withheld | None = said("Why it is null; null where there is a value.")
    as_of: date = said("The day of the snapshot the number stands in.")


@strawberry.type(description="First events per patient-year, with both numbers behind it.")
class RateFigure:
    value: float | None = said("events / patientYears; null where there is no estimate.")
    low: float | None = said("Lower limit of the 95 % interval (Garwood 1936).")
    high: float | None = said("Upper limit of the 95 % interval (Garwood 1936).")
    events: int | None = said("First events of this cause.")
    patient_years: float | None = said("Time under observation up to the first event of any cause.")
    withheld: Withheld | None = said("Why it is null; null where there is a value.")
    as_of: date = said("The day of the snapshot the number stands in.")


@strawberry.type(
    description="What an estimate at the end of an interval rests on. Early horizons rest on more "
    "groups than late ones."
)
class CurveHorizon:
    day: int = said("Days after the start of the clock.")
    groups: int = said("Groups whose horizon is open.")
    patients: int = said("Patients of these groups who were under observation so far.")
    at_risk: int = said("Those without an event at the beginning of the interval.")
    events: list[CauseCount] = said("First events in the interval, by cause, zeros included.")
    lost: int = said("Last seen inside the interval; each counts for half of it.")
    left: int = said("Last seen at the end of the interval.")
    completeness: Rate = said(
        "Share of the patients who were followed to this day or to an event; no interval."
    )


@strawberry.type(description="Survival at a horizon, and what it rests on.")
class SurvivalPoint(CurveHorizon):
    survival: SurvivalFigure = said("The share without an event up to this day.")


@strawberry.type(description="Cumulative incidence of one cause at a horizon.")
class IncidencePoint:
    day: int = said("Days after the start of the clock.")
    incidence: IncidenceFigure = said("The share with a first event of this cause up to this day.")


@strawberry.type(description="Whom a curve follows.")
class Followed:
    clock: Clock = said("Where its days begin.")
    groups: int = said("Groups that are counted here.")
    accepted: Count = said("Accepted patients of exactly these groups.")
    not_included: NotIncluded | None = said("Groups whose curve is not public yet; null if none.")
    left_out: NotIncluded | None = said(
        "Groups that are public only together with groups outside this row; null if none."
    )
    superseded: list[date] = said(
        "Release dates of earlier counts that corrections took the place of."
    )
    withheld: Withheld | None = said("Why there is no curve; null where there is one.")


@strawberry.type(description="Survival from one clock, at every horizon that a group has reached.")
class SurvivalCurve(Followed):
    points: list[SurvivalPoint] = said("Over all groups whose horizon is open.")
    same_groups: list[SurvivalPoint] = said(
        "Over the groups that reached the last horizon, the same throughout: only this curve can "
        "be read from left to right where newer groups differ."
    )


@strawberry.type(description="First events of one cause.")
class CauseCurve:
    cause: str = said("The code of the cause.")
    points: list[IncidencePoint] = said("Over all groups whose horizon is open.")
    same_groups: list[IncidencePoint] = said("Over the groups that reached the last horizon.")
    rate: RateFigure = said("First events per patient-year, over all intervals.")

    @strawberry.field(description="The cause in plain words.")
    def text(self) -> str:
        return texts.CAUSES[self.cause]


@strawberry.type(description="First events by cause from one clock; with survival they add up.")
class IncidenceCurve(Followed):
    horizons: list[CurveHorizon] = said("What the points of every cause rest on.")
    same_horizons: list[CurveHorizon] = said("What those of the same groups throughout rest on.")
    causes: list[CauseCurve] = said("One curve per cause.")


@strawberry.type(
    description="Survival of one cohort. Prospective and retrospective episodes, real and "
    "fictional data are never pooled; the two clocks are never compared."
)
class Survival(CohortRow):
    curve: CurveKind = said("What ends a patient's line.")
    of_accepted: SurvivalCurve = said("Everybody accepted, from acceptance.")
    of_infused: SurvivalCurve = said(
        "The infused, from first administration, of bundles of groups that lie wholly in this row."
    )
    withheld: Withheld | None = said("Why the accepted have no curve; null where they have one.")


@strawberry.type(
    description="First events of one cohort by cause, death competing: never one minus a curve "
    "that takes deaths for losses."
)
class CumulativeIncidence(CohortRow):
    of_accepted: IncidenceCurve = said("Everybody accepted, from acceptance.")
    of_infused: IncidenceCurve = said(
        "The infused, from first administration, of bundles of groups that lie wholly in this row."
    )
    withheld: Withheld | None = said("Why the accepted have no curve; null where they have one.")


@strawberry.type
class CurveQueries:
    """The root fields on curves."""

    @strawberry.field(
        description="Survival at fixed horizons as sums over whole open sealed groups, by any of "
        "their keys."
    )
    def survival(
        self,
        info: Info,
        by: By,
        filter: Where = None,
        curve: ACurve = CurveKind.SURVIVAL,
        order_by: AnOrder = Order.ID,
        order_day: ADay = 365,
        first: First = 50,
        after: After = None,
    ) -> Connection[Survival]:
        if order_day not in GRID:
            raise Refused(NO_HORIZON)
        found = rows(info, lambda s: survival(s, **chosen(by, filter), curve=curve))
        found = ordered(found, order_by, survival_at(order_day))
        return page(Survival, found, first, after, current(info), by_id=order_by is Order.ID)

    @strawberry.field(
        description="Cumulative incidence of relapse, next therapy, malignancy and death as first "
        "events, and their rates, as sums over whole open sealed groups, by any of their keys."
    )
    def cumulative_incidence(
        self, info: Info, by: By, filter: Where = None, first: First = 50, after: After = None
    ) -> Connection[CumulativeIncidence]:
        found = rows(info, lambda s: incidence(s, **chosen(by, filter)))
        return page(CumulativeIncidence, found, first, after, current(info))
