"""Stages as they are public: what is open, why, and by when the rest opens."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from registry.model.hold import PublicHold


class Activity(StrEnum):
    """What is public of how many patients a programme has accepted."""

    FEWER_THAN_11 = "fewer-than-11"
    SEALED = "sealed"
    OPEN = "open"
    CITED = "cited"


class Standing(StrEnum):
    """What is public of an endpoint's verdict.

    The last three are of programmes below 11 patients whose results are final: AWAITS_SET reads the
    same for none and for ten, IN_SET is told only as "x of m met their goal", TOO_FEW never.
    """

    PUBLISHED = "published"
    WITHHELD = "withheld"
    NOT_REPORTED = "not-reported"
    NOT_DUE = "not-due"
    AWAITS_SET = "awaits-set"
    IN_SET = "in-set"
    TOO_FEW = "too-few"


class Label(StrEnum):
    """What a reader must know of results beside their numbers."""

    SMALL = "small"
    SINGLE_CENTRE = "single-centre"
    LOW_COMPLETENESS = "low-completeness"


class PolicyNumber(Struct, frozen=True, forbid_unknown_fields=True):
    """A number of the release policy under the name that sentences give it."""

    name: str
    value: int


class PublicGate(Struct, frozen=True, forbid_unknown_fields=True):
    """One condition of a stage; `current` only where that number is itself public.

    `sentence` is English; with `numbers`, those it names, the catalogue says it in other languages.
    Snapshots from before there were other languages have none.
    """

    id: str
    sentence: str
    met: bool
    required: int | None = None
    current: int | None = None
    numbers: tuple[PolicyNumber, ...] = ()


class Horizon(Struct, frozen=True, forbid_unknown_fields=True):
    """A day up to which a stage shows its groups, as it closes for the first whole group.

    `opens_on` is the release date it opens with, None while none is known.
    """

    day: int
    open: bool
    opens_on: date | None


class PublicDecision(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether a stage is open for a programme, and why, in public words.

    `hold` is the one that touches the stage, also once it has ended. `gates_met_on` is the release
    date on which every gate but the hold was met. `latest_on` is kept as it was first published:
    a stage that opened later was `missed` on its day. `labels` are of the results it shows,
    `horizons` the days up to which it shows them (R2 and R5).
    """

    stage: str
    open: bool
    opened_on: date | None
    gates: tuple[PublicGate, ...]
    explanation: str
    latest_on: date | None
    policy_version: str
    inputs_digest: str
    hold: PublicHold | None = None
    gates_met_on: date | None = None
    missed: bool = False
    labels: tuple[Label, ...] = ()
    horizons: tuple[Horizon, ...] = ()


class SafetyNotice(Struct, frozen=True, forbid_unknown_fields=True):
    """That a product has a safety notice, and the month (YYYY-MM) in which it was first issued.

    It says neither what happened nor how often nor where, and stays.
    """

    product_id: str
    month: str
