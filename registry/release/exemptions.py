"""Which decisions on an exemption make a programme's results final, from public facts alone."""

from collections.abc import Iterable
from datetime import date

from registry.model.codes import ApprovalEventKind, Route
from registry.model.diseases import NOT_STATED, wider
from registry.model.product import Approval, last_day
from registry.model.programme import Programme

DECIDING = (
    ApprovalEventKind.RENEWED,
    ApprovalEventKind.SUSPENDED,
    ApprovalEventKind.WITHDRAWN,
    ApprovalEventKind.REVOKED,
    ApprovalEventKind.LAPSED,
)


def approval_decision(programme: Programme, approvals: Iterable[Approval]) -> date | None:
    """The first decision on, or end of, an exemption the programme uses since it began.

    An exemption covers its disease with every narrower one. It counts where the registry or the
    programme's own sponsor recorded it: nobody else moves a programme's dates.
    """
    if programme.route is not Route.HOSPITAL_EXEMPTION:
        return None
    covering = {*wider(programme.disease), NOT_STATED}
    relevant = (
        approval
        for approval in approvals
        if approval.product_id == programme.product_id
        and approval.disease in covering
        and (approval.source is not None or approval.holder_id == programme.sponsor_id)
    )
    days = (day for approval in relevant for day in decision_days(approval))
    return min((day for day in days if day > programme.registered_on), default=None)


def decision_days(approval: Approval) -> Iterable[date]:
    """The latest possible day of each decision, and the end of validity."""
    days = (last_day(event.on) for event in approval.events if event.kind in DECIDING)
    return [day for day in (*days, approval.valid_to) if day is not None]
