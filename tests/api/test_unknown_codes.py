"""A code that does not exist is refused: an empty answer would read as if there were nobody."""

import asyncio
from typing import Any

import pytest
from graphql import GraphQLError

from registry.archive import Archive
from registry_graphql.public.context import context_for
from registry_graphql.public.schema import public_schema
from tests.views.example import frozen, read_example

SCHEMA = public_schema()
OVER_GROUPS = ("efficacy", "safety", "manufacturing", "followUp", "survival", "cumulativeIncidence")
NO_CODE = "This is not a code of the registry. Use ids and codes as its lists show them."
MISSPELT = {
    "a misspelt disease": {"diseases": ["leukaemai"]},
    "a country in small letters": {"countries": ["es"]},
    "a country by its name": {"countries": ["ES", "Spain"]},
    "the United Kingdom by its letters": {"countries": ["UK"]},
    "Greece by its own letters": {"countries": ["EL"]},
    "a code of no country": {"countries": ["XX"]},
    "a region of no list": {"regions": ["SOUTH"]},
    "a year for a half-year": {"periods": ["2024"]},
    "an age for an age class": {"ageClasses": ["12"]},
    "an age class for a finer age": {"ageBands": ["0-17"]},
    "a sex of no list": {"sexes": ["F"]},
}
WELL_SPELT: dict[str, dict[str, Any]] = {
    "a country without groups": {"countries": ["SE"]},
    "countries beside the codes of none": {"countries": ["GB", "GR", "QA", "XK"]},
    "a region without groups": {"regions": ["ELSEWHERE"]},
    "a product that is not registered yet": {"products": ["tomorrow"]},
    "groups that span several": {"countries": ["SEVERAL"], "ageClasses": ["SEVERAL"]},
    "nothing": {"diseases": []},
}


def errors_of(query: str, **variables: Any) -> list[GraphQLError]:
    context = context_for(Archive(frozen, read_example))
    answer = asyncio.run(SCHEMA.execute(query, variable_values=variables, context_value=context))
    return answer.errors or []


def filtered(field: str, chosen: dict[str, list[str]]) -> list[GraphQLError]:
    ask = f"query ($chosen: CohortFilter) {{ {field}(by: [], filter: $chosen) {{ totalCount }} }}"
    return errors_of(ask, chosen=chosen)


@pytest.mark.parametrize("field", OVER_GROUPS)
@pytest.mark.parametrize("chosen", MISSPELT.values(), ids=MISSPELT)
def test_a_filter_by_a_code_that_does_not_exist_is_refused_without_the_value(
    field: str, chosen: dict[str, list[str]]
) -> None:
    (error,) = filtered(field, chosen)
    (name,) = chosen
    assert error.message == f"argument filter, {name}: {NO_CODE}"


@pytest.mark.parametrize("chosen", WELL_SPELT.values(), ids=WELL_SPELT)
def test_what_exists_and_has_no_group_is_answered(chosen: dict[str, list[str]]) -> None:
    assert filtered("efficacy", chosen) == []


@pytest.mark.parametrize("field", ["centres", "products", "programmes", "endpointResults"])
def test_a_list_by_a_disease_that_does_not_exist_is_refused(field: str) -> None:
    (error,) = errors_of(f'{{ {field}(disease: "leukaemai") {{ totalCount }} }}')
    assert error.message == f"argument disease: {NO_CODE}"
    assert errors_of(f'{{ {field}(disease: "leukaemia") {{ totalCount }} }}') == []


@pytest.mark.parametrize("field", ["centres", "products", "approvals", "costs"])
def test_a_list_by_a_country_that_is_no_code_is_refused(field: str) -> None:
    (error,) = errors_of(f'{{ {field}(country: "Spain") {{ totalCount }} }}')
    assert error.message == f"argument country: {NO_CODE}"
    assert errors_of(f'{{ {field}(country: "ES") {{ totalCount }} }}') == []


@pytest.mark.parametrize("field", ["programmes", "releaseDecisions"])
def test_a_list_by_a_stage_that_does_not_exist_is_refused(field: str) -> None:
    (error,) = errors_of(f'{{ {field}(stage: "R9") {{ totalCount }} }}')
    assert error.message == f"argument stage: {NO_CODE}"
    assert errors_of(f'{{ {field}(stage: "R4") {{ totalCount }} }}') == []
