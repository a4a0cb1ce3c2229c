"""The release policy as typed values: stages, numbers, release dates."""

import hashlib
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from registry.errors import PolicyError
from registry.model.calendar import add_months
from registry.model.hold import LONGEST_HOLD_MONTHS
from registry.model.sealed import GRID, SAFETY_DAYS

DEFAULT_POLICY = Path(__file__).with_name("policy.toml")


LEAST_SEALED = 11
LEAST_OTHERS = 5
LEAST_PROGRAMMES = 3
# Regulation (EU) 536/2014, article 37(4): a summary within a year of the end; children: 6 months
LATEST_RESULT_MONTHS = 12
LATEST_RESULT_MONTHS_PAEDIATRIC = 6
COMMON_YEAR = 2001

Patients = Annotated[int, Meta(ge=LEAST_SEALED)]
Horizons = Annotated[tuple[int, ...], Meta(min_length=1)]
Span = Annotated[int, Meta(ge=1, le=1200)]


class GateId(StrEnum):
    """The gates a stage can name; `rules.GATES` has one function for each."""

    REGISTERED = "registered"
    GROUP_OPEN = "group-open"
    SAFETY_HORIZON_CLOSED = "safety-horizon-closed"
    ENOUGH_FOLLOWED = "enough-followed"
    NO_RUNNING_BLINDED_TRIAL = "no-running-blinded-trial"
    NOT_HELD = "not-held"
    FINAL_DATE_REACHED = "final-date-reached"
    EFFICACY_OPEN = "efficacy-open"
    LONG_TERM_HORIZON_CLOSED = "long-term-horizon-closed"
    STOPPED_OR_SILENT = "stopped-or-silent"


class Stage(Struct, frozen=True, forbid_unknown_fields=True):
    """A release stage and the ids of the gates that all must be met."""

    id: str
    label: str
    gates: Annotated[tuple[GateId, ...], Meta(min_length=1)]


class Calendar(Struct, frozen=True, forbid_unknown_fields=True):
    """Release dates of every year, as MM-DD."""

    release_dates: Annotated[tuple[str, ...], Meta(min_length=1)]


class Sealing(Struct, frozen=True, forbid_unknown_fields=True):
    """Numbers of sealing: patients, whole months, days."""

    smallest: Patients
    least_others: Annotated[int, Meta(ge=LEAST_OTHERS)]
    longest_forming_months: Span
    longest_waiting_months: Span
    remainder_after_months: Span
    remainder_programmes: Annotated[int, Meta(ge=LEAST_PROGRAMMES)]
    registration_days: Span


class Notices(Struct, frozen=True, forbid_unknown_fields=True):
    """Numbers of the safety notice: its day of the month, days after an administration, events."""

    day: Annotated[int, Meta(ge=1, le=28)]
    death_days: Annotated[int, Meta(ge=1, le=365)]
    serious_events: Annotated[int, Meta(ge=1, le=11)]


class Numbers(Struct, frozen=True, forbid_unknown_fields=True):
    """Numbers the gates read: patients, whole months, days."""

    interim_patients: Patients
    small_after_months: Span
    blinded_months: Span
    hold_months: Annotated[int, Meta(ge=1, le=LONGEST_HOLD_MONTHS)]
    safety_horizon_days: Horizons
    long_term_horizon_days: Horizons
    final_after_end_months: Span
    final_after_end_months_paediatric: Span
    final_after_interim_months: Span
    final_after_planned_end_months: Span
    final_after_first_acceptance_months: Span
    end_without_acceptance_months: Span
    stopped_months: Span
    silent_months: Span
    result_due_months: Annotated[int, Meta(ge=1, le=LATEST_RESULT_MONTHS)]
    result_due_months_paediatric: Annotated[int, Meta(ge=1, le=LATEST_RESULT_MONTHS_PAEDIATRIC)]


class Labels(Struct, frozen=True, forbid_unknown_fields=True):
    """Numbers of labels. Below this share of known outcomes results are labelled incomplete.

    Sackett's "5 and 20" rule: with more than a fifth lost, validity is seriously in question.
    """

    low_completeness_percent: Annotated[int, Meta(ge=1, le=100)]


class Reporting(Struct, frozen=True, forbid_unknown_fields=True):
    """When sponsors stand beside each other: so many release dates after a sponsor's first numbers.

    Until then it alone sees the row it will have. A policy that says nothing of it has the default,
    and the digest it had before there was a choice.
    """

    completeness_after_releases: Annotated[int, Meta(ge=2, le=20)] = 2


class Policy(Struct, frozen=True, forbid_unknown_fields=True):
    """A version of the release policy. Decisions are pure functions of it, evidence and a date."""

    version: Annotated[str, Meta(min_length=1)]
    calendar: Calendar
    sealing: Sealing
    notices: Notices
    stages: tuple[Stage, ...]
    numbers: Numbers
    labels: Labels
    reporting: Reporting = Reporting()


INTERIM = "R3"
NEEDED = {GateId.EFFICACY_OPEN: ("R3", "R4")}
"""The stages of which a gate needs one to be open."""

SAFETY_STAGES = ("R2",)
"""Stages that show adverse events and manufacturing."""

EFFICACY_STAGES = ("R3", "R4", "R6")
"""The stages that expose verdicts and counts of success."""

FINAL_STAGES = ("R4", "R6")

STAGE_IDS = ("R0", "R1", "R2", "R3", "R4", "R5", "R6")


class PolicyRule(Struct, frozen=True):
    """What a policy file must hold beyond its shape: what is wrong otherwise, and what to do."""

    fault: str
    remedy: str
    holds: Callable[[Policy], bool]


def names_every_stage(policy: Policy) -> bool:
    """The stages R0 to R6 stand once each, in order."""
    return tuple(stage.id for stage in policy.stages) == STAGE_IDS


def names_a_gate_once(policy: Policy) -> bool:
    """No stage names a gate twice."""
    return all(len(set(stage.gates)) == len(stage.gates) for stage in policy.stages)


def waits_for_earlier_stages(policy: Policy) -> bool:
    """A gate that needs another stage stands behind that stage, so nothing waits for itself."""
    return all(
        needed < stage.id
        for stage in policy.stages
        for gate in stage.gates
        for needed in NEEDED.get(gate, ())
    )


def holds_interim_efficacy_only(policy: Policy) -> bool:
    """Only R3 can be held: never safety, never what is final, ended or silent."""
    return {s.id for s in policy.stages if GateId.NOT_HELD in s.gates} == {INTERIM}


def has_days_of_every_year(policy: Policy) -> bool:
    """Release dates are days of every year, each once."""
    days = policy.calendar.release_dates
    return all(map(is_day_of_every_year, days)) and len(set(days)) == len(days)


def is_day_of_every_year(text: str) -> bool:
    """Whether a text MM-DD is a day of every year, leap or not."""
    try:
        return bool(date.fromisoformat(f"{COMMON_YEAR}-{text}"))
    except ValueError:
        return False


def is_not_slower_for_children(policy: Policy) -> bool:
    """Results of paediatric programmes are final and due no later than others."""
    n = policy.numbers
    return (
        n.final_after_end_months_paediatric <= n.final_after_end_months
        and n.result_due_months_paediatric <= n.result_due_months
    )


def counts_to_its_horizons(policy: Policy) -> bool:
    """Horizons stand in order, and are days up to which groups are counted."""
    safety, long_term = policy.numbers.safety_horizon_days, policy.numbers.long_term_horizon_days
    counted = set(safety) <= set(SAFETY_DAYS) and set(long_term) <= set(GRID)
    pairs = (*pairwise(safety), *pairwise(long_term))
    return counted and all(earlier < later for earlier, later in pairs)


POLICY_RULES = (
    PolicyRule(
        "it does not list the stages R0 to R6 once each, in order",
        "Add the missing stage or remove the doubled one.",
        names_every_stage,
    ),
    PolicyRule(
        "it names a gate twice in one stage",
        "Remove the doubled gate.",
        names_a_gate_once,
    ),
    PolicyRule(
        "a stage waits for itself or for a later one",
        "Name the gate efficacy-open only behind R3 and R4.",
        waits_for_earlier_stages,
    ),
    PolicyRule(
        "it lets another stage than R3 be held, or R3 not at all",
        "Name the gate not-held in R3 and nowhere else.",
        holds_interim_efficacy_only,
    ),
    PolicyRule(
        "it names a release date that is not a day of every year, or names one twice",
        "Write each release date once as MM-DD, for example 03-31.",
        has_days_of_every_year,
    ),
    PolicyRule(
        "it makes results of children wait longer than others",
        "Give the paediatric numbers at most those of the others.",
        is_not_slower_for_children,
    ),
    PolicyRule(
        "its horizons are not in order, or not days up to which groups are counted",
        f"Choose safety horizons of {SAFETY_DAYS} and long-term ones of {GRID}.",
        counts_to_its_horizons,
    ),
)


def load_policy(path: Path = DEFAULT_POLICY) -> Policy:
    """The policy in a TOML file. PolicyError names what is missing, unknown or senseless."""
    try:
        policy = msgspec.toml.decode(path.read_bytes(), type=Policy)
    except (msgspec.DecodeError, ValueError, RecursionError) as fault:
        raise PolicyError(f"{path.name} is not a release policy: {fault}.", "Mend it.") from fault
    for rule in POLICY_RULES:
        if not rule.holds(policy):
            raise PolicyError(f"{path.name} is not a release policy: {rule.fault}.", rule.remedy)
    return policy


def policy_digest(policy: Policy) -> str:
    """SHA-256 of the policy's canonical JSON, lower-case hex; reporting stands in it if chosen."""
    stated = msgspec.to_builtins(policy)
    if policy.reporting == Reporting():
        del stated["reporting"]
    return hashlib.sha256(msgspec.json.encode(stated, order="sorted")).hexdigest()


def release_dates_of(policy: Policy, year: int) -> list[date]:
    """The policy's release dates in one year, in order."""
    days = (date.fromisoformat(f"{year}-{day}") for day in policy.calendar.release_dates)
    return sorted(days)


def notice_day_on_or_before(policy: Policy, day: date) -> date:
    """The latest day of safety notices that is not after `day`."""
    own = day.replace(day=policy.notices.day)
    return own if own <= day else add_months(own, -1)


def release_on_or_before(policy: Policy, day: date) -> date:
    """The latest release date that is not after `day`."""
    near = release_dates_of(policy, day.year - 1) + release_dates_of(policy, day.year)
    return max(release for release in near if release <= day)


def release_on_or_after(policy: Policy, day: date) -> date:
    """The first release date that is not before `day`: where every public date is rounded to."""
    near = release_dates_of(policy, day.year) + release_dates_of(policy, day.year + 1)
    return min(release for release in near if release >= day)


def releases_between(policy: Policy, after: date, until: date) -> list[date]:
    """The release dates after one day and up to another, in order."""
    years = range(after.year, until.year + 1)
    dates = (release for year in years for release in release_dates_of(policy, year))
    return [release for release in dates if after < release <= until]
