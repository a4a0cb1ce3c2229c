"""Whether a national approval holds, read off its own history: never guessed where that is bare."""

from datetime import date
from enum import StrEnum

from registry.model.codes import ApprovalEventKind
from registry.model.product import Approval

GIVING = (ApprovalEventKind.GRANTED, ApprovalEventKind.RENEWED, ApprovalEventKind.VARIED)


class ApprovalState(StrEnum):
    """What an approval is on a day. NOT_STATED: its source tells no event."""

    CURRENT = "CURRENT"
    SUSPENDED = "SUSPENDED"
    ENDED = "ENDED"
    NOT_STATED = "NOT_STATED"


def approval_state(approval: Approval | None, as_of: date) -> ApprovalState:
    """The state after the last event up to a day; ended where its validity ran out before it.

    A day known as a month or a year counts from its first day.
    """
    if approval is None:
        return ApprovalState.NOT_STATED
    if approval.valid_to is not None and approval.valid_to < as_of:
        return ApprovalState.ENDED
    today = as_of.isoformat()
    kinds = [event.kind for event in approval.events if event.on <= today[: len(event.on)]]
    if not kinds:
        return ApprovalState.NOT_STATED
    if kinds[-1] is ApprovalEventKind.SUSPENDED:
        return ApprovalState.SUSPENDED
    return ApprovalState.CURRENT if kinds[-1] in GIVING else ApprovalState.ENDED
