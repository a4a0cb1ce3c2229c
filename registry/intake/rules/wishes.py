"""Rules on the wish list: one open request per key, and no number in what everybody reads."""

from collections.abc import Iterator

from registry.intake.rules.known import DraftRule, Known
from registry.model.registration import Draft, KeyRequestDraft
from registry.model.wishes import KeyStatus, holds_number


def asked_once(draft: Draft, known: Known) -> Iterator[str]:
    """Nobody asked for this key before, or the board declined it then."""
    if not isinstance(draft, KeyRequestDraft):
        return
    same = (request for request in known.key_requests if request.key is draft.key)
    if any(request.status is not KeyStatus.DECLINED for request in same):
        yield "key"


def without_numbers(draft: Draft, _: Known) -> Iterator[str]:
    """A purpose tells of no number of patients: it holds no digit."""
    if isinstance(draft, KeyRequestDraft) and holds_number(draft.purpose):
        yield "purpose"


WISH_RULES = (
    DraftRule(
        "key-asked-once",
        "This key is on the wish list already, or groups are split by it.",
        "Read the wish list (keyRequests); a declined key can be asked for again.",
        asked_once,
    ),
    DraftRule(
        "purpose-without-numbers",
        "The purpose holds a number, and everybody reads it.",
        "Say in words what the key is for; the board works out the numbers itself.",
        without_numbers,
    ),
)
