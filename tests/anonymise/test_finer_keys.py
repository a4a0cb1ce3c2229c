"""Groups are split by an adopted key where every part has 11, and by no key they formed without."""

from datetime import date

import pytest

from anonymise.grouping import plan
from anonymise.members import SEVERAL, Forming, Joining, Member, Queue, Rules, SealingPlan

PLAIN = Rules(smallest=11, least_others=5, longest_forming_months=18, longest_waiting_months=24)
BY_AGE = Rules(11, 5, 18, 24, finer_keys=("AGE_BAND",))
BY_BOTH = Rules(11, 5, 18, 24, finer_keys=("AGE_BAND", "SEX"))
GERMANY = Queue("DE", "PROSPECTIVE")
ON, RECENTLY = date(2028, 3, 15), date(2028, 2, 1)
CHILDREN, ADOLESCENTS, ADULTS = ("0-17", "0-11"), ("0-17", "12-17"), ("18+", "18-64")


def people(
    count: int,
    ages: tuple[str, str | None],
    first: int = 1,
    sex: str | None = "FEMALE",
    centre: str = "DE-1",
) -> list[Member]:
    """`count` members of one age class and band, registered from place `first` on."""
    age_class, band = ages
    finer = {"AGE_BAND": band, "SEX": sex}
    known_to = {"country": "DE", "centre": centre}
    return [
        Member(f"e{n}", n, GERMANY, age_class, RECENTLY, known_to, finer)
        for n in range(first, first + count)
    ]


def sealed(
    waiting: list[Member], *forming: Forming, rules: Rules = BY_AGE, ended: bool = False
) -> SealingPlan:
    return plan(ON, ended=ended, waiting=waiting, forming=forming, rules=rules)


def parts(done: SealingPlan) -> list[tuple[str, dict[str, str], int]]:
    return [(new.age_class, dict(new.finer), len(new.members)) for new in done.formed]


@pytest.mark.parametrize(
    ("adolescents", "formed"),
    [
        (10, [("0-17", {"AGE_BAND": SEVERAL}, 21)]),
        (11, [("0-17", {"AGE_BAND": "0-11"}, 11), ("0-17", {"AGE_BAND": "12-17"}, 11)]),
        (12, [("0-17", {"AGE_BAND": "0-11"}, 11), ("0-17", {"AGE_BAND": "12-17"}, 12)]),
    ],
)
def test_a_group_is_split_by_an_adopted_key_only_where_every_part_has_11(
    adolescents: int, formed: list[tuple[str, dict[str, str], int]]
) -> None:
    waiting = people(11, CHILDREN) + people(adolescents, ADOLESCENTS, first=12)
    assert parts(sealed(waiting)) == formed
    assert parts(sealed(waiting[::-1])) == formed


def test_without_an_adopted_key_groups_are_split_by_age_class_alone() -> None:
    waiting = people(11, CHILDREN) + people(11, ADOLESCENTS, first=12)
    assert parts(sealed(waiting, rules=PLAIN)) == [("0-17", {}, 22)]


def test_each_part_is_split_by_the_next_key_for_itself() -> None:
    women = people(11, ADULTS) + people(11, CHILDREN, first=12)
    done = sealed(women + people(11, ADULTS, first=23, sex="MALE"), rules=BY_BOTH)
    assert parts(done) == [
        ("18+", {"AGE_BAND": "18-64", "SEX": "FEMALE"}, 11),
        ("18+", {"AGE_BAND": "18-64", "SEX": "MALE"}, 11),
        ("0-17", {"AGE_BAND": "0-11", "SEX": "FEMALE"}, 11),
    ]


@pytest.mark.parametrize(("strangers", "groups"), [(4, 1), (5, 2), (6, 2)])
def test_a_group_is_not_split_where_an_insider_would_know_all_of_a_part_but_a_few(
    strangers: int, groups: int
) -> None:
    minors = people(11, CHILDREN) + people(strangers, CHILDREN, first=12, centre="DE-2")
    others = people(8, ADOLESCENTS, first=30) + people(8, ADOLESCENTS, first=40, centre="DE-2")
    assert len(sealed(minors + others).formed) == groups


@pytest.mark.parametrize("unknown", [1, 11, 12])
def test_an_untold_value_keeps_all_together(unknown: int) -> None:
    told = people(11, CHILDREN) + people(11, ADOLESCENTS, first=12)
    done = sealed(told + people(unknown, ("0-17", None), first=23))
    assert parts(done) == [("0-17", {"AGE_BAND": SEVERAL}, 22 + unknown)]


def test_a_group_that_formed_before_a_key_was_adopted_is_never_split_by_it() -> None:
    old = Forming("g1", 1, GERMANY, "0-17", date(2027, 9, 15), tuple(people(22, CHILDREN)))
    last = people(3, ADOLESCENTS, first=30)
    (joining,) = sealed(last, old, ended=True).joined
    assert joining == Joining("g1", "DE", "0-17", ("e30", "e31", "e32"), {})
    assert sealed(people(5, CHILDREN), old).sealed == frozenset()


@pytest.mark.parametrize(("ages", "band"), [(CHILDREN, "0-11"), (ADOLESCENTS, SEVERAL)])
def test_the_last_widen_the_finer_key_of_the_group_they_join(
    ages: tuple[str, str], band: str
) -> None:
    inside, formed_on = tuple(people(11, CHILDREN)), date(2027, 9, 15)
    group = Forming("g1", 1, GERMANY, "0-17", formed_on, inside, {"AGE_BAND": "0-11"})
    (joining,) = sealed(people(2, ages, first=12), group, ended=True).joined
    assert joining.finer == {"AGE_BAND": band}
