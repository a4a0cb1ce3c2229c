"""`ask` through GraphQL: its variables run as they are, and a refusal repeats nothing."""

import json
from typing import Any

import pytest

from registry_graphql.contract import OPERATIONS
from tests.api.test_public_graphql import ask
from tests.views.example import frozen

NEAREST = (OPERATIONS / "researcher" / "nearest-question.graphql").read_text()
EFFICACY = """query($by: [Dimension!]!, $filter: CohortFilter) {
  efficacy(by: $by, filter: $filter) { edges { node { accepted { value } leftOut { patients } } } }
}"""


def answered(question: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = ask(NEAREST, frozen(), question=question)["ask"]
    return told


@pytest.mark.parametrize(
    "question",
    [
        {},
        {"ageFrom": 12, "ageTo": 17},
        {"keys": {"countries": ["ES", "DE"], "atmpClasses": ["GTMP"], "timings": ["PROSPECTIVE"]}},
        {"keys": {"diseases": ["b-all"]}, "ageFrom": 40, "sexes": ["FEMALE"]},
        {"acceptedFrom": "2023-05", "acceptedTo": "2024-07"},
        {"keys": {"routes": ["HOSPITAL_EXEMPTION"], "regions": ["SOUTHERN_EUROPE"]}},
    ],
)
def test_the_variables_of_an_answer_run_and_give_its_numbers(question: dict[str, Any]) -> None:
    found = answered(question)
    assert found["nearest"]
    for nearest in found["nearest"]:
        rows = ask(EFFICACY, frozen(), **json.loads(nearest["variables"]))["efficacy"]["edges"]
        accepted = sum(edge["node"]["accepted"]["value"] or 0 for edge in rows)
        assert accepted == sum(kind["accepted"] for kind in nearest["takenIn"])


@pytest.mark.parametrize(
    ("question", "field", "fault"),
    [
        ({"ageFrom": 77, "ageTo": 12}, "ageTo", "RANGE_REVERSED"),
        ({"ageFrom": -7731}, "ageFrom", "OUT_OF_RANGE"),
        ({"acceptedFrom": "Anna", "acceptedTo": "2024-01"}, "acceptedFrom", "NO_MONTH"),
        ({"keys": {"diseases": ["Anna Meier"]}}, "diseases", "UNKNOWN_CODE"),
        ({"keys": {"ageClasses": ["Anna"]}}, "ageClasses", "UNKNOWN_CODE"),
    ],
)
def test_what_makes_no_sense_is_told_by_field_and_never_repeated(
    question: dict[str, Any], field: str, fault: str
) -> None:
    found = answered(question)
    assert found["__typename"] == "NotUnderstood"
    problems = {each.pop("field"): each for each in found["problems"]}
    assert problems[field]["fault"] == fault
    assert not any(word in str(found) for word in ("Anna", "7731", "77"))
