"""Link tokens meet where two hospitals wrote one person, also with common slips, and else never."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymise.pseudonym import keyed_digest
from anonymise.tokens import link_tokens, spelled, stored_token

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
BORN = date(1980, 3, 4)
Person = tuple[str, str, date]
XAN: Person = ("Quillfeather", "Xanthippe", BORN)
NAMES = st.text("abcdefgh", min_size=3, max_size=8)
DAYS = st.dates(date(1930, 1, 1), date(2025, 1, 1))


def tokens(person: Person, pseudonym: str = "a", key: bytes = KEY) -> set[str]:
    return set(link_tokens(key, *person, pseudonym))


SAME: dict[str, Person] = {
    "accents and case": ("QUILLFÉATHER", "xanthippe", BORN),
    "hyphens and spaces": ("Quill-feather", "Xan thippe", BORN),
    "day and month swapped": ("Quillfeather", "Xanthippe", date(1980, 4, 3)),
    "names swapped": ("Xanthippe", "Quillfeather", BORN),
}
OTHERS: dict[str, Person] = {
    "another given name": ("Quillfeather", "Yolande", BORN),
    "another year": ("Quillfeather", "Xanthippe", date(1981, 3, 4)),
    "letters moved between the names": ("QuillfeatherX", "anthippe", BORN),
}


@pytest.mark.parametrize("written", SAME.values(), ids=SAME.keys())
def test_one_person_written_otherwise_shares_a_token(written: Person) -> None:
    assert tokens(XAN) & tokens(written, "b")


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS.keys())
def test_another_person_shares_none(other: Person) -> None:
    assert not tokens(XAN) & tokens(other, "b")


def test_without_the_consortiums_key_nothing_meets() -> None:
    assert not tokens(XAN) & tokens(XAN, key=OTHER_KEY)


@given(family=NAMES, given_name=NAMES, born=DAYS)
def test_three_different_tokens_always_arrive_and_are_the_same_each_time(
    family: str, given_name: str, born: date
) -> None:
    person = (family, given_name, born)
    first = link_tokens(KEY, *person, "a")
    assert first == link_tokens(KEY, *person, "a")
    assert len(set(first)) == 3
    assert list(first) == sorted(first)


@pytest.mark.parametrize("born", [date(1980, 3, 3), date(1980, 3, 13)])
def test_what_fills_up_differs_from_patient_to_patient(born: date) -> None:
    person = ("Quillfeather", "Xanthippe", born)
    assert len(tokens(person, "a") & tokens(person, "b")) == 2


def test_the_registry_keeps_a_token_under_its_own_key() -> None:
    token = keyed_digest(KEY, "x")
    assert stored_token(KEY, token) != stored_token(OTHER_KEY, token) != token


def test_a_name_is_its_letters() -> None:
    assert spelled("D'Ángelo-Núñez 2") == "dangelonunez"
