"""The release policy as typed values: stages, numbers, release dates."""

import hashlib
import tomllib
from calendar import monthrange
from datetime import date
from pathlib import Path

import msgspec
from msgspec import Struct

from registry.errors import PolicyError

DEFAULT_POLICY = Path(__file__).with_name("policy.toml")


class Stage(Struct, frozen=True, forbid_unknown_fields=True):
    """A release stage and the ids of the gates that all must be met."""

    id: str
    label: str
    gates: tuple[str, ...]


class Calendar(Struct, frozen=True, forbid_unknown_fields=True):
    """Release dates of every year, as MM-DD."""

    release_dates: tuple[str, ...]


class Sealing(Struct, frozen=True, forbid_unknown_fields=True):
    """Numbers of sealing: patients, whole months, days."""

    smallest: int
    longest_forming_months: int
    longest_waiting_months: int
    registration_days: int


class Numbers(Struct, frozen=True, forbid_unknown_fields=True):
    """Numbers the gates read: patients, whole months, days."""

    interim_patients: int
    small_after_months: int
    blinded_months: int
    safety_horizon_days: int
    long_term_horizon_days: int
    final_after_end_months: int
    final_after_end_months_paediatric: int
    final_after_interim_months: int
    final_after_planned_end_months: int
    final_after_first_acceptance_months: int
    end_without_acceptance_months: int
    stopped_months: int
    silent_months: int
    result_due_months: int
    result_due_months_paediatric: int


class Policy(Struct, frozen=True, forbid_unknown_fields=True):
    """A version of the release policy. Decisions are pure functions of it, evidence and a date."""

    version: str
    calendar: Calendar
    sealing: Sealing
    stages: tuple[Stage, ...]
    numbers: Numbers


STAGE_IDS = ("R0", "R1", "R2", "R3", "R4", "R5", "R6")


def load_policy(path: Path = DEFAULT_POLICY) -> Policy:
    """The policy in a TOML file. Raises PolicyError naming what is missing or unknown."""
    try:
        policy = msgspec.toml.decode(path.read_bytes(), type=Policy)
    except (msgspec.ValidationError, tomllib.TOMLDecodeError) as fault:
        raise PolicyError(f"{path.name} is not a release policy: {fault}.", "Mend it.") from fault
    if tuple(stage.id for stage in policy.stages) != STAGE_IDS:
        raise PolicyError(
            f"{path.name} does not list the stages R0 to R6 once each, in order.",
            "Add the missing stage or remove the doubled one.",
        )
    return policy


def policy_digest(policy: Policy) -> str:
    """SHA-256 of the policy's canonical JSON, lower-case hex."""
    return hashlib.sha256(msgspec.json.encode(policy, order="sorted")).hexdigest()


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def release_dates_of(policy: Policy, year: int) -> list[date]:
    """The policy's release dates in one year, in order."""
    days = (date.fromisoformat(f"{year}-{day}") for day in policy.calendar.release_dates)
    return sorted(days)


def release_on_or_before(policy: Policy, day: date) -> date:
    """The latest release date that is not after `day`."""
    near = release_dates_of(policy, day.year - 1) + release_dates_of(policy, day.year)
    return max(release for release in near if release <= day)


def release_on_or_after(policy: Policy, day: date) -> date:
    """The first release date that is not before `day`: where every public date is rounded to."""
    near = release_dates_of(policy, day.year) + release_dates_of(policy, day.year + 1)
    return min(release for release in near if release >= day)
