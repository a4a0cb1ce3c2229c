from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymise.national_numbers import (
    NATIONAL_NUMBERS,
    any_national_number,
    distinctive_national_number,
)

# The examples printed in the documentation of python-stdnum, which name nobody, and of § 290 SGB V.
DISTINCTIVE = {
    "ES DNI": "54362315K",
    "ES DNI with hyphen": "54362315-K",
    "ES DNI with dots": "54.362.315-K",
    "ES NIE": "X-2482300-W",
    "FR": "295109912611193",
    "FR in groups": "2 95 10 99 126 111 93",
    "FR Corsica": "253072B07300470",
    "IT": "RCCMNL83S18D969H",
    "IT in groups": "RCC MNL 83S18 D969H",
    "FI": "131052-308T",
    "IE": "6433435F",
    "PT": "12345678 0 ZZ0",
    "BE": "85.07.30-033.28",
    "BE born since 2000": "17 07 30 033 84",
    "NO": "151086 95088",
    "CH": "756.9217.0769.85",
    "RO": "1630615123457",
    "SI": "0101006500006",
    "EE": "36805280109",
    "LT": "33309240064",
    "IS": "120174-3399",
}
SEARCHED_IN_TEXTS_ONLY = {
    "NL": "111222333",
    "NL with dots": "1112.22.333",
    "GB": "9434765870",
    "GB in groups": "943 476 5870",
    "DE tax": "36574261809",
    "DE insurance": "A000500015",
    "HR": "33392005961",
    "PL": "44051401359",
    "GR": "01013099997",
    "LV": "161175-19997",
    "AT": "1237 010180",
    "CZ": "710319/2745",
    "BG": "8032056031",
    "SE": "880320-0016",
    "SE ten digits": "8803200016",
    "SE with century": "198803200016",
    "DK": "211062-5629",
    "DK ten digits": "2110625629",
}
ALL = DISTINCTIVE | SEARCHED_IN_TEXTS_ONLY


@pytest.mark.parametrize("number", ALL.values(), ids=ALL)
def test_a_number_with_valid_check_digits_is_found_in_a_sentence(number: str) -> None:
    assert any_national_number(f"Transferred ({number}), then lost.")
    assert any_national_number(number.lower())


@pytest.mark.parametrize("number", DISTINCTIVE.values(), ids=DISTINCTIVE)
def test_a_distinctive_number_is_found_in_a_code(number: str) -> None:
    assert distinctive_national_number(number)
    assert distinctive_national_number(f"LOT-{number}")


@pytest.mark.parametrize("number", SEARCHED_IN_TEXTS_ONLY.values(), ids=SEARCHED_IN_TEXTS_ONLY)
def test_a_number_that_a_code_could_be_by_chance_is_left_alone_in_codes(number: str) -> None:
    assert not distinctive_national_number(number)


@pytest.mark.parametrize(
    "number",
    [
        "54362315Z", "X2482300A", "295109912611199", "RCCMNL83S18D969J", "131052-308U", "6433435E",
        "85073003329", "15108695077", "756.9217.0769.84", "1630615123458", "0101006500007",
        "36805280108", "111252333", "9434765871", "A000500016", "44051401358", "2237 010180",
        "880320-0018", "511062-5629", "2110625628",
    ],
)  # fmt: skip
def test_a_wrong_check_digit_makes_it_an_ordinary_number(number: str) -> None:
    assert not any_national_number(number)


@pytest.mark.parametrize("number", ["211052-5629", "01019970070"], ids=["DK 2052", "NO 1999"])
def test_the_answer_does_not_depend_on_the_day(number: str) -> None:
    assert any_national_number(number)


@pytest.mark.parametrize(
    "harmless",
    [
        "2019-111222333-12", "10.1038/111222333", "111222333.5", "lot111222333", "1112223331",
        "NCT01112223", "130,000,000", "20240515A",
    ],
)  # fmt: skip
def test_digits_inside_a_longer_identifier_are_no_number(harmless: str) -> None:
    assert not any_national_number(harmless)


@given(st.integers(1, 999_999), st.integers(3, 9))
def test_no_round_dose_is_taken_for_a_person(significant: int, zeros: int) -> None:
    assert not any_national_number(f"{significant * 10**zeros} cells")


def dates() -> Iterator[tuple[str, str, str]]:
    years, months, days = range(15, 27), range(1, 13), range(1, 29, 3)
    return ((f"{y:02}", f"{m:02}", f"{d:02}") for y, m, d in product(years, months, days))


# Year, month, day and running number in the ways manufacturers write them.
BATCH_CODES = [
    "20{y}{m}{d}", "20{y}{m}{d}{run}", "20{y}{m}{d}-{n:02}", "20{y}{m}{d}{n:02}",
    "20{y}{m}{d}{n:03}", "{y}{m}{d}-{n:03}", "{y}{m}{d}-{n:04}", "{y}{m}{d}{n:04}",
    "{d}{m}{y}-{n:04}", "{y}{m}{d}{n:05}", "{y}{m}{d}{n}{run}",
]  # fmt: skip


@pytest.mark.parametrize("form", BATCH_CODES)
def test_at_most_one_batch_code_in_twenty_is_taken_for_a_person(form: str) -> None:
    runs = list(enumerate("ABCDE", start=1))
    codes = [form.format(y=y, m=m, d=d, n=n, run=run) for y, m, d in dates() for n, run in runs]
    assert sum(map(distinctive_national_number, codes)) <= len(codes) / 20


@given(st.sampled_from(NATIONAL_NUMBERS).flatmap(lambda row: st.from_regex(row.form)))
def test_whatever_has_the_form_of_a_number_gets_an_answer(text: str) -> None:
    assert any_national_number(text) in (True, False)
