"""The public leaves of programmes, wishes and delays, from what is public of them alone."""

import hashlib

from registry.log.leaves import DelayLeaf, RegistrationLeaf, WishDecisionLeaf, WishLeaf
from registry.model.endpoint import locked_digest
from registry.model.programme import Programme
from registry.model.transparency import Delay
from registry.model.wishes import KeyDecision, KeyRequest


def registration_leaf(programme: Programme) -> RegistrationLeaf:
    """A programme as it was first registered."""
    return RegistrationLeaf(
        programme.id,
        programme.route.value,
        programme.registered_on,
        locked_digest(programme.endpoints),
        programme.planned_patients,
        programme.planned_end,
        programme.longest_wait_days,
    )


def wish_leaf(request: KeyRequest) -> WishLeaf:
    """A request of the wish list as it was made."""
    purpose = text_digest(request.purpose)
    return WishLeaf(request.id, request.key.value, request.asked_on, request.asked_by, purpose)


def wish_decision_leaf(request_id: str, decision: KeyDecision) -> WishDecisionLeaf:
    """What the board decided on a request."""
    return WishDecisionLeaf(
        request_id,
        decision.adopted,
        decision.decided_on,
        decision.applies_from,
        text_digest(decision.reason),
    )


def delay_leaf(delay: Delay) -> DelayLeaf:
    """What the board said of a release that comes later."""
    return DelayLeaf(delay.release, delay.decided_on, text_digest(delay.reason))


def text_digest(text: str) -> str:
    """SHA-256 of a public text, in hex: the log keeps no free text for ever."""
    return hashlib.sha256(text.encode()).hexdigest()
