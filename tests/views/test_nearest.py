"""A question that no key can express gets the nearest answerable ones, with public numbers only."""

from dataclasses import dataclass
from datetime import date

import pytest
from msgspec import structs

from registry.model.codes import Sex, Timing
from registry.model.sealed import SEVERAL, GroupState, SealedGroup
from registry.model.wishes import KeyDecision, KeyRequest, SplitKey
from registry.snapshot import Snapshot
from registry.views.cohort import Dimension, Filter
from registry.views.efficacy import efficacy
from registry.views.nearest import Answer, Answerable, Numbers, Relation, Why, ask
from registry.views.questions import Fault, Problem, Question
from tests.views.example import AS_OF, SNAPSHOT, open_group

WISH = KeyRequest("w", SplitKey.AGE_BAND, "To tell adolescents.", date(2025, 1, 1))
ADOPTED = structs.replace(
    WISH, decision=KeyDecision(True, "Yes.", date(2025, 1, 2), date(2025, 3, 31))
)
FORMING = SealedGroup("a-9", "aurora", GroupState.FORMING, AS_OF, Timing.PROSPECTIVE)
OLD = (
    open_group("a-1", "aurora", "ES", 12, age_class="0-17"),
    open_group("a-2", "aurora", "DE", 13, age_class="0-17"),
    open_group("a-3", "aurora", SEVERAL, 14, age_class="0-17"),
    open_group("a-4", "aurora", "ES", 15, age_class="18+"),
    open_group("a-5", "aurora", "ES", 16, age_class=SEVERAL),
    open_group("a-6", "aurora", "FR", 17, age_class="0-17"),
    FORMING,
)
NEW = (
    open_group("a-7", "aurora", "ES", 18, age_class="0-17", finer={"AGE_BAND": "12-17"}),
    open_group("a-8", "aurora", "ES", 19, age_class="0-17", finer={"AGE_BAND": "0-11"}),
)
PLAIN = structs.replace(SNAPSHOT, groups=OLD, key_requests=())
FINER = structs.replace(SNAPSHOT, groups=OLD + NEW, key_requests=(ADOPTED,))
B_ALL: Filter = {
    Dimension.DISEASE: frozenset({"b-all"}),
    Dimension.COUNTRY: frozenset({"ES", "DE"}),
}
TEENAGERS = Question(B_ALL, age_from=12, age_to=17)


@dataclass(frozen=True)
class Told:
    """What an answer says, with fictional prospective groups as (groups, patients)."""

    relation: Relation
    where: dict[str, list[str]]
    taken_in: tuple[int, int]
    left_out: tuple[int, int]


def answer(question: Question, snapshot: Snapshot = PLAIN) -> Answer:
    found = ask(snapshot, question)
    assert isinstance(found, Answer), found
    return found


def pair(numbers: tuple[Numbers, ...]) -> tuple[int, int]:
    assert {(each.timing, each.synthetic) for each in numbers} <= {(Timing.PROSPECTIVE, True)}
    return (numbers[0].groups, numbers[0].accepted) if numbers else (0, 0)


def told(found: Answerable) -> Told:
    where = {str(dim): sorted(some) for dim, some in found.where.items() if dim not in B_ALL}
    return Told(found.relation, where, pair(found.taken_in), pair(found.left_out))


def test_age_12_to_17_of_b_all_in_two_countries_gets_the_wider_question() -> None:
    found = answer(TEENAGERS)
    assert (found.expressible, found.is_complete) == (False, False)
    assert [told(each) for each in found.nearest] == [
        Told(Relation.WIDER, {"AGE_CLASS": ["0-17"]}, (2, 12 + 13), (2, 14 + 16)),
        Told(Relation.WIDER, {}, (4, 12 + 13 + 15 + 16), (1, 14)),
        Told(Relation.WIDER, {"AGE_CLASS": ["0-17"]}, (4, 12 + 13 + 14 + 17), (1, 16)),
        Told(Relation.WIDER, {}, (6, 12 + 13 + 14 + 15 + 16 + 17), (0, 0)),
    ]
    assert pair(found.to_split) == (4, 12 + 13 + 14 + 16)
    assert [(each.dimension, each.why, each.helped_by) for each in found.obstacles] == [
        (Dimension.AGE_CLASS, Why.BETWEEN_VALUES, SplitKey.AGE_BAND),
        (Dimension.AGE_CLASS, Why.SPANNED, SplitKey.AGE_BAND),
        (Dimension.COUNTRY, Why.SPANNED, None),
    ]


def test_once_groups_are_split_by_finer_ages_the_question_itself_has_an_answer() -> None:
    found = answer(TEENAGERS, FINER)
    assert (found.expressible, found.is_complete) == (True, False)
    assert told(found.nearest[0]) == Told(
        Relation.EXACT, {"AGE_BAND": ["12-17"]}, (1, 18), (4, 12 + 13 + 14 + 16)
    )
    assert told(found.nearest[1]) == Told(
        Relation.WIDER, {"AGE_CLASS": ["0-17"]}, (4, 12 + 13 + 18 + 19), (2, 14 + 16)
    )
    request = found.obstacles[0].request
    assert request is not None
    assert (request.id, request.status) == ("w", "ADOPTED")


def test_between_two_finer_ages_there_is_a_question_within() -> None:
    found = answer(Question(B_ALL, age_from=10, age_to=17), FINER)
    assert [told(each) for each in found.nearest][:2] == [
        Told(Relation.WIDER, {"AGE_BAND": ["0-11", "12-17"]}, (4, 12 + 13 + 18 + 19), (2, 30)),
        Told(Relation.NARROWER, {"AGE_BAND": ["12-17"]}, (1, 18), (4, 12 + 13 + 14 + 16)),
    ]
    assert pair(found.to_split) == (5, 12 + 13 + 14 + 16 + 19)
    assert found.obstacles[0].helped_by is None


@pytest.mark.parametrize(
    ("first", "last", "expressible", "wider"),
    [
        (0, 17, True, ["0-17"]),
        (None, 17, True, ["0-17"]),
        (18, None, True, ["18+"]),
        (18, 120, True, ["18+"]),
        (0, 16, False, ["0-17"]),
        (1, 17, False, ["0-17"]),
        (17, 18, False, ["0-17", "18+"]),
        (0, 18, False, ["0-17", "18+"]),
        (65, None, False, ["18+"]),
    ],
)
def test_an_age_is_exact_only_where_it_is_whole_age_classes(
    first: int | None, last: int | None, expressible: bool, wider: list[str]
) -> None:
    found = answer(Question(age_from=first, age_to=last))
    assert found.expressible is expressible
    assert told(found.nearest[0]).where == {"AGE_CLASS": wider}


def test_all_ages_are_no_filter() -> None:
    assert answer(Question(B_ALL, age_from=0)).nearest[0].where == B_ALL


def test_a_period_of_months_lies_between_half_years() -> None:
    found = answer(Question(accepted_from="2023-05", accepted_to="2024-07"))
    periods = [sorted(each.where[Dimension.PERIOD]) for each in found.nearest]
    assert periods == [["2023-H1", "2023-H2", "2024-H1", "2024-H2"], ["2023-H2", "2024-H1"]]
    assert [(o.why, o.helped_by) for o in found.obstacles] == [(Why.BETWEEN_VALUES, None)]
    exact = answer(Question(accepted_from="2024-01", accepted_to="2024-06"))
    assert (exact.is_complete, sorted(exact.nearest[0].where[Dimension.PERIOD])) == (
        True,
        ["2024-H1"],
    )


def test_a_sex_is_no_key_until_groups_are_split_by_it() -> None:
    found = answer(Question(sexes=frozenset({Sex.FEMALE})))
    assert told(found.nearest[0]).where == {}
    assert [(o.why, o.helped_by, o.request) for o in found.obstacles] == [
        (Why.NO_KEY, SplitKey.SEX, None)
    ]
    assert answer(Question(sexes=frozenset(Sex))).is_complete


@pytest.mark.parametrize(
    ("question", "field", "fault"),
    [
        (Question(age_from=18, age_to=17), "ageTo", Fault.RANGE_REVERSED),
        (Question(age_from=-1), "ageFrom", Fault.OUT_OF_RANGE),
        (Question(age_to=121), "ageTo", Fault.OUT_OF_RANGE),
        (Question(accepted_from="2024-02", accepted_to="2024-01"), "acceptedTo",
         Fault.RANGE_REVERSED),
        (Question(accepted_from="2024-13", accepted_to="2024-13"), "acceptedFrom", Fault.NO_MONTH),
        (Question(accepted_from="²024-01", accepted_to="2024-01"), "acceptedFrom", Fault.NO_MONTH),
        (Question(accepted_from="2024-01"), "acceptedTo", Fault.HALF_OPEN),
        (Question({Dimension.DISEASE: frozenset({"plague"})}), "DISEASE", Fault.UNKNOWN_CODE),
        (Question({Dimension.COUNTRY: frozenset({"XX"})}), "COUNTRY", Fault.UNKNOWN_CODE),
        (Question({Dimension.PERIOD: frozenset({"2024"})}), "PERIOD", Fault.UNKNOWN_CODE),
        (Question({Dimension.SPONSOR: frozenset({"nobody"})}), "SPONSOR", Fault.UNKNOWN_CODE),
        (Question({Dimension.AGE_CLASS: frozenset({"0-17"})}, age_to=17), "ageFrom",
         Fault.ASKED_TWICE),
    ],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused_without_its_values(
    question: Question, field: str, fault: Fault
) -> None:
    found = ask(PLAIN, question)
    assert isinstance(found, tuple)
    assert Problem(field, fault) in found


@pytest.mark.parametrize("question", [TEENAGERS, Question(), Question(age_from=3, age_to=70)])
def test_an_answer_knows_only_what_everybody_can_sum_up(question: Question) -> None:
    """With what is not public of forming groups changed nothing changes: it is not read."""
    changed = structs.replace(FORMING, country="ES", age_class="0-17", accepted=11)
    other = structs.replace(PLAIN, groups=(*OLD[:-1], structs.replace(changed, opened_on=None)))
    assert answer(question, other) == answer(question)
    for each in answer(question).nearest:
        rows = efficacy(PLAIN, by=(), where=each.where)
        assert sum(row.accepted.value or 0 for row in rows) == sum(
            numbers.accepted for numbers in each.taken_in
        )


def test_real_and_fictional_or_late_patients_are_never_one_number() -> None:
    late = open_group("a-l", "aurora", "ES", 11, age_class="0-17", timing=Timing.RETROSPECTIVE)
    found = answer(TEENAGERS, structs.replace(PLAIN, groups=(*OLD, late)))
    assert [(each.timing, each.accepted) for each in found.nearest[0].taken_in] == [
        (Timing.PROSPECTIVE, 25),
        (Timing.RETROSPECTIVE, 11),
    ]
