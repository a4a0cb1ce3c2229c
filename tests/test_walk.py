"""The walk: a failed endpoint travels from a sponsor's HTTP request to the public answer.

Read from top to bottom, this is what the registry does. It runs on SQLite and on PostgreSQL.
"""

from datetime import date
from typing import Any

import pytest
from logbook import verified
from running import HOSPITAL, Running, running_registry

pytestmark = pytest.mark.anyio

REGISTER_PRODUCT = """mutation ($input: ProductInput!) {
  registerProduct(input: $input) { ... on Recorded { id } ... on Rejected { findings { rule } } }
}"""
REGISTER_PROGRAMME = """mutation ($input: ProgrammeInput!) {
  registerProgramme(input: $input) { ... on Recorded { id } ... on Rejected { findings { rule } } }
}"""
SUBMIT = """mutation ($input: SubmissionBatchInput!) {
  submitOutcomes(input: $input) {
    __typename
    ... on Accepted { submissionId registered { sequence } outcomes receipt }
    ... on Rejected { findings { rule path } }
  }
}"""
REPORT = """mutation ($input: EndpointResultInput!) {
  reportEndpointResult(input: $input) { __typename }
}"""
STATUS = (
    """mutation ($input: StatusInput!) { changeProgrammeStatus(input: $input) { __typename } }"""
)

VERDICTS = """{ endpointResults { edges { node {
  label verdict { value withheld { reason } }
} } } }"""
EFFICACY = """{ efficacy(by: [PRODUCT]) { edges { node {
  programmes { stage }
  result { noSuccess { reason patients } ofAccepted { numerator denominator low high } }
} } } }"""

ENDPOINT = {
    "id": "cmr-day-100",
    "label": "Complete metabolic response at day 100",
    "role": "PRIMARY",
    "kind": "RESPONDER",
    "measure": "LUGANO",
    "clock": "FIRST_ADMINISTRATION",
    "population": "ACCEPTED",
    "day": 100,
    "criterion": {"atLeastPercent": 50},
    "successCategories": ["CMR"],
}
PATIENTS = [f"{number:032x}" for number in range(0xA1, 0xA1 + 22)]


async def test_a_failed_endpoint_travels_from_the_hospital_to_the_public(
    database_url: str,
) -> None:
    async with running_registry(database_url, date(2027, 1, 11)) as registry:
        # A university registers what it will do, before anybody is treated.
        programme = await register(registry)

        # In March it accepts 22 patients; a two-column notice of each is enough.
        registry.clock.today = date(2027, 3, 10)
        answer = await submit(registry, programme, notices=[notice(p) for p in PATIENTS])
        assert [place["sequence"] for place in answer["registered"]] == list(range(1, 23))

        # Its receipt proves at once that the log holds them; the public log shows it from tomorrow.
        assert verified(registry.house, answer["receipt"]).verified == 22
        assert await public_leaves(registry) == 2
        registry.clock.today = date(2027, 3, 11)
        assert await public_leaves(registry) == 3

        # In spring the queue becomes a sealed group; in autumn news of the patients comes in.
        await registry.publish(date(2027, 3, 31))
        assert await registry.ask(VERDICTS) == {"endpointResults": verdict(None, "VERDICT_NOT_YET")}
        registry.clock.today = date(2027, 9, 1)
        await submit(registry, programme, outcomes=[outcome(i, p) for i, p in enumerate(PATIENTS)])

        # The programme stops for futility and its sponsor reports that the goal was not met.
        registry.clock.today = date(2027, 10, 1)
        await stop(registry, programme)
        await registry.publish(date(2028, 3, 31))
        assert await registry.ask(VERDICTS) == {"endpointResults": verdict(None, "VERDICT_NOT_YET")}

        # Once the window has closed for the whole group, all of it is public, failure included.
        await registry.publish(date(2028, 9, 30))
        assert await registry.ask(VERDICTS) == {"endpointResults": verdict("NOT_MET")}
        await check_the_public_answer(registry)


async def register(registry: Running) -> str:
    product = await registry.send(
        REGISTER_PRODUCT,
        input={
            "name": "Tarnleucel",
            "activeSubstance": "autologous T cells with an anti-CD19 receptor",
            "atmpClass": "GTMP",
            "origin": "AUTOLOGOUS",
            "vector": "INTEGRATING",
        },
    )
    programme = await registry.send(
        REGISTER_PROGRAMME,
        input={
            "productId": product.json()["data"]["registerProduct"]["id"],
            "title": "Tarnleucel in large B-cell lymphoma",
            "disease": "lbcl",
            "route": "HOSPITAL_EXEMPTION",
            "centreIds": [HOSPITAL],
            "plannedPatients": 60,
            "startsOn": "2027-02-01",
            "plannedEnd": "2030-02-01",
            "endpoints": [ENDPOINT],
        },
    )
    return str(programme.json()["data"]["registerProgramme"]["id"])


async def public_leaves(registry: Running) -> int:
    """How many leaves the public checkpoint of the day covers; its second line says so."""
    return int((await registry.http.get("/log/checkpoint")).text.splitlines()[1])


async def submit(registry: Running, programme: str, **rows: Any) -> dict[str, Any]:
    answer = await registry.send(SUBMIT, input={"programmeId": programme, **rows})
    accepted: dict[str, Any] = answer.json()["data"]["submitOutcomes"]
    assert accepted["__typename"] == "Accepted", accepted
    return accepted


def notice(patient: str) -> dict[str, Any]:
    return {"pseudonym": patient, "acceptedMonth": "2027-03", "ageBand": "ADULT"}


def outcome(number: int, patient: str) -> dict[str, Any]:
    """Two are never infused, one dies, one is missed, four respond, the others do not."""
    if number < 2:
        return {
            "pseudonym": patient,
            "notInfused": {"reason": "MANUFACTURING_FAILURE", "day": 40},
        }
    told: dict[str, Any] = {"pseudonym": patient, "administrations": [{"number": 1, "day": 35}]}
    if number == 2:
        return told | {"adverseEvents": [{"eventClass": "DEATH", "day": 60}]}
    if number == 3:
        return told | {"visits": [{"window": 100, "status": "MISSED"}]}
    response = {"measure": "LUGANO", "category": "CMR" if number < 8 else "PD"}
    visit = {"window": 100, "status": "DONE", "day": 135, "response": response}
    return told | {"visits": [visit]}


async def stop(registry: Running, programme: str) -> None:
    await registry.send(
        STATUS,
        input={
            "programmeId": programme,
            "kind": "STOPPED",
            "on": "2027-10-01",
            "reason": "FUTILITY",
        },
    )
    await registry.send(
        REPORT,
        input={
            "programmeId": programme,
            "endpointId": ENDPOINT["id"],
            "verdict": "NOT_MET",
            "cutOff": "2027-10-01",
        },
    )


def verdict(value: str | None, reason: str | None = None) -> dict[str, Any]:
    withheld = {"reason": reason} if reason else None
    node = {"label": ENDPOINT["label"], "verdict": {"value": value, "withheld": withheld}}
    return {"edges": [{"node": node}]}


async def check_the_public_answer(registry: Running) -> None:
    """4 of 22 accepted: nobody left the denominator, and every other patient has a reason."""
    (edge,) = (await registry.ask(EFFICACY))["efficacy"]["edges"]
    row = edge["node"]
    assert row["programmes"] == [{"stage": "R6"}]
    reasons = {r["reason"]: r["patients"] for r in row["result"]["noSuccess"]}
    assert reasons == {
        "NEVER_INFUSED": 2,
        "UNREPORTED": 0,
        "DEAD": 1,
        "MISSING": 1,
        "OBSERVED_FAILURE": 14,
        "WITHDRAWN": 0,
        "REGISTERED_LATE": 0,
    }
    rate = row["result"]["ofAccepted"]
    assert (rate["numerator"], rate["denominator"]) == (4, 22)
    assert rate["low"] == pytest.approx(0.073069, abs=1e-6)
    assert rate["high"] == pytest.approx(0.385166, abs=1e-6)
