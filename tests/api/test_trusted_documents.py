"""Our own operations by id: SHA-256 of the document, by GET and POST, read once at the start."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry_graphql.contract import MANIFEST, OPERATIONS, document_id
from registry_graphql.limits import RegistrySchema
from registry_graphql.public.schema import operation_files, public_schema
from registry_graphql.scalars import SCALARS
from registry_graphql.sponsor.schema import sponsor_schema
from tests.api.surface_app import CANARY, Query
from tests.views.example import frozen

Client = TestClient[Litestar]
PATH = "/graphql"
IDS: dict[str, str] = json.loads(MANIFEST.read_text())
WORKS = IDS["researcher/what-works.graphql"]


@pytest.fixture
def client() -> Iterator[Client]:
    with TestClient(create_public_app(Shelf(frozen()), lambda: "error-1")) as client:
        yield client


@pytest.mark.parametrize("name", IDS)
def test_an_id_is_the_digest_of_the_file_as_any_tool_computes_it(name: str) -> None:
    assert IDS[name] == "sha256:" + sha256((OPERATIONS / name).read_bytes()).hexdigest()


@pytest.mark.parametrize("path", operation_files(), ids=lambda path: path.stem)
def test_every_public_operation_is_answered_by_its_id_as_by_its_text(
    client: Client, path: Path
) -> None:
    asked = {"documentId": document_id(path.read_text())}
    by_text = client.post(PATH, json={"query": path.read_text()})
    by_post_only = path.stem == "check-an-offer"
    by_address = [] if by_post_only else [client.get(PATH, params=asked)]
    for by_id in (*by_address, client.post(PATH, json=asked)):
        assert (by_id.status_code, by_id.content) == (200, by_text.content)


def test_an_operation_by_its_id_takes_variables_and_is_kept(client: Client) -> None:
    params = {"documentId": WORKS, "variables": '{"diseases":["musculoskeletal"]}'}
    first = client.get(PATH, params=params)
    assert first.json()["data"]["efficacy"]["edges"]
    again = client.get(PATH, params=params, headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert len(client.app.front.kept.entries) == 1


@pytest.mark.parametrize(
    "unknown",
    ["sha256:" + "0" * 64, WORKS.upper(), WORKS.removeprefix("sha256:"), CANARY,
     IDS["sponsor/who-am-i.graphql"]],
)  # fmt: skip
def test_an_unknown_id_is_refused_with_a_code_and_not_repeated(
    client: Client, unknown: str
) -> None:
    for answer in (
        client.get(PATH, params={"documentId": unknown}),
        client.post(PATH, json={"documentId": unknown}),
    ):
        assert answer.status_code == 422
        (error,) = answer.json()["errors"]
        assert error["extensions"]["code"] == "UNKNOWN_DOCUMENT"
        assert unknown not in answer.text


@pytest.mark.parametrize(
    "asked",
    [{}, {"documentId": None}, {"documentId": ""}, {"documentId": 1}, {"documentId": [WORKS]},
     {"documentId": WORKS, "query": "{ __typename }"}],
)  # fmt: skip
def test_a_request_names_exactly_one_document(client: Client, asked: dict[str, Any]) -> None:
    answer = client.post(PATH, json=asked)
    assert answer.status_code == 422


def test_trusted_documents_are_read_at_the_start_and_never_forgotten() -> None:
    schema = public_schema()
    before = schema.remembered.cache_info().misses
    for number in range(100):
        schema.check(f"{{ a{number}: __typename }}")
    missed = schema.remembered.cache_info().misses
    for text in schema.trusted.values():
        assert schema.check(text).faults == ()
    assert schema.remembered.cache_info().misses == missed == before + 100


def test_a_schema_with_a_wrong_trusted_document_does_not_start() -> None:
    with pytest.raises(ValueError, match="trusted document"):
        RegistrySchema(Query, scalars=SCALARS, trusted={"sha256:x": "{ helo }"})


def test_each_surface_trusts_its_own_operations_only() -> None:
    public, sponsor = set(public_schema().trusted), set(sponsor_schema().trusted)
    assert not public & sponsor
    assert public | sponsor == set(IDS.values())
