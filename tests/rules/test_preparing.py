"""Who prepared what the board decides about, by the names and numbers of audit events."""

from typing import get_args

import pytest

from registry.model.registration import Draft
from registry.release.preparing import ASKED, ENTERED, PUBLISHED, prepared

SENT = (
    "submission accepted",
    "correction accepted",
    ASKED,
    *(f"{draft.__name__} accepted" for draft in get_args(Draft)),
)
OTHER = ("invitation accepted", "signed in", "withdrawal confirmed", "possible duplicates read")


@pytest.mark.parametrize("action", SENT)
def test_who_ever_sent_something_for_a_sponsor_prepared_it(action: str) -> None:
    assert prepared({("sam", action): 1, ("board", PUBLISHED): 9}) == {"sam"}


@pytest.mark.parametrize(("number", "who"), [(4, set()), (6, {"cleo"})])
def test_who_entered_a_fact_prepared_it_until_it_is_public(number: int, who: set[str]) -> None:
    assert prepared({("cleo", ENTERED): number, ("board", PUBLISHED): 5}) == who


def test_before_the_first_publication_everything_entered_waits() -> None:
    assert prepared({("cleo", ENTERED): 1}) == {"cleo"}


@pytest.mark.parametrize("action", OTHER)
def test_who_did_something_else_prepared_nothing(action: str) -> None:
    assert prepared({("ben", action): 1}) == frozenset()
