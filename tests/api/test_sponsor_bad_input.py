"""What a sponsor's wrong request is answered: a typed reason, the right status, nothing stored."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from running import HOSPITAL, OTHER_UNIVERSITY, UNIVERSITY, Running, running_registry

from registry.access.because import Because
from registry.access.keys import Terms
from registry.model.codes import Timing
from registry.storage.tables import (
    AuditEvent,
    CourseEntryRecord,
    DirectoryRecord,
    EpisodeRecord,
    PatientRecord,
    SubmissionRecord,
)
from registry.storage.vault import read_episodes

pytestmark = pytest.mark.anyio

CANARY = "PATIENT-XYZ-0001"
TABLES = (
    AuditEvent,
    DirectoryRecord,
    EpisodeRecord,
    PatientRecord,
    SubmissionRecord,
    CourseEntryRecord,
)
PATIENT = "9f3c2ab1d4e5f60718293a4b5c6d7e8f"

SUBMIT = """mutation ($input: SubmissionBatchInput!, $key: String, $dry: Boolean! = false) {
  submitOutcomes(input: $input, idempotencyKey: $key, dryRun: $dry) {
    __typename
    ... on Accepted { submissionId repeated dryRun registered { sequence } }
    ... on Rejected { findings { rule path message remedy row severity } }
  }
}"""
REGISTER_PRODUCT = """mutation ($input: ProductInput!) {
  registerProduct(input: $input) { ... on Recorded { id } ... on Rejected { findings { rule } } }
}"""
REGISTER_PROGRAMME = """mutation ($input: ProgrammeInput!) {
  registerProgramme(input: $input) { ... on Recorded { id } ... on Rejected { findings { rule } } }
}"""
PRODUCT = {
    "name": "Tarnleucel",
    "activeSubstance": "T cells",
    "atmpClass": "GTMP",
    "origin": "AUTOLOGOUS",
    "vector": "INTEGRATING",
}
ENDPOINT = {
    "id": "survival-1-year",
    "label": "Survival at one year",
    "role": "PRIMARY",
    "kind": "TIME_TO_EVENT",
    "measure": "SURVIVAL",
    "clock": "ACCEPTANCE",
    "population": "ACCEPTED",
    "day": 365,
    "criterion": {"atLeastPercent": 50},
    "events": ["DEATH"],
}


@pytest.fixture
async def registry(database_url: str) -> AsyncIterator[Running]:
    async with running_registry(database_url, date(2027, 6, 15)) as running:
        yield running


@pytest.fixture
async def programme(registry: Running) -> str:
    product = await data(registry, REGISTER_PRODUCT, "registerProduct", input=PRODUCT)
    plan = {
        "productId": product["id"],
        "title": "Tarnleucel in lymphoma",
        "disease": "lbcl",
        "route": "CLINICAL_TRIAL",
        "centreIds": [HOSPITAL],
        "plannedPatients": 20,
        "startsOn": "2027-06-01",
        "plannedEnd": "2029-06-01",
        "endpoints": [ENDPOINT],
    }
    registered = await data(registry, REGISTER_PROGRAMME, "registerProgramme", input=plan)
    return str(registered["id"])


async def data(registry: Running, document: str, field: str, **variables: Any) -> dict[str, Any]:
    answer = await registry.send(document, **variables)
    return dict(answer.json()["data"][field])


async def stored(registry: Running) -> list[int]:
    return [await registry.house.database.run(table.count()) for table in TABLES]


def notice(pseudonym: str = PATIENT, **more: Any) -> dict[str, Any]:
    return {"pseudonym": pseudonym, "acceptedMonth": "2027-06"} | more


MALFORMED = {
    "a document that is not GraphQL": ("mutation {", {}),
    "a field that does not exist": ("{ me { birthday } }", {}),
    "a code that is not in its list": (
        SUBMIT,
        {"input": {"programmeId": "p", "notices": [notice(ageBand=CANARY)]}},
    ),
    "a required value that is missing": (
        SUBMIT,
        {"input": {"programmeId": "p", "notices": [{"pseudonym": CANARY}]}},
    ),
    "a value of the wrong type": (
        SUBMIT,
        {"input": {"programmeId": "p", "outcomes": [{"pseudonym": "x", "collectedDay": CANARY}]}},
    ),
    "an input field that does not exist": (
        SUBMIT,
        {"input": {"programmeId": "p", "surname": CANARY}},
    ),
}


@pytest.mark.parametrize(("document", "variables"), MALFORMED.values(), ids=MALFORMED.keys())
async def test_a_malformed_request_is_refused_without_data_or_echo(
    registry: Running, document: str, variables: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    before = await stored(registry)
    answer = await registry.send(document, **variables)
    assert answer.status_code in (400, 422)
    assert answer.json()["errors"][0]["extensions"]["code"]
    assert "data" not in answer.json()
    assert CANARY not in answer.text + caplog.text
    assert await stored(registry) == before


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer her_unknown", "Basic abc"])
async def test_without_a_known_key_nothing_is_read_or_written(
    registry: Running, header: str | None
) -> None:
    before = await stored(registry)
    headers = {} if header is None else {"Authorization": header}
    body = {"query": REGISTER_PRODUCT, "variables": {"input": PRODUCT}}
    answer = await registry.http.post("/sponsor/graphql", json=body, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert await stored(registry) == before


async def test_a_revoked_key_opens_no_door(registry: Running) -> None:
    clock, keeper = registry.house.clock, registry.house.doorkeeper
    because = Because("operator", clock())
    issued = await keeper.issue(Terms(UNIVERSITY), because, registry.house.intake.random_bytes)
    headers = {"Authorization": f"Bearer {issued.token}"}
    body = {"query": "{ me { id } }"}
    first = await registry.http.post("/sponsor/graphql", json=body, headers=headers)
    assert first.json()["data"] == {"me": {"id": UNIVERSITY}}
    await keeper.revoke(issued.id, because)
    before = await stored(registry)
    write = {"query": REGISTER_PRODUCT, "variables": {"input": PRODUCT}}
    second = await registry.http.post("/sponsor/graphql", json=write, headers=headers)
    assert (second.status_code, "revoked" in second.text) == (401, True)
    assert await stored(registry) == before


async def test_a_key_is_stored_as_a_keyed_digest_only(registry: Running) -> None:
    rows = await registry.house.database.fetch("SELECT * FROM api_key", [])
    assert all(token not in str(rows) for token in registry.keys.values())


async def test_a_body_over_the_limit_is_413(registry: Running, programme: str) -> None:
    before = await stored(registry)
    rows = [notice(f"{n:032x}", centreId="x" * 200) for n in range(20_000)]
    answer = await registry.send(SUBMIT, input={"programmeId": programme, "notices": rows})
    assert answer.status_code == 413
    assert answer.json()["errors"][0]["extensions"]["code"] == "REQUEST_TOO_LARGE"
    assert await stored(registry) == before


async def test_five_hundred_bad_rows_get_five_hundred_findings_and_nothing_is_stored(
    registry: Running, programme: str
) -> None:
    before = await stored(registry)
    rows = [notice(f"{n:032x}", acceptedMonth=CANARY) for n in range(500)]
    batch = {"programmeId": programme, "notices": rows}
    answer = await registry.send(SUBMIT, input=batch)
    rejected = answer.json()["data"]["submitOutcomes"]
    assert answer.status_code == 200
    assert [finding["row"] for finding in rejected["findings"]] == list(range(500))
    assert {finding["rule"] for finding in rejected["findings"]} == {"month-valid"}
    assert CANARY not in answer.text
    assert await stored(registry) == before


async def test_another_sponsors_programme_is_refused(registry: Running, programme: str) -> None:
    before = await stored(registry)
    batch = {"programmeId": programme, "notices": [notice()]}
    answer = await registry.send(SUBMIT, OTHER_UNIVERSITY, input=batch)
    rejected = answer.json()["data"]["submitOutcomes"]
    assert [finding["rule"] for finding in rejected["findings"]] == ["programme-own"]
    assert await stored(registry) == before


async def test_an_unregistered_programme_is_refused_without_echo(registry: Running) -> None:
    before = await stored(registry)
    batch = {"programmeId": CANARY, "notices": [notice()]}
    answer = await registry.send(SUBMIT, input=batch)
    rejected = answer.json()["data"]["submitOutcomes"]
    assert rejected["findings"][0]["rule"] == "programme-registered"
    assert CANARY not in answer.text
    assert await stored(registry) == before


async def test_an_outcome_before_the_lock_must_be_marked_retrospective(
    registry: Running, programme: str
) -> None:
    early = {"pseudonym": PATIENT, "administrations": [{"number": 1, "day": 1}]}
    noticed = notice(acceptedMonth="2027-04")
    batch = {"programmeId": programme, "notices": [noticed], "outcomes": [early]}
    before = await stored(registry)
    refused = await data(registry, SUBMIT, "submitOutcomes", input=batch)
    assert [f["rule"] for f in refused["findings"]] == ["outcome-after-registration"]
    assert await stored(registry) == before
    marked = batch | {"outcomes": [early | {"retrospective": True}]}
    accepted = await data(registry, SUBMIT, "submitOutcomes", input=marked)
    assert accepted["__typename"] == "Accepted"
    (stored_one,) = await read_episodes(registry.house.database)
    assert stored_one.episode.timing is Timing.RETROSPECTIVE


@pytest.mark.parametrize(
    "identifier", ["Maria Garcia", "1961-04-03", "12345678Z", "0012345", "a@b.example"]
)
async def test_a_pseudonym_that_looks_like_an_identifier_is_neither_stored_nor_echoed(
    registry: Running, programme: str, identifier: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = await stored(registry)
    batch = {"programmeId": programme, "notices": [notice(identifier)]}
    answer = await registry.send(SUBMIT, input=batch)
    rejected = answer.json()["data"]["submitOutcomes"]
    assert [finding["rule"] for finding in rejected["findings"]] == ["pseudonym-opaque"]
    assert identifier not in answer.text + caplog.text
    assert await stored(registry) == before


async def test_the_same_batch_is_answered_twice_and_stored_once(
    registry: Running, programme: str
) -> None:
    batch = {"programmeId": programme, "notices": [notice()]}
    first = await data(registry, SUBMIT, "submitOutcomes", input=batch, key="monday")
    after_first = await stored(registry)
    again = await data(registry, SUBMIT, "submitOutcomes", input=batch, key="monday")
    assert again == first | {"repeated": True}
    assert await stored(registry) == after_first
    other = batch | {"notices": [notice("1" * 31 + "a")]}
    conflict = await data(registry, SUBMIT, "submitOutcomes", input=other, key="monday")
    assert [finding["rule"] for finding in conflict["findings"]] == ["idempotency-key-once"]


async def test_a_dry_run_answers_and_stores_nothing(registry: Running, programme: str) -> None:
    before = await stored(registry)
    batch = {"programmeId": programme, "notices": [notice()]}
    accepted = await data(registry, SUBMIT, "submitOutcomes", input=batch, dry=True)
    assert (accepted["__typename"], accepted["dryRun"]) == ("Accepted", True)
    assert await stored(registry) == before


async def test_a_sponsor_asks_by_post_only(registry: Running) -> None:
    answer = await registry.http.get(
        "/sponsor/graphql",
        params={"query": "{ me { id } }"},
        headers={"Authorization": f"Bearer {registry.keys[UNIVERSITY]}"},
    )
    assert answer.status_code == 405
