"""Whose object it is: another sponsor, an auditor, a curator, nobody, and those who were somebody.

Every question is asked of a programme, a patient and a submission of the University of Tarn.
"""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import httpx
import pytest
from people import person
from running import OTHER_UNIVERSITY, UNIVERSITY, Running, running_registry
from sending import everything, notices, pseudonyms, register, send

from registry.access.because import Because
from registry.access.keys import Terms
from registry.model.access import Role
from registry.model.programme import Programme
from registry.storage.directory import find_fact
from registry_graphql.sponsor.schema import sponsor_schema

pytestmark = pytest.mark.anyio
BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
PATIENT = pseudonyms(1)[0]
READS = {
    "due visits": "dueVisits(programmeId: %s) { counts { due } }",
    "an episode": f'episode(programmeId: %s, pseudonym: "{PATIENT}") {{ revision notice }}',
    "the document": "programmeDocument(programmeId: %s)",
    "the preview": "releasePreview(programmeId: %s) { waiting }",
}
PROGRAMME, PRODUCT = "programmeId: %(programme)s", "productId: %(product)s"
ENDPOINT = (
    '{id: "response", label: "Response", role: PRIMARY, kind: RESPONDER, measure: "IMWG", '
    "clock: ACCEPTANCE, population: ACCEPTED, day: 90, criterion: {atLeastPercent: 30}}"
)
WRITES = {
    "outcomes": f"submitOutcomes(input: {{{PROGRAMME}}})",
    "a correction": f"correct(input: {{{PROGRAMME}, corrections: []}})",
    "a withdrawal": f'withdrawPatient(input: {{{PROGRAMME}, pseudonym: "{PATIENT}", '
    "scope: ERASE})",
    "a status": f'changeProgrammeStatus(input: {{{PROGRAMME}, kind: ENDED, on: "2027-03-01"}})',
    "a hold": f"requestHold(input: {{{PROGRAMME}, reason: PRODUCT_CHANGED, months: 3}})",
    "a cut-off": f'announceCutOff(input: {{{PROGRAMME}, on: "2027-06-01"}})',
    "an endpoint": f"changeEndpoint(input: {{{PROGRAMME}, reason: OTHER, endpoint: {ENDPOINT}}})",
    "a result": f'reportEndpointResult(input: {{{PROGRAMME}, endpointId: "response", '
    'verdict: MET, cutOff: "2027-03-01"})',
    "costs": f"reportCosts(input: {{{PROGRAMME}, category: CARE, basis: ACTUAL, year: 2026, "
    'currency: "EUR", amountMinor: 100})',
    "a year": f'attest(input: {{{PROGRAMME}, centreId: "x", year: 2026, planned: 1, actual: 1}})',
    "an approval": f'recordApproval(input: {{{PRODUCT}, authorityId: "x", disease: "x", '
    'localId: "x", scenario: DURING_DEVELOPMENT, events: [], validFrom: "2027-01-01"})',
    "a change of an approval": 'changeApproval(input: {approvalId: "x"})',
    "advice": f'reportAdvice(input: {{{PRODUCT}, kind: SCIENTIFIC_ADVICE, body: "x", year: 2026, '
    'topic: "x"})',
    "plain words": f'writeLaySummary(input: {{{PRODUCT}, language: "en", text: "x", author: "x", '
    "machineWritten: false})",
}
OF_NOBODYS_OBJECT = {"registerProduct", "registerProgramme", "requestKey"}
"""Registering a programme of a product that somebody else named is allowed: it is catalogued."""
REJECTED = "__typename ... on Rejected { findings { rule } }"


class Scene:
    """A registry in which Tarn has a programme with patients."""

    def __init__(self, registry: Running, programme: str, product: str) -> None:
        self.registry = registry
        self.programme = f'"{programme}"'
        self.ids = {"programme": self.programme, "product": f'"{product}"'}

    async def ask(self, token: str | None, document: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        http = self.registry.http
        return await http.post("/sponsor/graphql", json={"query": document}, headers=headers)

    async def key(self, *roles: Role, id: str = "eve", organisation: str = UNIVERSITY) -> str:
        """The key of a person with these roles."""
        house = self.registry.house
        await person(house, id, *roles, organisation=organisation)
        because = Because("ada", house.clock())
        terms = Terms(organisation, account_id=id)
        issued = await house.doorkeeper.issue(terms, because, house.intake.random_bytes)
        return issued.token


@pytest.fixture
async def scene(database_url: str) -> AsyncIterator[Scene]:
    async with running_registry(database_url, BEGAN) as running:
        programme = await register(running.house, BEGAN)
        await send(running.house, programme, MARCH, notices(pseudonyms(11)))
        running.clock.today = MARCH
        found = await find_fact(running.house.database, Programme, programme)
        assert found is not None
        yield Scene(running, programme, found.product_id)


def test_every_query_about_an_object_is_asked_here_for_somebody_elses() -> None:
    query = sponsor_schema()._schema.query_type
    assert query is not None
    asked = {text.partition("(")[0] for text in READS.values()} | {"submission"}
    assert {name for name, field in query.fields.items() if field.args} == asked
    assert not {"node", "nodes", "_entities"} & set(query.fields), "no way in by a global id"


def test_every_mutation_about_an_object_is_tried_here_on_somebody_elses() -> None:
    mutation = sponsor_schema()._schema.mutation_type
    assert mutation is not None
    tried = {text.partition("(")[0] for text in WRITES.values()}
    assert set(mutation.fields) - tried == OF_NOBODYS_OBJECT


def disguised(field: str) -> list[str]:
    """The same question under an alias, in fragments, twice, and beside an allowed one."""
    return [
        f"{{ {field} }}",
        f"{{ me: {field} }}",
        f"query {{ ...f }} fragment f on Query {{ x: {field} }}",
        f"{{ ... on Query {{ x: {field} }} }}",
        f"{{ me {{ id }} x: {field} y: {field} }}",
    ]


def values(answer: httpx.Response) -> list[Any]:
    """Everything that was answered, but who is asking."""
    data = answer.json().get("data") or {}
    return [value for name, value in data.items() if value != {"id": OTHER_UNIVERSITY}]


@pytest.mark.parametrize("read", READS)
async def test_another_sponsors_submitter_reads_nothing_however_it_asks(
    scene: Scene, read: str
) -> None:
    mine = scene.registry.keys[UNIVERSITY]
    token = await scene.key(Role.SUBMITTER, organisation=OTHER_UNIVERSITY)
    for document in disguised(READS[read] % scene.programme):
        assert any(values(await scene.ask(mine, document))), "its owner reads it"
        answer = await scene.ask(token, document)
        assert not any(value for value in values(answer) if value != {"id": UNIVERSITY})
        assert answer.status_code == 200


async def test_a_submission_is_found_by_its_digest_by_its_sender_alone(scene: Scene) -> None:
    rows = await scene.registry.house.database.fetch("SELECT digest FROM submission", [])
    for digest in {row["digest"] for row in rows}:
        document = f'{{ submission(digest: "{digest}") {{ submissionId receipt }} }}'
        theirs = await scene.ask(scene.registry.keys[OTHER_UNIVERSITY], document)
        assert theirs.json()["data"] == {"submission": None}
        mine = await scene.ask(scene.registry.keys[UNIVERSITY], document)
        assert mine.json()["data"]["submission"] is not None


@pytest.mark.parametrize("write", WRITES)
async def test_another_sponsors_submitter_changes_nothing(scene: Scene, write: str) -> None:
    roles = (Role.SUBMITTER, Role.DATA_STEWARD)
    token = await scene.key(*roles, organisation=OTHER_UNIVERSITY)
    before = await everything(scene.registry.house.database)
    document = f"mutation {{ x: {WRITES[write] % scene.ids} {{ {REJECTED} }} }}"
    answer = await scene.ask(token, document)
    told = answer.json()["data"]["x"]  # the role would allow it, the object does not
    assert told["__typename"] == "Rejected"
    assert {"programme-own", "product-own", "approval-own"} & {
        each["rule"] for each in told["findings"]
    }
    assert await everything(scene.registry.house.database) == before
    mine = await scene.ask(scene.registry.keys[UNIVERSITY], document)
    rules = {each["rule"] for each in mine.json()["data"]["x"].get("findings", ())}
    assert not {"programme-own", "product-own"} & rules, "its owner is not refused so"


OTHERS = (Role.AUDITOR, Role.CURATOR, Role.BOARD_MEMBER, Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", OTHERS)
async def test_people_of_the_registry_are_no_sponsor_even_in_the_same_house(
    scene: Scene, role: Role
) -> None:
    token = await scene.key(role)
    before = await everything(scene.registry.house.database)
    reads = [d for read in READS.values() for d in disguised(read % scene.programme)]
    writes = [f"mutation {{ {w % scene.ids} {{ __typename }} }}" for w in WRITES.values()]
    for document in (*reads, *writes):
        answer = await scene.ask(token, document)
        told = values(answer)
        assert not any(value for value in told if value != {"id": UNIVERSITY}), answer.text
        codes = [e["extensions"]["code"] for e in answer.json()["errors"]]
        assert set(codes) == {"FORBIDDEN"}, answer.text
    assert await everything(scene.registry.house.database) == before


@pytest.mark.parametrize("steward", ["a withdrawal", "a hold"])
async def test_a_submitter_does_not_answer_for_the_house(scene: Scene, steward: str) -> None:
    token = await scene.key(Role.SUBMITTER)
    answer = await scene.ask(
        token, f"mutation {{ {WRITES[steward] % scene.ids} {{ __typename }} }}"
    )
    assert [e["extensions"]["code"] for e in answer.json()["errors"]] == ["FORBIDDEN"]


async def test_nobody_and_those_who_were_somebody_get_no_further_than_the_door(
    scene: Scene,
) -> None:
    house = scene.registry.house
    because = Because("ada", house.clock(), "left")
    suspended = await scene.key(Role.SUBMITTER, id="sue")
    await house.people.suspend("sue", because)
    terms = Terms(UNIVERSITY, expires=house.clock())
    expired = await house.doorkeeper.issue(terms, because, house.intake.random_bytes)
    revoked = await house.doorkeeper.issue(Terms(UNIVERSITY), because, house.intake.random_bytes)
    await house.doorkeeper.revoke(revoked.id, because)
    before = await everything(house.database)
    for token in (None, "her_" + "0" * 64, suspended, expired.token, revoked.token):
        for document in ("{ me { id } }", f"{{ {READS['due visits'] % scene.programme} }}"):
            answer = await scene.ask(token, document)
            assert (answer.status_code, "data" in answer.json()) == (401, False)
        headers = {"Content-Type": "application/x-ndjson"}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        bulk = await scene.registry.http.post("/sponsor/submissions", content=b"", headers=headers)
        assert bulk.status_code == 401
    assert await everything(house.database) == before


async def test_no_export_or_public_file_needs_or_heeds_a_key(scene: Scene) -> None:
    await scene.registry.publish(date(2027, 3, 31))
    for path in ("/r/latest.json", "/log/checkpoint", "/"):
        bare = await scene.registry.http.get(path)
        key = {"Authorization": f"Bearer {scene.registry.keys[UNIVERSITY]}"}
        with_key = await scene.registry.http.get(path, headers=key)
        assert bare.content == with_key.content, path
        assert PATIENT not in bare.text
