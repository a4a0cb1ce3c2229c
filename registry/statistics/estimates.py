"""What an estimate says of itself where there is none."""

from enum import StrEnum


class NoEstimate(StrEnum):
    """Why counts give no estimate: a fact about the data. Nothing is withheld, and it is not 0."""

    NOBODY_AT_RISK = "NOBODY_AT_RISK"
    NOBODY_FOLLOWED = "NOBODY_FOLLOWED"
    NOBODY_ASSESSED = "NOBODY_ASSESSED"
    ONLY_ONE_ASSESSED = "ONLY_ONE_ASSESSED"
