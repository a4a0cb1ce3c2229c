"""The log over GraphQL: the same checkpoint as the file, with all that a client needs to verify."""

from datetime import date
from typing import Any

import pytest
from litestar.testing import TestClient
from logs import KEY
from running import running_registry
from sending import register
from verifiable import public_files, snapshots

from registry.log.checkpoint import open_checkpoint
from registry.log.fault import Fault
from registry.log.note import parse_verifier_key
from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry_graphql.contract import OPERATIONS

ASKED = (OPERATIONS / "researcher" / "verify-it.graphql").read_text()


def asked(files: dict[str, bytes]) -> Any:
    """The log as a machine with these public files tells it."""

    async def read(path: str) -> bytes | None:
        return files.get(path)

    client = TestClient(create_public_app(Shelf(snapshots()[-1]), lambda: "error-1", read))
    answer = client.post("/graphql", json={"query": ASKED})
    assert "errors" not in answer.json()
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()["data"]["log"]


def test_the_checkpoint_verifies_with_a_key_from_elsewhere() -> None:
    told = asked(dict(public_files()))
    opened = open_checkpoint(told["note"].encode(), [KEY])
    assert not isinstance(opened, Fault)
    assert (opened.origin, opened.size) == (told["origin"], told["size"])
    assert told["signatures"] == [{"name": KEY.name, "keyId": KEY.id.hex()}]
    assert told["verifierKeys"] == [KEY.encoded]
    assert told["handovers"] == []


def test_a_machine_without_the_log_says_so_with_null() -> None:
    assert asked({}) is None
    assert asked({"log/checkpoint": public_files()["log/checkpoint"]}) is None


def test_a_checkpoint_that_was_cut_is_an_error_and_no_answer() -> None:
    files = {"log/checkpoint": b"cut", "log/keys": b""}

    async def read(path: str) -> bytes | None:
        return files.get(path)

    client = TestClient(create_public_app(Shelf(snapshots()[-1]), lambda: "error-1", read))
    answer = client.post("/graphql", json={"query": ASKED}).json()
    assert answer["data"]["log"] is None
    assert answer["errors"][0]["extensions"]["code"] == "UNAVAILABLE"


@pytest.mark.anyio
async def test_the_registry_tells_what_its_files_say_and_moves_once_a_day(
    database_url: str,
) -> None:
    async with running_registry(database_url, date(2027, 1, 11)) as registry:
        await register(registry.house, date(2027, 1, 11))
        first = (await registry.ask(ASKED))["log"]
        registry.clock.today = date(2027, 1, 12)
        second = (await registry.ask(ASKED))["log"]
        assert (first["size"], second["size"]) == (0, 2)
        file = (await registry.http.get(second["checkpointPath"])).text
        assert second["note"] == file
        assert second["rootHash"] == file.splitlines()[2]
        keys = (await registry.http.get(second["keysPath"])).text.split()
        assert second["verifierKeys"] == keys
        assert not isinstance(parse_verifier_key(keys[0]), Fault)
        assert (await registry.http.get(f"{second['entriesPath']}000.p/2")).status_code == 200
