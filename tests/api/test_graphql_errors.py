"""What a client and the log learn about a fault: place and kind, never a submitted value."""

import json
from typing import Any

import pytest
from graphql import GraphQLError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

from registry_graphql.errors import clean_fault
from tests.api.surface_app import (
    BOTH_TYPES,
    CANARY,
    GRAPHQL_JSON,
    JSON,
    KEY,
    PUBLIC,
    SPONSOR,
    Log,
    public_schema,
    serving,
    sponsor_schema,
    two_surfaces,
)

Client = TestClient[Litestar]
SUBMIT = "mutation($batch: BatchInput!) { submit(batch: $batch) }"
EPISODE = {"pseudonym": "a", "ageBand": "ADULT"}
PARTIAL = {JSON: 200, GRAPHQL_JSON: 294}


def ask(client: Client, query: str, accept: str = GRAPHQL_JSON, **more: Any) -> Any:
    headers = KEY | {"accept": accept}
    return client.post(SPONSOR, json={"query": query, **more}, headers=headers)


def only_error(response: Any) -> dict[str, Any]:
    (error,) = response.json()["errors"]
    return dict(error)


def batch(**episode: Any) -> dict[str, Any]:
    return {"batch": {"episodes": [EPISODE, EPISODE | episode]}}


AT = "variable $batch at episodes[1]"
WRONG_VARIABLES = {
    "a code that is not allowed": (
        batch(ageBand=CANARY),
        f"{AT}.ageBand: this value is not one of the allowed codes",
    ),
    "a code that is a number": (
        batch(ageBand=7),
        f"{AT}.ageBand: this value is not one of the allowed codes",
    ),
    "a text for a number": (batch(count=CANARY), f"{AT}.count: this cannot be read as Int"),
    "a number that is too large": (
        batch(count=2**31),
        f"{AT}.count: this number does not fit into Int (32 bits)",
    ),
    "a number for a text": (batch(pseudonym=1), f"{AT}.pseudonym: this cannot be read as String"),
    "a list for a text": (
        batch(pseudonym=[CANARY]),
        f"{AT}.pseudonym: this cannot be read as String",
    ),
    "no value": (batch(pseudonym=None), f"{AT}.pseudonym: a value is required here"),
    "a day written otherwise": (
        batch(accepted=CANARY),
        f"{AT}.accepted: write a day of the calendar as YYYY-MM-DD",
    ),
    "an unknown field": (
        batch(**{CANARY: CANARY}),
        f"{AT}: this object has a field that EpisodeInput does not know",
    ),
    "a missing field": (
        {"batch": {"episodes": [{"ageBand": "ADULT"}]}},
        "variable $batch at episodes[0]: the required field pseudonym is missing",
    ),
    "a text for an object": (
        {"batch": {"episodes": [CANARY]}},
        "variable $batch at episodes[0]: this must be an object (EpisodeInput)",
    ),
    "a text for the whole": (
        {"batch": CANARY},
        "variable $batch: this must be an object (BatchInput)",
    ),
    "null for the whole": ({"batch": None}, "variable $batch: a value is required here"),
    "no variables": ({}, "variable $batch: a value is required here"),
    "another variable": ({CANARY: CANARY}, "variable $batch: a value is required here"),
}


@BOTH_TYPES
@pytest.mark.parametrize(("variables", "message"), WRONG_VARIABLES.values(), ids=WRONG_VARIABLES)
def test_a_wrong_variable_is_answered_422_with_its_place_and_without_its_value(
    client: Client, log: Log, variables: dict[str, Any], message: str, accept: str
) -> None:
    response = ask(client, SUBMIT, accept, variables=variables)
    assert response.status_code == 422
    assert only_error(response) == {
        "message": message,
        "locations": [{"line": 1, "column": 10}],
        "extensions": {"code": "BAD_USER_INPUT"},
    }
    assert "data" not in response.json()
    assert CANARY not in response.text + log.text()


def test_many_wrong_variables_are_told_one_by_one_up_to_fifty(client: Client) -> None:
    wrong = {"batch": {"episodes": [EPISODE | {"ageBand": CANARY}] * 60}}
    response = ask(client, SUBMIT, variables=wrong)
    messages = [error["message"] for error in response.json()["errors"]]
    assert response.status_code == 422
    assert messages[49:] == [
        "variable $batch at episodes[49].ageBand: this value is not one of the allowed codes",
        "many more values are wrong",
    ]


LITERALS = {
    "a text for a number": '{ first(number: "PATIENT-XYZ-0001") }',
    "a text for a code": 'mutation { submit(batch: {episodes: [{pseudonym: "PATIENT-XYZ-0001",'
    ' ageBand: "PATIENT-XYZ-0001"}]}) }',
    "an unknown code": 'mutation { submit(batch: {episodes: [{pseudonym: "a",'
    " ageBand: XYZ_0001}]}) }",
    "an unknown field": 'mutation { submit(batch: {episodes: [], XYZ_0001: "PATIENT-XYZ-0001"}) }',
    "a wrong day": 'mutation { submit(batch: {episodes: [{pseudonym: "a", ageBand: ADULT,'
    ' accepted: "PATIENT-XYZ-0001"}]}) }',
    "a wrong month": 'mutation { submit(batch: {episodes: [], month: "PATIENT-XYZ-0001"}) }',
    "a wrong number": 'mutation { submit(batch: {episodes: [], cost: "PATIENT-XYZ-0001"}) }',
    "a wrong default": 'query($n: Int = "PATIENT-XYZ-0001") { first(number: $n) }',
    "a number of 2500 digits": "{ first(number: " + "7" * 2_500 + ") }",
    "an object for a text": '{ echo(text: {XYZ_0001: "PATIENT-XYZ-0001"}) }',
    "a stray text": '{ hello "PATIENT-XYZ-0001" }',
    "a wrong escape": '{ echo(text: "PATIENT-XYZ-0001 \\p") }',
    "an unclosed text": '{ echo(text: "PATIENT-XYZ-0001',
    "a stray name": "{ echo(text: ) XYZ_0001: }",
    "a directive's argument": '{ hello @skip(if: "PATIENT-XYZ-0001") }',
    "arguments that conflict": '{ echo(text: "PATIENT-XYZ-0001") echo(text: "b") }',
}


@BOTH_TYPES
@pytest.mark.parametrize("query", LITERALS.values(), ids=LITERALS)
def test_a_wrong_literal_is_refused_without_its_value(
    client: Client, log: Log, query: str, accept: str
) -> None:
    response = ask(client, query, accept)
    unparsable = response.json()["errors"][0]["extensions"]["code"] == "GRAPHQL_PARSE_FAILED"
    assert response.status_code == (400 if unparsable else 422)
    assert "data" not in response.json()
    for error in response.json()["errors"]:
        assert set(error) | {"locations"} == {"message", "locations", "extensions"}
    for trace in ("XYZ", "777"):
        assert trace not in response.text + log.text()


def test_a_wrong_literal_of_our_own_scalars_is_told_with_its_place(client: Client) -> None:
    error = only_error(ask(client, LITERALS["a wrong month"]))
    assert error["message"] == "write a month as YYYY-MM"
    assert error["locations"] == [{"line": 1, "column": 48}]


def test_an_unknown_field_is_named_but_nothing_is_suggested(client: Client) -> None:
    error = only_error(ask(client, "{ helo }"))
    assert error["message"] == "Cannot query field 'helo' on type 'Query'."
    assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    unfinished = only_error(ask(client, "{ centre }"))["message"]
    assert unfinished == "Field 'centre' of type 'Centre!' must have a selection of subfields."


@pytest.mark.parametrize(
    "message", [f"Unexpected: {CANARY}", f'Not a "{CANARY}"', f"Found 'é {CANARY}'"]
)
def test_a_message_nobody_foresaw_is_not_passed_on(message: str) -> None:
    assert clean_fault(GraphQLError(message))["message"] == "this value cannot be read"


@pytest.mark.parametrize("name", [CANARY, "B"])
def test_an_unknown_operation_name_is_not_repeated(client: Client, log: Log, name: str) -> None:
    response = ask(client, "query A { hello }", operationName=name)
    assert response.status_code == 422
    assert only_error(response)["extensions"]["code"] == "OPERATION_RESOLUTION_FAILURE"
    assert CANARY not in response.text + log.text()


@pytest.mark.parametrize("name", ["A", "B"])
def test_the_named_operation_of_several_is_executed(client: Client, name: str) -> None:
    document = 'query A { echo(text: "A") } query B { echo(text: "B") }'
    response = ask(client, document, operationName=name)
    assert response.json()["data"] == {"echo": name}


@pytest.mark.parametrize("name", ["", None])
def test_without_a_name_none_of_several_operations_is_executed(
    client: Client, name: str | None
) -> None:
    response = ask(client, "query A { hello } query B { hello }", operationName=name)
    assert response.status_code == 422
    assert only_error(response)["extensions"]["code"] == "OPERATION_RESOLUTION_FAILURE"


@pytest.mark.parametrize("document", ["fragment F on Query { hello }", "subscription { hello }"])
def test_what_is_neither_query_nor_mutation_is_refused(client: Client, document: str) -> None:
    assert ask(client, document).status_code == 422


@BOTH_TYPES
@pytest.mark.parametrize("text", [CANARY, f"Argument 'text' has invalid value at XYZ: {CANARY}"])
def test_an_unexpected_error_is_masked_and_logged_by_kind_and_id(
    client: Client, log: Log, accept: str, text: str
) -> None:
    response = ask(
        client, "query($t: String!) { broken(text: $t) hello }", accept, variables={"t": text}
    )
    assert response.status_code == PARTIAL[accept]
    assert response.json()["data"] == {"broken": None, "hello": "world"}
    assert only_error(response) == {
        "message": "internal error error-1",
        "locations": [{"line": 1, "column": 22}],
        "path": ["broken"],
        "extensions": {"code": "INTERNAL_SERVER_ERROR"},
    }
    (event,) = log.events
    assert event.pop("frames")[-1].startswith("tests.api.surface_app:")
    assert event == {
        "event": "unexpected error",
        "log_level": "error",
        "error_id": "error-1",
        "type": "LookupError",
    }
    assert CANARY not in response.text + log.text()


@BOTH_TYPES
def test_an_error_that_empties_the_whole_answer_is_still_an_answer(
    client: Client, accept: str
) -> None:
    response = ask(client, "{ brokenAtTheRoot }", accept)
    assert response.status_code == PARTIAL[accept]
    assert response.json()["data"] is None
    assert only_error(response)["message"] == "internal error error-1"


def test_a_result_of_the_wrong_type_is_an_unexpected_error(client: Client, log: Log) -> None:
    response = ask(client, "{ wrongType }")
    assert only_error(response)["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert CANARY not in response.text + log.text()


@pytest.mark.parametrize(("number", "refused"), [(99, False), (100, False), (101, True)])
def test_a_field_can_refuse_with_a_sentence_of_its_own(
    client: Client, number: int, refused: bool
) -> None:
    response = ask(client, f"{{ first(number: {number}) }}")
    assert response.status_code == (294 if refused else 200)
    assert ("errors" in response.json()) is refused
    if refused:
        assert only_error(response)["message"] == "ask for at most 100"
        assert only_error(response)["extensions"]["code"] == "BAD_USER_INPUT"


def test_null_in_a_variable_that_has_a_default_is_told_at_the_argument(client: Client) -> None:
    response = ask(client, "query($n: Int = 1) { first(number: $n) }", variables={"n": None})
    assert only_error(response)["message"] == "argument number: a value is required here"
    assert only_error(response)["path"] == ["first"]


def test_a_directive_that_gets_null_is_told_before_anything_is_executed(client: Client) -> None:
    document = "query($b: Boolean = true) { hello @skip(if: $b) }"
    response = ask(client, document, variables={"b": None})
    assert response.status_code == 422
    assert only_error(response)["message"] == "argument if: a value is required here"


def test_a_fault_before_execution_that_is_ours_is_answered_500(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema = public_schema()
    answers = iter([schema.check("{ hello }")])
    monkeypatch.setattr(schema, "check", lambda _: next(answers))  # breaks down when asked again
    with serving(two_surfaces(schema, sponsor_schema())) as client:
        response = client.post(PUBLIC, json={"query": "{ hello }"})
    assert response.status_code == 500
    assert only_error(response)["message"] == "internal error error-1"
    assert log.events[0]["error_id"] == "error-1"


PLACES = {
    "a header": {"headers": {"x-patient": CANARY, "accept": f"{JSON}, {CANARY}"}},
    "the accept header": {"headers": {"accept": CANARY}},
    "the content type": {"headers": {"content-type": CANARY}},
    "the content length": {"headers": {"content-length": CANARY}},
    "the key": {"headers": {"authorization": f"Bearer {CANARY}"}},
    "the body": {"content": CANARY.encode()},
    "a body that is a text": {"content": json.dumps(CANARY).encode()},
    "a parameter that does not exist": {"content": json.dumps({CANARY: CANARY}).encode()},
    "the query string": {"params": {"query": CANARY, "variables": CANARY}},
    "the context": {"headers": {"x-break": CANARY}},
}


@pytest.mark.parametrize("path", [PUBLIC, SPONSOR])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_what_stands_in_a_request_is_never_repeated(
    client: Client, log: Log, place: dict[str, Any], method: str, path: str
) -> None:
    asked = {"content": b'{"query": "{ helo }"}', "params": {"query": "{ helo }"}} | place
    headers = KEY | {"content-type": JSON} | asked.pop("headers", {})
    response = client.request(method, path, headers=headers, **asked)
    assert 400 <= response.status_code < 500 or "x-break" in headers
    assert response.json()["errors"][0]["extensions"]["code"]
    assert CANARY not in response.text + log.text() + repr(response.headers)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.just(CANARY) | st.text(max_size=8).map(lambda text: text + CANARY),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from([CANARY, "episodes", "pseudonym", "ageBand", "accepted", "month"]), inner
    ),
    max_leaves=8,
)  # fmt: skip


@given(value=VALUES, name=st.none() | st.text())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_variable_whatsoever_is_repeated_or_breaks_the_surface(
    client: Client, log: Log, value: Any, name: str | None
) -> None:
    response = ask(client, SUBMIT, variables={"batch": value}, operationName=name)
    assert response.status_code in (200, 400, 422)
    assert CANARY not in response.text + log.text()
    assert log.events == []
