"""Every operation file of the sponsor surface runs, in the order a sponsor needs them."""

import json
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from running import AUTHORITY, HOSPITAL, UNIVERSITY, Running, running_registry

from registry.storage.ledger import acts
from registry_graphql.contract import OPERATIONS

pytestmark = pytest.mark.anyio
FILES = {path.stem: path.read_text() for path in (OPERATIONS / "sponsor").glob("*.graphql")}
PATIENT = "5ad1f0c2b3e4958677665544332211ff"
ENDPOINT = {
    "id": "koos-1-year",
    "label": "Knee function at least 10 points better at one year",
    "role": "PRIMARY",
    "kind": "CHANGE",
    "measure": "KOOS",
    "clock": "FIRST_ADMINISTRATION",
    "population": "ACCEPTED",
    "day": 365,
    "criterion": {"atLeastPercent": 55},
    "improvement": 10,
}


PRODUCT = {
    "name": "Chondratarn",
    "activeSubstance": "cultured chondrocytes",
    "atmpClass": "TEP",
    "origin": "AUTOLOGOUS",
    "vector": "NONE",
}
OFFER = {
    "centreId": HOSPITAL,
    "confirmedOn": "2027-06-01",
    "acceptingReferrals": True,
    "treatsAdults": True,
    "treatsChildren": False,
}
APPROVAL = {
    "authorityId": AUTHORITY,
    "disease": "cartilage-defect",
    "localId": "TMA-7",
    "scenario": "NO_PROSPECT_OF_MARKETING",
    "events": [{"kind": "GRANTED", "on": "2027-05"}],
    "validFrom": "2027-05-02",
    "offers": [OFFER],
}
PROGRAMME = {
    "title": "Chondratarn in knee cartilage defects",
    "disease": "cartilage-defect",
    "route": "HOSPITAL_EXEMPTION",
    "centreIds": [HOSPITAL],
    "plannedPatients": 30,
    "startsOn": "2027-06-15",
    "plannedEnd": "2031-06-15",
    "endpoints": [ENDPOINT],
}
RENEWED = {"events": [{"kind": "RENEWED", "on": "2027-06"}], "validTo": "2032-06-15"}
NOTICE = {"pseudonym": PATIENT, "acceptedMonth": "2027-06"}
CHANGED = {"endpoint": ENDPOINT | {"improvement": 8}, "reason": "ASSESSMENT_CHANGED"}
CUT_OFF = {"on": "2027-12-15"}
HOLD = {"reason": "PRODUCT_CHANGED", "months": 6}
CLOSED = {"kind": "ACCEPTANCE_CLOSED", "on": "2027-06-15"}
VERDICT = {"endpointId": ENDPOINT["id"], "verdict": "NOT_EVALUABLE", "cutOff": "2027-06-15"}
COST = {
    "category": "MANUFACTURE",
    "basis": "ACTUAL",
    "year": 2026,
    "currency": "EUR",
    "amountMinor": 123_456_700,
}
ADVICE = {"kind": "SCIENTIFIC_ADVICE", "body": "EMA", "year": 2026, "topic": "Potency assay"}
WORDS = {
    "language": "es",
    "text": "Sus propias células.",
    "author": "Hematología",
    "machineWritten": False,
}
ATTESTED = {"centreId": HOSPITAL, "year": 2026, "planned": 0, "actual": 0}
ACTIONS = [
    "ProductDraft accepted",
    "ApprovalDraft accepted",
    "ApprovalChangeDraft accepted",
    "ProgrammeDraft accepted",
    "submission accepted",
    "correction accepted",
    "withdrawal asked for",
    "EndpointChangeDraft accepted",
    "CutOffDraft accepted",
    "HoldDraft accepted",
    "StatusDraft accepted",
    "EndpointResultDraft accepted",
    "CostDraft accepted",
    "AdviceDraft accepted",
    "LaySummaryDraft accepted",
    "AttestationDraft accepted",
    "KeyRequestDraft accepted",
]


@pytest.fixture
async def registry(database_url: str) -> AsyncIterator[Running]:
    async with running_registry(database_url, date(2027, 6, 15)) as running:
        yield running


async def test_a_sponsor_runs_every_operation_file(registry: Running) -> None:
    used = ["who-am-i", "due-visits", "one-patient", "programme-document", "submission"]
    used.append("release-preview")

    async def run(operation: str, sent: dict[str, Any]) -> dict[str, Any]:
        used.append(operation)
        answer = (await registry.send(FILES[operation], input=sent)).json()["data"]["answer"]
        assert answer["__typename"] in ("Recorded", "Accepted"), answer
        return dict(answer)

    product = {"productId": (await run("register-product", PRODUCT))["id"]}
    approval = (await run("record-approval", APPROVAL | product))["id"]
    await run("change-approval", RENEWED | {"approvalId": approval})
    registered = await run("register-programme", PROGRAMME | product)
    programme = {"programmeId": registered["id"]}
    submitted = await run("submit-outcomes", programme | {"notices": [NOTICE]})
    assert submitted["registered"] == [{"pseudonym": PATIENT, "sequence": 1}]
    fixed = {"outcome": {"pseudonym": PATIENT, "collectedDay": 0}, "basedOn": 0}
    corrected = programme | {"corrections": [fixed | {"reason": "OTHER"}]}
    assert (await run("correct", corrected))["new"] == 1
    patient = programme | {"pseudonym": PATIENT}
    known = (await registry.send(FILES["one-patient"], **patient)).json()["data"]["answer"]
    assert (known["revision"], known["history"][0]["kind"]) == (1, "COLLECTED")
    content = {"digest": submitted["digest"]}
    held = (await registry.send(FILES["submission"], **content)).json()["data"]["answer"]
    assert held["submissionId"] == submitted["submissionId"]
    await run("withdraw-patient", patient | {"scope": "STOP_FOLLOW_UP"})
    await run("change-endpoint", CHANGED | programme)
    await run("announce-cut-off", CUT_OFF | programme)
    await run("request-hold", HOLD | programme)
    await run("change-programme-status", CLOSED | programme)
    await run("report-endpoint-result", VERDICT | programme)
    await run("report-costs", COST | programme)
    await run("report-advice", ADVICE | product)
    await run("write-lay-summary", WORDS | product)
    await run("attest", ATTESTED | programme)
    await run("request-key", {"key": "SEX", "purpose": "To compare women and men."})
    me = (await registry.send(FILES["who-am-i"])).json()["data"]["me"]
    assert (me["id"], [p["id"] for p in me["programmes"]]) == (UNIVERSITY, [registered["id"]])
    due = (await registry.send(FILES["due-visits"], **programme)).json()["data"]["answer"]
    assert due["visits"] == []
    to_come = (await registry.send(FILES["release-preview"], **programme)).json()["data"]["answer"]
    assert (to_come["stages"][0]["open"], to_come["waiting"]) == (True, 1)
    asked = (await registry.send(FILES["programme-document"], **programme)).json()["data"]
    assert json.loads(asked["answer"])["programme"]["id"] == registered["id"]
    assert sorted(used) == sorted(FILES)
    done = [act.action for act in await acts(registry.house.database)]
    assert [action for action in done if not action.endswith(" read")][-len(ACTIONS) :] == ACTIONS
