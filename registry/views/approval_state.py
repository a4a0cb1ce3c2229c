"""Whether a national approval holds, read off its own history: never guessed where that is bare."""

from datetime import date
from enum import StrEnum

from registry.model.codes import ApprovalEventKind
from registry.model.product import Approval
from registry.views.permits import ENDS, last_word, stands


class ApprovalState(StrEnum):
    """What an approval is on a day. NOT_STATED: its source tells no event."""

    CURRENT = "CURRENT"
    SUSPENDED = "SUSPENDED"
    ENDED = "ENDED"
    NOT_STATED = "NOT_STATED"


def approval_state(approval: Approval | None, as_of: date) -> ApprovalState:
    """The state on a day, as `permits` reads the history; ended where its validity ran out."""
    if approval is None:
        return ApprovalState.NOT_STATED
    if stands(approval, as_of):
        return ApprovalState.CURRENT
    word = last_word(approval, as_of)
    if approval.valid_to is not None and approval.valid_to < as_of:
        return ApprovalState.ENDED
    if word is ApprovalEventKind.SUSPENDED:
        return ApprovalState.SUSPENDED
    return ApprovalState.ENDED if word in ENDS else ApprovalState.NOT_STATED
