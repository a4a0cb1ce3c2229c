"""The rows of survival and cumulative incidence: what stands at each horizon, and over whom."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from registry.model.codes import Clock
from registry.views.cohort_rows import CohortRow, NotIncluded
from registry.views.figures import Count, Rate, Withheld


class CurveKind(StrEnum):
    """What ends a patient's line: death, or the first relapse, next therapy, malignancy or death.

    Survival of the second kind is survival without an event.
    """

    SURVIVAL = "survival"
    FIRST_EVENT = "first-event"


class CauseCount(Struct, frozen=True):
    """Patients with a first event of one cause."""

    cause: str
    patients: int


class SurvivalFigure(Struct, frozen=True):
    """The share without an event, from 0 to 1, with two 95 % intervals.

    `low` and `high` are log-log limits, null where the share is 0 or 1; `beta_low` and `beta_high`
    are those of the beta product.
    """

    as_of: date
    value: float | None = None
    low: float | None = None
    high: float | None = None
    beta_low: float | None = None
    beta_high: float | None = None
    withheld: Withheld | None = None


class IncidenceFigure(Struct, frozen=True):
    """The share with a first event of a cause while others compete, with its 95 % interval."""

    as_of: date
    value: float | None = None
    low: float | None = None
    high: float | None = None
    standard_error: float | None = None
    withheld: Withheld | None = None


class RateFigure(Struct, frozen=True):
    """First events per patient-year with their number, the patient-years and a 95 % interval."""

    as_of: date
    value: float | None = None
    low: float | None = None
    high: float | None = None
    events: int | None = None
    patient_years: float | None = None
    withheld: Withheld | None = None


class CurveHorizon(Struct, frozen=True, kw_only=True):
    """What an estimate at the end of an interval rests on: the groups whose horizon is open.

    Of their `patients` under observation so far, `at_risk` were so and without an event when the
    interval began; `lost` were last seen inside it, `left` at its end. `completeness` is the share
    of patients followed to `day` or to an event.
    """

    day: int
    groups: int
    patients: int
    at_risk: int
    events: tuple[CauseCount, ...]
    lost: int
    left: int
    completeness: Rate


class SurvivalPoint(CurveHorizon, frozen=True, kw_only=True):
    """Survival at a horizon."""

    survival: SurvivalFigure


class IncidencePoint(Struct, frozen=True):
    """Cumulative incidence of one cause at a horizon."""

    day: int
    incidence: IncidenceFigure


class Followed(Struct, frozen=True, kw_only=True):
    """Whom a curve follows: open groups with their accepted patients, from the start of a clock.

    `not_included` are groups of the row whose curve is not public yet; `left_out` those that are
    public only together with groups outside the row. `superseded` are the release dates of counts
    that corrections took the place of. `withheld` says why there is no curve, where there is none.
    """

    clock: Clock
    groups: int
    accepted: Count
    not_included: NotIncluded | None
    left_out: NotIncluded | None
    superseded: tuple[date, ...]
    withheld: Withheld | None


class SurvivalCurve(Followed, frozen=True, kw_only=True):
    """Survival at each horizon that a group of the row has reached.

    `same_groups` is the curve of those groups that reached its last horizon, the same throughout.
    """

    points: tuple[SurvivalPoint, ...]
    same_groups: tuple[SurvivalPoint, ...]


class CauseCurve(Struct, frozen=True):
    """One cause of first events: its incidence at each horizon, and its rate over all of them.

    `same_groups` is the incidence in those groups that reached the last horizon.
    """

    cause: str
    points: tuple[IncidencePoint, ...]
    same_groups: tuple[IncidencePoint, ...]
    rate: RateFigure


class IncidenceCurve(Followed, frozen=True, kw_only=True):
    """First events by cause, and the horizons on which they rest; `same_horizons` those of the same
    groups throughout."""

    horizons: tuple[CurveHorizon, ...]
    same_horizons: tuple[CurveHorizon, ...]
    causes: tuple[CauseCurve, ...]


class SurvivalRow(CohortRow, frozen=True, kw_only=True):
    """One curve of one cohort, of all accepted and of the infused; the two are never compared.

    `withheld` says why there is no curve of the accepted, where there is none.
    """

    curve: CurveKind
    of_accepted: SurvivalCurve
    of_infused: SurvivalCurve
    withheld: Withheld | None


class IncidenceRow(CohortRow, frozen=True, kw_only=True):
    """First events of one cohort by cause, of all accepted and of the infused.

    `withheld` says why there is no curve of the accepted, where there is none.
    """

    of_accepted: IncidenceCurve
    of_infused: IncidenceCurve
    withheld: Withheld | None
