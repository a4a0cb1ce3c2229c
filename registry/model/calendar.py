"""Whole months of the calendar."""

from calendar import monthrange
from datetime import date


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def half_year(month: str) -> str:
    """The half-year of a month: 2026-03 lies in 2026-H1."""
    return f"{month[:4]}-H{1 if month[5:7] <= '06' else 2}"


def half_years_between(first: str, last: str) -> frozenset[str]:
    """Every half-year from the first to the last, both included; none where they are reversed."""
    ends = (2 * int(half[:4]) + int(half[-1]) - 1 for half in (first, last))
    return frozenset(f"{n // 2:04}-H{n % 2 + 1}" for n in range(next(ends), next(ends) + 1))


def half_years_of(year: int) -> frozenset[str]:
    """Both half-years of a year."""
    return frozenset({f"{year:04}-H1", f"{year:04}-H2"})
