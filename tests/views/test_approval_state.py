"""Whether an approval holds on a day, read off its history."""

from datetime import date

import pytest
from msgspec import structs

from registry.model.codes import ApprovalEventKind as Kind
from registry.model.product import Approval, ApprovalEvent
from registry.views.approval_state import ApprovalState, approval_state

DAY = date(2026, 9, 30)


def approval(*events: tuple[Kind, str]) -> Approval:
    told = tuple(ApprovalEvent(kind, on) for kind, on in events)
    return Approval("a", "p", "authority", "ES", "b-all", "", told)


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ([], ApprovalState.NOT_STATED),
        ([(Kind.GRANTED, "2021")], ApprovalState.CURRENT),
        ([(Kind.GRANTED, "2021"), (Kind.RENEWED, "2024-02")], ApprovalState.CURRENT),
        ([(Kind.GRANTED, "2021"), (Kind.VARIED, "2024-02")], ApprovalState.CURRENT),
        ([(Kind.GRANTED, "2021"), (Kind.SUSPENDED, "2026-09-30")], ApprovalState.SUSPENDED),
        ([(Kind.GRANTED, "2021"), (Kind.SUSPENDED, "2026-10-01")], ApprovalState.CURRENT),
        ([(Kind.GRANTED, "2021"), (Kind.SUSPENDED, "2026")], ApprovalState.SUSPENDED),
        ([(Kind.GRANTED, "2021"), (Kind.WITHDRAWN, "2025")], ApprovalState.ENDED),
        ([(Kind.GRANTED, "2021"), (Kind.REVOKED, "2025")], ApprovalState.ENDED),
        ([(Kind.GRANTED, "2021"), (Kind.LAPSED, "2025")], ApprovalState.ENDED),
        ([(Kind.GRANTED, "2027")], ApprovalState.NOT_STATED),
        ([(Kind.GRANTED, "2026")], ApprovalState.NOT_STATED),
        ([(Kind.SUSPENDED, "2024"), (Kind.RENEWED, "2025")], ApprovalState.CURRENT),
    ],
)
def test_the_last_event_up_to_the_day_decides(
    events: list[tuple[Kind, str]], state: ApprovalState
) -> None:
    assert approval_state(approval(*events), DAY) is state


@pytest.mark.parametrize(
    ("valid_to", "state"),
    [
        (date(2026, 9, 29), ApprovalState.ENDED),
        (date(2026, 9, 30), ApprovalState.CURRENT),
        (date(2026, 10, 1), ApprovalState.CURRENT),
    ],
)
def test_an_approval_holds_through_its_last_day(valid_to: date, state: ApprovalState) -> None:
    granted = structs.replace(approval((Kind.GRANTED, "2021")), valid_to=valid_to)
    assert approval_state(granted, DAY) is state


def test_where_no_approval_is_known_nothing_is_stated() -> None:
    assert approval_state(None, DAY) is ApprovalState.NOT_STATED
