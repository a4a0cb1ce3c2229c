"""What release rules may know: numbers of patients, keys and dates. No verdict, no outcome.

A gate that could see whether patients live or respond would publish what works and hide what
does not. These types have no field for it.
"""

from datetime import date, timedelta

from msgspec import Struct

from registry.model.episode import month_end
from registry.model.programme import Programme


class GroupEvidence(Struct, frozen=True):
    """An open sealed group: how many were accepted and when its windows close.

    `last_accepted` is the month (YYYY-MM) of the last acceptance; `window_day` the earliest
    assessment day or horizon among its programme's primary endpoints, or None without any.
    """

    id: str
    programme_id: str
    accepted: int
    opened_on: date
    last_accepted: str
    longest_wait_days: int
    window_day: int | None


class HeldBack(Struct, frozen=True):
    """A hold on a programme's interim efficacy: who asked, why, from which day until which.

    `published_until` is the release date that was published as its end, None before that.
    """

    sponsor_id: str
    reason: str
    asked_on: date
    until: date
    published_until: date | None = None


class Carried(Struct, frozen=True):
    """What the latest snapshot decided of a programme and later ones must keep.

    `opened` says since when stages are open, `latest` by when they open at the latest,
    `interim_met_on` since when every gate of interim efficacy is met but a hold, and `held_until`
    the release date on which that hold ends.
    """

    opened: dict[str, date]
    latest: dict[str, date]
    interim_met_on: date | None = None
    held_until: date | None = None


NOTHING_CARRIED = Carried({}, {})


class Evidence(Struct, frozen=True):
    """What is known of one programme on a date, without any outcome.

    `groups` are the open groups of the programme's whole lineage in its disease, `own_groups`
    those of the programme. `cited` programmes are facts of publications and pass no gate.
    `owes_visits` says whether a visit of anybody in open groups may still be due.
    `opened` holds the stages already open and since when, `latest` the days published as their
    latest; `hold` is the one that touches interim efficacy, `interim_met_on` when its other gates
    were met.
    """

    programme_id: str
    cited: bool
    paediatric: bool
    registered_on: date
    stopped_on: date | None
    ended_on: date | None
    planned_end: date | None
    blinded_until: date | None
    first_accepted: str | None
    last_registered_on: date | None
    last_answered_on: date | None
    owes_visits: bool
    published_on: date | None
    approval_decided_on: date | None
    groups: tuple[GroupEvidence, ...]
    own_groups: tuple[GroupEvidence, ...]
    opened: dict[str, date]
    latest: dict[str, date]
    interim_met_on: date | None = None
    hold: HeldBack | None = None


def closes_on(last_accepted: str, longest_wait_days: int, day: int) -> date:
    """When a window of `day` days has closed for every member, whatever became of each.

    Last possible day of the last acceptance + longest wait + window (design: calendar only).
    """
    return month_end(last_accepted) + timedelta(days=longest_wait_days + day)


def group_closes_on(group: GroupEvidence, day: int) -> date:
    """When a window of `day` days has closed for a whole group."""
    return closes_on(group.last_accepted, group.longest_wait_days, day)


def followed_groups(groups: tuple[GroupEvidence, ...], on: date) -> list[GroupEvidence]:
    """Open groups whose primary window has closed by the calendar."""
    return [g for g in groups if g.window_day is not None and group_closes_on(g, g.window_day) < on]


def cohort_of(programme: Programme) -> tuple[str, str]:
    """The lineage and disease over which gates count and a person counts once."""
    return programme.lineage, programme.disease
