from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymise.forming import group_of
from anonymise.grouping import plan
from anonymise.insiders import has_few_others, insider_of
from anonymise.members import Forming, Member, Queue, Rules

RULES = Rules(smallest=11, least_others=5, longest_forming_months=18, longest_waiting_months=24)
GERMANY = Queue("DE", "PROSPECTIVE")
ON = date(2028, 3, 31)


def patients(*centres: tuple[str, int], first: int = 1) -> list[Member]:
    """German patients of each centre, one centre after the other."""
    names = [centre for centre, count in centres for _ in range(count)]
    return [
        Member(f"e{n}", n, GERMANY, "18+", ON, {"centre": centre, "country": "DE"})
        for n, centre in enumerate(names, start=first)
    ]


def sizes(members: list[Member], *forming: Forming, ended: bool = False) -> list[int]:
    done = plan(ON, ended=ended, waiting=members, forming=forming, rules=RULES)
    return [len(new.members) for new in done.formed]


@pytest.mark.parametrize(
    ("others", "few"), [(0, False), (1, True), (4, True), (5, False), (6, False)]
)
def test_an_insider_must_see_nobody_else_or_5_others(others: int, few: bool) -> None:
    assert has_few_others(["own"] * 20 + ["other"] * others, 5) is few


@pytest.mark.parametrize(("unknown", "few"), [(0, False), (1, True), (5, True)])
def test_a_patient_of_no_known_centre_hides_nobody(unknown: int, few: bool) -> None:
    insiders = ["own"] * 20 + ["other"] * (5 - min(unknown, 5)) + [None] * unknown
    assert has_few_others(insiders, 5) is few


def test_the_answer_names_the_kind_of_insider() -> None:
    members = [{"centre": f"c{n % 3}", "country": "DE"} for n in range(11)]
    assert insider_of(members, 5) is None
    assert insider_of([*members, {"centre": "c1", "country": "IT"}], 5) == "country"


def test_a_group_of_one_centre_alone_shows_it_nothing_it_does_not_know() -> None:
    assert sizes(patients(("a", 11))) == [11]


@pytest.mark.parametrize(("few", "formed"), [(1, [30]), (4, [30]), (5, [35]), (6, [36])])
def test_few_patients_of_a_second_centre_wait_and_keep_nobody_waiting(
    few: int, formed: list[int]
) -> None:
    assert sizes(patients(("a", 30), ("b", few))) == formed


@pytest.mark.parametrize(("of_a", "formed"), [(10, []), (11, [11])])
def test_who_is_left_without_them_must_be_11(of_a: int, formed: list[int]) -> None:
    assert sizes(patients(("a", of_a), ("b", 4))) == formed


def test_at_the_end_few_of_another_centre_do_not_join_a_group_of_one_centre() -> None:
    inside = tuple(patients(("a", 11)))
    forming = Forming("g1", 0, GERMANY, "18+", ON, inside)
    few = patients(("b", 4), first=12)
    assert plan(ON, ended=True, waiting=few, forming=[forming], rules=RULES).joined == ()
    enough = patients(("b", 5), first=12)
    joined = plan(ON, ended=True, waiting=enough, forming=[forming], rules=RULES).joined
    assert [len(joining.members) for joining in joined] == [5]


def test_a_group_is_not_split_by_age_where_a_part_would_show_somebody() -> None:
    adults = patients(("a", 11), ("b", 4))
    minors = [
        Member(f"m{n}", 100 + n, GERMANY, "0-17", ON, {"centre": "b", "country": "DE"})
        for n in range(11)
    ]
    assert sizes(adults + minors) == [26]


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, 15)), max_size=6))
def test_no_group_ever_leaves_a_centre_1_to_4_others(centres: list[tuple[str, int]]) -> None:
    chosen = group_of(patients(*centres), RULES)
    assert insider_of([member.known_to for member in chosen], 5) is None
    assert len(chosen) == 0 or len(chosen) >= 11
