"""Who counts once: laws of persons and their reports."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from registry.release.persons import Reported, persons_of, reported_before

COHORT, OTHER_COHORT = ("lineage", "lbcl"), ("lineage", "mm")
DAY = date(2027, 1, 1)
PATIENTS = st.sampled_from("abcdef")
PAIRS = st.lists(st.tuples(PATIENTS, PATIENTS).filter(lambda pair: pair[0] != pair[1]), max_size=8)
REPORTS = st.lists(
    st.builds(
        Reported,
        id=st.uuids().map(str),
        patient=PATIENTS,
        cohort=st.sampled_from([COHORT, OTHER_COHORT]),
        registered_on=st.integers(0, 3).map(lambda days: DAY + timedelta(days)),
        sealed=st.booleans(),
    ),
    max_size=12,
)


def report(patient: str, day: int = 0, **changes: object) -> Reported:
    known = {"cohort": COHORT, "sealed": False} | changes
    on = DAY + timedelta(day)
    return Reported(id=f"{patient}{day}", patient=patient, registered_on=on, **known)  # type: ignore[arg-type]


def repeats(*episodes: Reported, same: list[tuple[str, str]]) -> set[str]:
    return reported_before(episodes, persons_of(same))


def test_the_later_report_of_a_person_is_left_out() -> None:
    assert repeats(report("a", 1), report("b", 0), same=[("a", "b")]) == {"a1"}


def test_a_sealed_report_stands_before_an_earlier_one() -> None:
    assert repeats(report("a", 1, sealed=True), report("b", 0), same=[("a", "b")]) == {"b0"}


def test_another_disease_is_another_cohort() -> None:
    other = report("b", 1, cohort=OTHER_COHORT)
    assert repeats(report("a"), other, same=[("a", "b")]) == set()


def test_a_second_treatment_at_one_sponsor_is_no_repeat() -> None:
    assert repeats(report("a", 0), report("a", 1), same=[("a", "b")]) == set()


def test_a_person_is_known_through_a_third() -> None:
    same = [("a", "b"), ("b", "c")]
    assert repeats(report("a", 0), report("c", 1), same=same) == {"c1"}


@given(same=PAIRS)
def test_same_is_an_equivalence(same: list[tuple[str, str]]) -> None:
    persons = persons_of(same)
    for first, second in same:
        assert persons[first] == persons[second]
    groups = {frozenset(p for p in persons if persons[p] == one) for one in persons.values()}
    assert sum(len(group) for group in groups) == len(persons)


@given(reports=REPORTS, same=PAIRS)
def test_each_person_keeps_one_report_and_nothing_sealed_is_left_out(
    reports: list[Reported], same: list[tuple[str, str]]
) -> None:
    persons = persons_of(same)
    left_out = reported_before(reports, persons)
    assert not {r.id for r in reports if r.sealed} & left_out
    for one in reports:
        kept = [
            r.id
            for r in reports
            if r.cohort == one.cohort
            and persons.get(r.patient, r.patient) == persons.get(one.patient, one.patient)
            and r.id not in left_out
        ]
        assert kept


@given(reports=REPORTS)
def test_nobody_is_left_out_before_a_decision(reports: list[Reported]) -> None:
    assert reported_before(reports, {}) == set()
