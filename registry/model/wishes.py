"""The public wish list: keys by which future groups would be split, and what the board decided.

Every key is of the notice of acceptance, generalised before it is stored: none can be an outcome.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from msgspec import Struct

from registry.model.codes import AgeBand


class SplitKey(StrEnum):
    """A key by which groups can be split beside the age class, where every part has 11 patients.

    AGE_BAND is the finer age class: 0-11, 12-17, 18-64, 65+. HALF_YEAR is that of acceptance.
    """

    AGE_BAND = "AGE_BAND"
    SEX = "SEX"
    HALF_YEAR = "HALF_YEAR"


class KeyStatus(StrEnum):
    """What became of a request: the board has not decided, adopted the key, or declined it."""

    REQUESTED = "REQUESTED"
    ADOPTED = "ADOPTED"
    DECLINED = "DECLINED"


LONGEST_REASON = 2_000
"""Characters of a public text."""

FINER_AGES = {
    AgeBand.INFANT: "0-11",
    AgeBand.CHILD: "0-11",
    AgeBand.ADOLESCENT: "12-17",
    AgeBand.ADULT: "18-64",
    AgeBand.OLDER_ADULT: "65+",
}
"""The finer age class of each band that notices tell."""

AGES_WITHIN = {"0-17": frozenset({"0-11", "12-17"}), "18+": frozenset({"18-64", "65+"})}
"""The finer age classes within each age class."""


class KeyDecision(Struct, frozen=True, forbid_unknown_fields=True):
    """What the board decided on a request and why, for everybody to read.

    An adopted key applies to what is sealed on release dates from `applies_from` on.
    """

    adopted: bool
    reason: str
    decided_on: date
    applies_from: date | None = None


class KeyRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """A request that future groups be split by one more key, and what for.

    `asked_by` is the organisation that asked; empty where a curator entered what arrived otherwise.
    """

    id: str
    key: SplitKey
    purpose: str
    asked_on: date
    asked_by: str = ""
    decision: KeyDecision | None = None

    @property
    def status(self) -> KeyStatus:
        """What became of it."""
        if self.decision is None:
            return KeyStatus.REQUESTED
        return KeyStatus.ADOPTED if self.decision.adopted else KeyStatus.DECLINED


def adopted_on(requests: Iterable[KeyRequest], on: date) -> tuple[SplitKey, ...]:
    """The keys by which groups formed on a release date are split, always in the same order."""
    adopted = {request.key for request in requests if applies(request.decision, on)}
    return tuple(key for key in SplitKey if key in adopted)


def applies(decision: KeyDecision | None, on: date) -> bool:
    """Whether a decision splits groups that form on a release date."""
    since = decision.applies_from if decision else None
    return since is not None and since <= on


def holds_number(text: str) -> bool:
    """Whether a public text holds a digit, and so perhaps a count that is not public."""
    return any(character.isnumeric() for character in text)
