import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from sending import RESPONSE

from registry.model.codes import Population
from registry.model.endpoint import Endpoint, SuccessCriterion
from registry.release.verdicts import (
    SmallProgramme,
    fixed_sets,
    possible_successes,
    stands_alone,
    tells_a_sponsor,
)


def small(*patients: int, sponsors: str = "", synthetic: bool = False) -> list[SmallProgramme]:
    """Programmes of so many patients, each of a sponsor of its own or of the ones named."""
    return [
        SmallProgramme(f"p{n}", sponsors[n] if sponsors else f"s{n}", count, synthetic)
        for n, count in enumerate(patients)
    ]


def goal(percent: int, population: Population = Population.ACCEPTED) -> Endpoint:
    return structs.replace(RESPONSE, criterion=SuccessCriterion(percent), population=population)


def formed(*waiting: SmallProgramme) -> list[tuple[str, ...]]:
    return fixed_sets(waiting, 11, 3, 5)


@pytest.mark.parametrize(
    ("patients", "percent", "possible"),
    [(4, 50, (3, 2)), (5, 50, (3, 3)), (6, 50, (4, 3)), (10, 100, (1, 10)), (0, 50, (1, 0))],
)
def test_a_criterion_leaves_some_counts_for_met_and_the_others_for_not_met(
    patients: int, percent: int, possible: tuple[int, int]
) -> None:
    assert possible_successes(patients, percent) == possible


@pytest.mark.parametrize(("patients", "alone"), [(4, False), (5, True), (6, True)])
def test_a_verdict_stands_alone_where_three_counts_are_possible_either_way(
    patients: int, alone: bool
) -> None:
    assert stands_alone(patients, goal(50)) is alone


def test_a_goal_among_the_infused_never_stands_alone() -> None:
    """How many were infused is an outcome: it may have been one."""
    assert not stands_alone(10, goal(50, Population.INFUSED))


@given(st.integers(0, 10), st.integers(0, 100))
def test_one_patient_more_never_takes_a_verdict_back(patients: int, percent: int) -> None:
    assert stands_alone(patients, goal(percent)) <= stands_alone(patients + 1, goal(percent))


@pytest.mark.parametrize(
    ("patients", "sets"),
    [
        ((4, 4, 2), []),
        ((4, 4, 3), [("p0", "p1", "p2")]),
        ((4, 4, 4), [("p0", "p1", "p2")]),
        ((6, 6), []),
        ((6, 6, 6), [("p0", "p1", "p2")]),
        ((4, 4, 2, 1), [("p0", "p1", "p2", "p3")]),
    ],
)
def test_a_set_holds_three_programmes_and_11_patients(
    patients: tuple[int, ...], sets: list[tuple[str, ...]]
) -> None:
    assert formed(*small(*patients)) == sets


@pytest.mark.parametrize(("others", "sets"), [(4, 0), (5, 1), (6, 1)])
def test_without_one_sponsor_two_programmes_of_5_patients_are_left(others: int, sets: int) -> None:
    assert len(formed(*small(7, others - 1, 1))) == sets


@pytest.mark.parametrize(
    ("sponsors", "told"), [("aaa", False), ("aab", True), ("aabb", False), ("abc", False)]
)
def test_no_sponsor_learns_the_verdict_of_the_only_other_programme(
    sponsors: str, told: bool
) -> None:
    assert tells_a_sponsor(small(*[6] * len(sponsors), sponsors=sponsors), 5) is told


def test_the_programmes_of_one_sponsor_do_not_wait_for_the_only_one_of_another() -> None:
    assert formed(*small(4, 4, 4, 4, sponsors="aaab")) == [("p0", "p1", "p2")]


def test_real_and_fictional_programmes_never_share_a_set() -> None:
    fictional = [structs.replace(p, id=f"f{p.id}") for p in small(4, 4, synthetic=True)]
    assert formed(*small(4, 4), *fictional) == []


@given(st.lists(st.tuples(st.integers(1, 10), st.sampled_from("abcd")), max_size=12))
def test_every_set_is_large_enough_for_everybody_who_is_in_it(
    programmes: list[tuple[int, str]],
) -> None:
    waiting = small(*(n for n, _ in programmes), sponsors="".join(s for _, s in programmes))
    by_id = {programme.id: programme for programme in waiting}
    for ids in formed(*waiting):
        members = [by_id[id] for id in ids]
        assert len(ids) == len(set(ids)) >= 3
        assert sum(programme.patients for programme in members) >= 11
        assert not tells_a_sponsor(members, 5)
