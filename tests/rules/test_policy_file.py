"""What a policy file may say. A fault is named with its place before anything is published."""

from datetime import date
from pathlib import Path

import pytest

from registry.errors import PolicyError
from registry.model.calendar import add_months
from registry.release.stages import (
    DEFAULT_POLICY,
    load_policy,
    policy_digest,
    release_on_or_after,
    release_on_or_before,
)

FAULTS = {
    "a stage is missing": ('id = "R6"', 'id = "R7"', "R0 to R6"),
    "a stage stands twice": ('id = "R4"', 'id = "R3"', "R0 to R6"),
    "a gate nobody knows": ('"stopped-or-silent"', '"at-risk"', "at-risk"),
    "a stage without a gate": ('["group-open"]', "[]", "stages"),
    "a number is missing": ("interim_patients = 20", "", "interim_patients"),
    "a key nobody reads": ("stopped_months = 6", "stopped_months = 6\nfriends = 1", "friends"),
    "a group of ten": ("smallest = 11", "smallest = 10", "smallest"),
    "a gate for ten": ("interim_patients = 20", "interim_patients = 10", "interim_patients"),
    "a day of no year": ('"03-31"', '"02-30"', "day of every year"),
    "a day of leap years": ('"03-31"', '"02-29"', "day of every year"),
    "no release date": ('["03-31", "09-30"]', "[]", "release_dates"),
    "a negative span": ("silent_months = 24", "silent_months = -24", "silent_months"),
    "not TOML": ("[sealing]", "[sealing", "not a release policy"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_faulty_policy_is_refused_and_the_fault_named(
    fault: tuple[str, str, str], tmp_path: Path
) -> None:
    sound, broken, named = fault
    text = DEFAULT_POLICY.read_text()
    assert sound in text
    (tmp_path / "policy.toml").write_text(text.replace(sound, broken))
    with pytest.raises(PolicyError, match=named):
        load_policy(tmp_path / "policy.toml")


def test_eleven_is_the_least_a_policy_can_seal(tmp_path: Path) -> None:
    text = DEFAULT_POLICY.read_text().replace("smallest = 11", "smallest = 12")
    (tmp_path / "policy.toml").write_text(text)
    assert load_policy(tmp_path / "policy.toml").sealing.smallest == 12
    assert load_policy().sealing.smallest == 11


def test_another_number_is_another_digest(tmp_path: Path) -> None:
    text = DEFAULT_POLICY.read_text().replace("silent_months = 24", "silent_months = 25")
    (tmp_path / "policy.toml").write_text(text)
    assert policy_digest(load_policy(tmp_path / "policy.toml")) != policy_digest(load_policy())
    assert policy_digest(load_policy()) == policy_digest(load_policy())


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        (date(2024, 3, 30), date(2023, 9, 30), date(2024, 3, 31)),
        (date(2024, 3, 31), date(2024, 3, 31), date(2024, 3, 31)),
        (date(2024, 4, 1), date(2024, 3, 31), date(2024, 9, 30)),
        (date(2024, 12, 31), date(2024, 9, 30), date(2025, 3, 31)),
        (date(2025, 1, 1), date(2024, 9, 30), date(2025, 3, 31)),
    ],
)
def test_every_day_lies_between_two_release_dates(day: date, before: date, after: date) -> None:
    policy = load_policy()
    assert (release_on_or_before(policy, day), release_on_or_after(policy, day)) == (before, after)


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2023, 12, 15), 1, date(2024, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 11, 30), 24, date(2026, 11, 30)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_its_month(
    day: date, months: int, result: date
) -> None:
    assert add_months(day, months) == result
