import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymise.pseudonym import keyed_digest, matches, registry_pseudonym

KEY = bytes(range(32))


def test_the_pseudonym_is_the_first_half_of_the_hmac_that_openssl_computes() -> None:
    # printf '\0\0\0\0\0\0\0\5org-1\0\0\0\0\0\0\0\10ab12cd34' | openssl dgst -sha256 -mac HMAC
    # -macopt hexkey:000102…1f (OpenSSL 3.0.19)
    whole = "ec2739edf51ee7099f616e65fc9600120889f8e8d84f1d0d79c063b7eeb69521"
    assert registry_pseudonym(KEY, "org-1", "ab12cd34") == whole[:32]
    assert keyed_digest(KEY, "org-1", "ab12cd34") == whole


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_pseudonym_is_always_32_lower_case_hexadecimal_digits(sponsor: str, source: str) -> None:
    assert re.fullmatch("[0-9a-f]{32}", registry_pseudonym(KEY, sponsor, source))


def test_the_same_source_pseudonym_of_two_sponsors_gives_two_pseudonyms() -> None:
    assert registry_pseudonym(KEY, "org-1", "ab12cd34") != registry_pseudonym(
        KEY, "org-2", "ab12cd34"
    )


def test_another_key_gives_another_pseudonym() -> None:
    assert registry_pseudonym(KEY, "org-1", "ab12cd34") != registry_pseudonym(
        bytes(32), "org-1", "ab12cd34"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("org-1", "1ab"), ("org-11", "ab")),
        (("ab", ""), ("", "ab")),
        (("ab",), ("a", "b")),
        (("ab",), ("ab", "")),
        ((), ("",)),
    ],
)
def test_a_moved_border_between_parts_changes_the_digest(
    one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    assert keyed_digest(KEY, *one) != keyed_digest(KEY, *other)


@given(st.lists(st.text(max_size=8)), st.lists(st.text(max_size=8)))
def test_digests_are_equal_exactly_when_the_parts_are(one: list[str], other: list[str]) -> None:
    assert (keyed_digest(KEY, *one) == keyed_digest(KEY, *other)) == (one == other)


def test_text_that_utf_8_cannot_hold_is_digested_instead_of_shown_in_an_error() -> None:
    assert keyed_digest(KEY, "\ud800") != keyed_digest(KEY, "\ud801")


@given(st.text(), st.text())
def test_matches_agrees_with_equality(a: str, b: str) -> None:
    assert matches(a, b) == (a == b)
    assert matches(a, a)
