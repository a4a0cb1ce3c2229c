"""Dates of a person as what may leave the hospital: days since acceptance, a month, an age band."""

from datetime import date

BANDS = ((2, "INFANT"), (12, "CHILD"), (18, "ADOLESCENT"), (65, "ADULT"))
OLDEST_BAND = "OLDER_ADULT"


def day_offset(accepted_on: date, day: date) -> int:
    """Days from acceptance, which is day 0; negative before it."""
    return (day - accepted_on).days


def month_of(day: date) -> str:
    """The month, YYYY-MM."""
    return f"{day:%Y-%m}"


def age_on(born_on: date, day: date) -> int:
    """Completed years of age. Who was born on 29 February ages on 1 March in other years."""
    had_birthday = (day.month, day.day) >= (born_on.month, born_on.day)
    return day.year - born_on.year - (0 if had_birthday else 1)


def age_band(born_on: date, day: date) -> str | None:
    """0-1, 2-11, 12-17, 18-64 or 65 and over, by name; None before birth."""
    age = age_on(born_on, day)
    if age < 0:
        return None
    return next((name for below, name in BANDS if age < below), OLDEST_BAND)
