"""Drawn requests to the sponsor surface: no fault, no echo, and nothing changes when refused."""

from collections.abc import Iterator

import pytest
from hypothesis import given

from tests.fuzz.bounds import bounded
from tests.fuzz.playing import QUESTIONS, Play, playing
from tests.fuzz.requests import Request

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def play() -> Iterator[Play]:
    with playing() as play:
        yield play


@given(drawn=QUESTIONS)
@bounded(120)
def test_any_request_is_answered_and_changes_nothing_unless_it_is_accepted(
    play: Play, drawn: Request
) -> None:
    play.check(drawn)
