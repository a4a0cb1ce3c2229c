"""The public GraphQL contract: its SDL is committed, its questions work, nothing is undescribed."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType, GraphQLSchema
from msgspec import Struct

from registry.archive import Archive
from registry.snapshot import FrozenSnapshot
from registry_graphql.public.context import context_for
from registry_graphql.public.paging import MOST_ROWS, page
from registry_graphql.public.schema import SDL, operation_files, public_schema
from tests.views.example import first, frozen, read_example

SCHEMA = public_schema()
GOLDEN = Path(__file__).parent / "golden"


class Numbered(Struct, frozen=True):
    id: str


def ask(query: str, snapshot: FrozenSnapshot | None, **variables: object) -> dict[str, Any]:
    context = context_for(Archive(lambda: snapshot, read_example))
    answer = asyncio.run(SCHEMA.execute(query, variable_values=variables, context_value=context))
    assert answer.errors is None
    assert answer.data is not None
    return answer.data


def nodes(answer: dict[str, Any], field: str) -> list[dict[str, Any]]:
    return [edge["node"] for edge in answer[field]["edges"]]


def core() -> GraphQLSchema:
    return SCHEMA._schema


def test_the_committed_contract_is_the_schema() -> None:
    assert SDL.read_text() == SCHEMA.as_str() + "\n"


def rounded(answer: str) -> Any:
    """Machines differ in the last digits of an interval."""
    return json.loads(answer, parse_float=lambda number: round(float(number), 9))


@pytest.mark.parametrize("path", operation_files(), ids=lambda path: path.stem)
def test_every_public_question_gives_its_golden_answer(path: Path) -> None:
    golden = (GOLDEN / f"{path.stem}.json").read_text()
    golden = golden.replace("FIRST-DIGEST", first().digest).replace("DIGEST", frozen().digest)
    found = json.dumps(ask(path.read_text(), frozen()))
    assert rounded(found) == rounded(golden)


@pytest.mark.parametrize("path", operation_files(), ids=lambda path: path.stem)
def test_before_the_first_snapshot_every_question_has_an_empty_answer(path: Path) -> None:
    answer = ask(path.read_text(), None)
    for value in answer.values():
        if isinstance(value, list):
            assert not any(value)
        else:
            assert value is None or (value["edges"] == [] and value.get("totalCount", 0) == 0)


def test_before_the_first_snapshot_lists_have_no_day() -> None:
    answer = ask('{ snapshot { number } product(id: "x") { id } centres { asOf } }', None)
    assert answer == {"snapshot": None, "product": None, "centres": {"asOf": None}}


def described(name: str) -> bool:
    return not name.startswith("__") and name not in ("String", "Int", "Float", "Boolean", "ID")


@pytest.mark.parametrize("name", [name for name in core().type_map if described(name)])
def test_every_type_field_and_argument_is_described(name: str) -> None:
    shown = core().type_map[name]
    assert shown.description
    if isinstance(shown, GraphQLObjectType | GraphQLInputObjectType):
        assert [field for field, facts in shown.fields.items() if not facts.description] == []
    if isinstance(shown, GraphQLObjectType):
        arguments = [(f, a) for f in shown.fields.items() for a in f[1].args.items()]
        assert [(f[0], a[0]) for f, a in arguments if not a[1].description] == []


@pytest.mark.parametrize("field", ["centres", "products", "programmes", "endpointResults"])
def test_every_row_says_whether_it_is_fictional_and_of_which_day(field: str) -> None:
    rows = nodes(ask(f"{{ {field} {{ edges {{ node {{ synthetic asOf }} }} }} }}", frozen()), field)
    assert rows
    assert {row["asOf"] for row in rows} == {"2026-09-30"}
    assert all(isinstance(row["synthetic"], bool) for row in rows)


PAGE = """query ($first: Int!, $after: String) {
  programmes(first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { id } }
  }
}"""


def test_pages_follow_each_other_without_gap_or_repetition() -> None:
    first = ask(PAGE, frozen(), first=3)["programmes"]
    second = ask(PAGE, frozen(), first=3, after=first["pageInfo"]["endCursor"])["programmes"]
    found = [edge["node"]["id"] for edge in (*first["edges"], *second["edges"])]
    assert found == ["aurora", "borealis", "chondra", "published"]
    assert (first["totalCount"], second["totalCount"]) == (4, 4)
    assert first["pageInfo"]["hasNextPage"]
    assert not first["pageInfo"]["hasPreviousPage"]
    assert not second["pageInfo"]["hasNextPage"]
    assert second["pageInfo"]["hasPreviousPage"]


@pytest.mark.parametrize(("first", "shown"), [(-1, 0), (0, 0), (3, 3), (4, 4), (5, 4)])
def test_a_page_has_as_many_rows_as_asked_and_as_there_are(first: int, shown: int) -> None:
    answer = ask(PAGE, frozen(), first=first)["programmes"]
    assert len(answer["edges"]) == shown
    assert answer["pageInfo"]["hasNextPage"] is (shown < 4)


@pytest.mark.parametrize("rows", [MOST_ROWS - 1, MOST_ROWS, MOST_ROWS + 1])
def test_a_page_never_has_more_rows_than_the_limit(rows: int) -> None:
    many = [Numbered(f"{number:04}") for number in range(rows)]
    shown = page(Numbered, many, 10**6, None, frozen())
    assert len(shown.edges) == min(rows, MOST_ROWS)
    assert shown.page_info.has_next_page is (rows > MOST_ROWS)


def test_a_cursor_of_a_row_that_is_gone_continues_behind_its_place() -> None:
    answer = ask(PAGE, frozen(), first=10, after="b")["programmes"]
    assert [edge["node"]["id"] for edge in answer["edges"]] == ["borealis", "chondra", "published"]


FILTERED = """query ($filter: CohortFilter) {
  efficacy(by: [], filter: $filter) {
    edges { node { timing accepted { value } leftOut { patients dimensions } } }
  }
}"""


@pytest.mark.parametrize(
    ("chosen", "accepted"),
    [
        ({"timings": ["RETROSPECTIVE"]}, [11]),
        ({"programmes": ["chondra"]}, [15]),
        ({"atmpClasses": ["TEP"], "vectors": ["NONE"], "origins": ["AUTOLOGOUS"]}, [15]),
        ({"sponsors": ["klinikum-de"], "routes": ["HOSPITAL_EXEMPTION"]}, [15]),
        ({"products": ["chondracel"], "ageClasses": ["18+"], "periods": ["2024-H1"]}, [15]),
        ({"diseases": ["musculoskeletal"]}, [15]),
        ({"countries": ["DE"], "timings": ["RETROSPECTIVE"]}, []),
        ({"regions": ["WESTERN_EUROPE"], "timings": ["PROSPECTIVE"]}, [None, 15]),
        ({"products": []}, []),
    ],
    ids=str,
)
def test_every_filter_chooses_whole_groups(
    chosen: dict[str, list[str]], accepted: list[int]
) -> None:
    rows = nodes(ask(FILTERED, frozen(), filter=chosen), "efficacy")
    assert [row["accepted"]["value"] for row in rows] == accepted


def test_a_product_leads_to_its_programmes_offers_and_results() -> None:
    query = """{ product(id: "aurocel") {
      programmes { id } offers { id } endpointResults { id verdict { value } } } }"""
    assert ask(query, frozen())["product"] == {
        "programmes": [{"id": "aurora"}, {"id": "borealis"}],
        "offers": [{"id": "offer-1"}],
        "endpointResults": [{"id": "r-remission", "verdict": {"value": None}}],
    }


def test_withheld_is_null_with_a_reason_and_a_sentence() -> None:
    query = """{ efficacy(by: [], filter: { programmes: ["borealis"] }) { edges { node {
      result { success { value withheld { reason text opensOn condition } } } } } } }"""
    (row,) = nodes(ask(query, frozen()), "efficacy")
    assert row["result"]["success"] == {
        "value": None,
        "withheld": {
            "reason": "FEWER_THAN_11",
            "text": "Fewer than 11 so far. Opens on 30 September 2027 at the latest.",
            "opensOn": "2027-09-30",
            "condition": "At least 20 patients are followed.",
        },
    }


DESIGNED = """snapshot snapshots centres centre products product programmes programme
endpointResults efficacy survival cumulativeIncidence safety manufacturing followUp costs advice
releaseDecisions checkOffer log"""


@pytest.mark.parametrize("field", DESIGNED.split())
def test_every_root_field_of_the_design_is_in_the_schema(field: str) -> None:
    query = core().query_type
    assert query is not None
    assert field in query.fields


def test_an_earlier_snapshot_answers_every_question_but_those_of_today() -> None:
    query, reading = core().query_type, core().type_map["Reading"]
    assert query is not None
    assert isinstance(reading, GraphQLObjectType)
    today = {"at", "snapshots", "changes", "checkOffer", "log"}
    assert set(query.fields) - set(reading.fields) == today


def test_the_public_schema_has_no_way_to_change_anything() -> None:
    assert core().mutation_type is None
    assert core().subscription_type is None
