"""The unit of a number, by the name of its field, else by its type."""

from datetime import date
from enum import Enum
from typing import Any

from registry.views.change_rows import MeanFigure
from registry.views.costs import Money
from registry.views.curve_rows import IncidenceFigure, RateFigure, SurvivalFigure
from registry.views.figures import Count, Rate

BY_NAME = {
    "patients": "patients",
    "planned_patients": "patients",
    "at_risk": "patients",
    "lost": "patients",
    "left": "patients",
    "events": "patients",
    "patient_years": "patient-years",
    "missing": "patients",
    "with_baseline": "patients",
    "deviation": "points",
    "lowest": "points",
    "highest": "points",
    "beta_low": "share",
    "beta_high": "share",
    "standard_error": "share",
    "groups": "groups",
    "forming": "groups",
    "met": "programmes",
    "total": "programmes",
    "day": "days",
    "improvement": "points",
    "estimate": "per cent",
    "low": "per cent",
    "high": "per cent",
    "marketing_year": "year",
    "year": "year",
    "since": "days",
    "until_day": "days",
    "observed": "patients",
    "none_limit": "share",
    "attempts": "attempts",
    "grade": "grade",
    "latitude": "degrees",
    "longitude": "degrees",
}
BY_TWO_NAMES = {"events.events": "events"}
BY_ENDING = {"_days": "days", "_percent": "per cent", "_months": "months"}
BY_TYPE: dict[Any, str] = {
    Count: "patients",
    Rate: "share",
    SurvivalFigure: "share",
    IncidenceFigure: "share",
    RateFigure: "per patient-year",
    MeanFigure: "points",
    Money: "minor units",
    bool: "true or false",
    date: "day",
    str: "text",
}


def unit_of(path: str, kind: Any) -> str:
    """The unit of a field. `share` is a fraction from 0 to 1; numbers without one are `number`."""
    *_, above, name = ("", *path.split("."))
    numeric = kind in (int, float) or kind not in BY_TYPE
    if numeric and f"{above}.{name}" in BY_TWO_NAMES:
        return BY_TWO_NAMES[f"{above}.{name}"]
    if numeric and name in BY_NAME:
        return BY_NAME[name]
    endings = (unit for ending, unit in BY_ENDING.items() if numeric and name.endswith(ending))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "code"
    return next(endings, BY_TYPE.get(kind, "number"))
