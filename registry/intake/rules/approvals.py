"""Rules on approvals: a dated history, and changes by their holder alone."""

from collections.abc import Iterator
from datetime import date

from registry.intake.rules.known import DraftRule, Known
from registry.model.product import last_day
from registry.model.registration import ApprovalChangeDraft, ApprovalDraft, Draft

WITH_OFFERS = ApprovalDraft | ApprovalChangeDraft


def approval_history(draft: Draft, known: Known) -> Iterator[str]:
    """An approval has a history of dated events and ends after it begins, also when it changes."""
    if not isinstance(draft, WITH_OFFERS):
        return
    if isinstance(draft, ApprovalDraft) and not draft.events:
        yield "events"
    for index, event in enumerate(draft.events):
        if last_day(event.on) is None:
            yield f"events[{index}].on"
    begins = begin_of(draft, known)
    if draft.valid_to is not None and begins is not None and draft.valid_to < begins:
        yield "validTo"


def begin_of(draft: ApprovalDraft | ApprovalChangeDraft, known: Known) -> date | None:
    """The day from which an approval is valid; None where nobody knows."""
    if isinstance(draft, ApprovalDraft):
        return draft.valid_from
    approval = known.approvals.get(draft.approval_id)
    return approval.valid_from if approval else None


def own_approval(draft: Draft, known: Known) -> Iterator[str]:
    """The approval is held by this sponsor, and something new is said of it."""
    if not isinstance(draft, ApprovalChangeDraft):
        return
    approval = known.approvals.get(draft.approval_id)
    if approval is None or approval.holder_id != known.sponsor_id:
        yield "approvalId"
    elif not (draft.events or draft.offers or draft.valid_to):
        yield "events"


APPROVAL_RULES = (
    DraftRule(
        "approval-dated",
        "The approval has no dated history, or ends before it begins.",
        "Give each event with its date (YYYY, YYYY-MM or a day).",
        approval_history,
    ),
    DraftRule(
        "approval-own",
        "This approval is not held by you, or nothing new is said of it.",
        "Use the id the registry returned; tell an event, a later end, or an offer as it is now.",
        own_approval,
    ),
)
