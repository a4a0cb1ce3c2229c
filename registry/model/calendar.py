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
