"""Dates become days, months and bands; birthdays and leap days are counted as people do."""

from datetime import date

import pytest

from anonymise.generalise import age_band, age_on, day_offset, month_of
from registry.model.codes import AgeBand

BORN = date(2008, 5, 17)


@pytest.mark.parametrize(
    ("day", "offset"),
    [
        (date(2027, 2, 28), -1),
        (date(2027, 3, 1), 0),
        (date(2027, 3, 2), 1),
        (date(2028, 3, 1), 366),
    ],
)
def test_days_count_from_acceptance(day: date, offset: int) -> None:
    assert day_offset(date(2027, 3, 1), day) == offset


@pytest.mark.parametrize(
    ("day", "age"), [(date(2026, 5, 16), 17), (date(2026, 5, 17), 18), (date(2026, 5, 18), 18)]
)
def test_age_is_in_completed_years(day: date, age: int) -> None:
    assert age_on(BORN, day) == age


def test_who_was_born_on_a_leap_day_ages_on_the_first_of_march() -> None:
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


@pytest.mark.parametrize(
    ("years", "band"),
    [
        (0, "INFANT"), (1, "INFANT"), (2, "CHILD"), (11, "CHILD"), (12, "ADOLESCENT"),
        (17, "ADOLESCENT"), (18, "ADULT"), (64, "ADULT"), (65, "OLDER_ADULT"), (101, "OLDER_ADULT"),
    ],
)  # fmt: skip
def test_each_age_has_its_band(years: int, band: str) -> None:
    assert age_band(date(2027 - years, 1, 1), date(2027, 6, 1)) == band
    assert band in AgeBand.__members__


def test_nobody_has_a_band_before_birth() -> None:
    assert age_band(date(2027, 6, 2), date(2027, 6, 1)) is None


def test_a_month_is_what_remains_of_a_date() -> None:
    assert month_of(date(2027, 3, 31)) == "2027-03"
