"""What a policy file may say. A fault is named with its place before anything is published."""

from datetime import date
from pathlib import Path

import pytest

from registry.errors import PolicyError
from registry.model.calendar import add_months
from registry.release.stages import (
    DEFAULT_POLICY,
    POLICY_RULES,
    load_policy,
    policy_digest,
    release_on_or_after,
    release_on_or_before,
)

R1 = """[[stages]]
id = "R1"
label = "activity"
gates = ["group-open"]
"""
R3_GATES = '["enough-followed", "no-running-blinded-trial", "not-held"]'
FAULTS = {
    "a stage is missing": (R1, "", "R0 to R6"),
    "a stage has another name": ('id = "R6"', 'id = "R7"', "R0 to R6"),
    "a stage stands twice": (R1, R1 + R1, "R0 to R6"),
    "two stages have changed places": ('id = "R4"', 'id = "R3"', "R0 to R6"),
    "a stage has no label": ('label = "activity"\n', "", "label"),
    "a gate nobody knows": ('"stopped-or-silent"', '"at-risk"', "at-risk"),
    "a gate stands twice": ('["group-open"]', '["group-open", "group-open"]', "twice in one stage"),
    "a stage waits for itself": (R3_GATES, '["efficacy-open", "not-held"]', "waits for itself"),
    "final results wait for themselves": ('["final-date-reached"]', '["efficacy-open"]', "itself"),
    "a stage waits for a later one": ('["group-open"]', '["efficacy-open"]', "a later one"),
    "safety can be held": ('["safety-horizon-closed"]', '["not-held"]', "be held"),
    "final results can be held": (
        '["final-date-reached"]',
        '["final-date-reached", "not-held"]',
        "be held",
    ),
    "interim efficacy cannot be held": (R3_GATES, '["enough-followed"]', "or R3 not at all"),
    "a hold of thirteen months": ("hold_months = 12", "hold_months = 13", "hold_months"),
    "a hold of no month": ("hold_months = 12", "hold_months = 0", "hold_months"),
    "horizons out of order": ("[91, 365, 731,", "[365, 91, 731,", "in order"),
    "a horizon twice": ("[91, 365, 731,", "[91, 91, 731,", "in order"),
    "a horizon up to which nobody counts": ("[91, 365, 731,", "[90, 365, 731,", "are counted"),
    "no horizon": ("[91, 365, 731, 1826, 3653, 5479]", "[]", "safety_horizon_days"),
    "a number of 5,000 digits": ("hold_months = 12", f"hold_months = {'9' * 5_000}", "policy"),
    "lists in lists": ("hold_months = 12", f"hold_months = {'[' * 5_000}", "policy"),
    "no version": ('version = "1.0.0"', 'version = ""', "version"),
    "a stage without a gate": ('["group-open"]', "[]", "stages"),
    "a number is missing": ("interim_patients = 20", "", "interim_patients"),
    "a key nobody reads": ("stopped_months = 6", "stopped_months = 6\nfriends = 1", "friends"),
    "a group of ten": ("smallest = 11", "smallest = 10", "smallest"),
    "a gate for ten": ("interim_patients = 20", "interim_patients = 10", "interim_patients"),
    "a day of no year": ('"03-31"', '"02-30"', "day of every year"),
    "a day of leap years": ('"03-31"', '"02-29"', "day of every year"),
    "no release date": ('["03-31", "09-30"]', "[]", "release_dates"),
    "a release date twice": ('["03-31", "09-30"]', '["03-31", "03-31"]', "names one twice"),
    "a negative span": ("silent_months = 24", "silent_months = -24", "silent_months"),
    "no span at all": ("silent_months = 24", "silent_months = 0", "silent_months"),
    "a span beyond all calendars": (
        "silent_months = 24",
        "silent_months = 1000000",
        "silent_months",
    ),
    "half a month": ("silent_months = 24", "silent_months = 2.5", "silent_months"),
    "words for a number": ("silent_months = 24", 'silent_months = "two"', "silent_months"),
    "yes for a number": ("silent_months = 24", "silent_months = true", "silent_months"),
    "children wait longer for final results": (
        "final_after_end_months_paediatric = 6",
        "final_after_end_months_paediatric = 13",
        "children",
    ),
    "results due later than the law allows": (
        "result_due_months = 12",
        "result_due_months = 13",
        "result_due_months",
    ),
    "results of children due later than the law allows": (
        "result_due_months_paediatric = 6",
        "result_due_months_paediatric = 7",
        "result_due_months_paediatric",
    ),
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
    with pytest.raises(PolicyError, match=named) as refused:
        load_policy(tmp_path / "policy.toml")
    assert "policy.toml is not a release policy" in refused.value.what
    assert refused.value.remedy


def test_what_is_no_text_at_all_is_refused(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PolicyError, match="not a release policy"):
        load_policy(tmp_path / "policy.toml")


def test_every_rule_on_policy_files_is_broken_by_one_of_the_faults(tmp_path: Path) -> None:
    broken = {rule.fault for rule in POLICY_RULES}
    for sound, fault, _ in FAULTS.values():
        (tmp_path / "policy.toml").write_text(DEFAULT_POLICY.read_text().replace(sound, fault))
        with pytest.raises(PolicyError) as refused:
            load_policy(tmp_path / "policy.toml")
        broken = {rule for rule in broken if rule not in refused.value.what}
    assert broken == set()


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
