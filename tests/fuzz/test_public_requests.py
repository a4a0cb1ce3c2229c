"""Drawn requests to the public surface: always answered, never by a fault, never an echo."""

import pytest
from hypothesis import given

from registry.public_app import CachedApp
from tests.fuzz import asking
from tests.fuzz.bounds import bounded
from tests.fuzz.requests import Request

pytestmark = pytest.mark.thorough


@given(drawn=asking.QUESTIONS)
@bounded(300)
def test_any_request_is_answered_the_same_by_post_by_get_and_without_the_cache(
    drawn: tuple[Request, str],
) -> None:
    asking.ask(drawn)


@given(body=asking.BODIES)
@bounded(200)
def test_any_body_whatsoever_is_answered(body: bytes) -> None:
    asking.ask_body(body)


@given(drawn=asking.GETS)
@bounded(200)
def test_any_query_in_an_address_and_any_header_whatsoever_is_answered(
    drawn: tuple[bytes, str],
) -> None:
    asking.ask_by_get(drawn)


@given(drawn=asking.ADDRESSES)
@bounded(100)
def test_any_address_of_a_page_or_a_file_is_answered(
    drawn: tuple[list[str], list[tuple[str, str]], str],
) -> None:
    asking.ask_address(drawn)


def test_what_was_kept_while_asking_stays_within_its_bounds() -> None:
    assert isinstance(asking.APP, CachedApp)
    assert asking.APP.front.kept.bytes <= asking.APP.front.kept.most
