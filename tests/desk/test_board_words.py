"""What the board workspace calls the codes it shows, and that each code is called something."""

from enum import Enum

import pytest

from registry import texts
from registry.board.queue import HoldState
from registry.model.access import AccountState, Role
from registry.model.codes import WithdrawalScope
from registry.model.transparency import ErratumReason
from registry.web.desk.board import accounts, holds, withdrawals, words
from registry.web.desk.roles import ROLES

SAID: dict[type[Enum], dict[str, str]] = {
    AccountState: {state.value: tag.words for state, tag in accounts.STATES.items()},
    Role: {role.value: said for role, said in ROLES.items()},
    HoldState: {state.value: tag.words for state, tag in holds.STATES.items()},
    WithdrawalScope: {scope.value: text for scope, text in withdrawals.SCOPES.items()},
    ErratumReason: {reason.value: text for reason, text in words.ERRATUM_REASONS.items()},
}


@pytest.mark.parametrize("codes", SAID, ids=lambda codes: codes.__name__)
def test_every_code_has_its_words(codes: type[Enum]) -> None:
    plain = {code.value: str(code.value).replace("_", " ").capitalize() for code in codes}
    assert SAID[codes] == plain


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("snapshot 3 of 2027-03-31", "Snapshot 3 of 31 March 2027"),
        ("snapshot", "A plan"),
        ("2027-03-31", "A plan"),
        ("snapshot 3 of another day", "A plan"),
    ],
)
def test_a_plan_is_named_with_its_day_where_the_trail_knows_it(subject: str, said: str) -> None:
    assert words.plan_words(subject) == said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("funnel", "infused and not infused"),
        ("best-response/imwg", "best responses (imwg)"),
        ("survival/365", "survival to day 365"),
        ("unheard-of/1", "unheard-of/1"),
    ],
)
def test_a_content_is_named_without_its_numbers(content: str, said: str) -> None:
    assert texts.content(content) == said
