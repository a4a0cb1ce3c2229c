"""Nothing a sponsor sends or is answered can enter the kept answers, on the real application."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from running import UNIVERSITY, Running, running_registry
from sending import notices, pseudonyms, register, send

from registry.cache import Entry
from registry.kept import Kept
from registry.model.submission import Accepted

pytestmark = pytest.mark.anyio

BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
PATIENT, CANARY = pseudonyms(2)
DUE = """query ($id: ID!) { dueVisits(programmeId: $id) { visits { window } } }"""
SUBMIT = """mutation ($input: SubmissionBatchInput!) {
  submitOutcomes(input: $input) { __typename ... on Rejected { findings { rule path } } }
}"""


@pytest.fixture
async def registry(database_url: str) -> AsyncIterator[Running]:
    async with running_registry(database_url, BEGAN) as running:
        running.clock.today = MARCH
        yield running


def kept(registry: Running) -> Kept[Entry]:
    store: Kept[Entry] = registry.app.front.kept
    return store


def everything(store: Kept[Entry]) -> bytes:
    """All bytes of all entries, keys included."""
    forms = [f for e in store.entries.values() for f in (e.plain, e.packed) if f is not None]
    return b"".join([*store.entries, *(form.body + repr(form.headers).encode() for form in forms)])


async def test_what_a_sponsor_sends_and_is_answered_is_never_kept(registry: Running) -> None:
    programme = await register(registry.house, BEGAN)
    assert isinstance(await send(registry.house, programme, MARCH, notices([PATIENT])), Accepted)
    rows = {
        "programmeId": programme,
        "notices": [{"pseudonym": CANARY, "acceptedMonth": "2027-03"}],
    }
    for _ in range(2):
        assert (await registry.send(SUBMIT, input=rows)).status_code == 200
        assert (await registry.send(DUE, id=programme)).status_code == 200
        assert (await registry.send("{ me { organisation { id } } }")).status_code in (
            200,
            400,
            422,
        )
    assert not kept(registry).entries
    await registry.publish(date(2027, 3, 31))
    await registry.ask("{ snapshot { number } programmes { edges { node { id } } } }")
    assert kept(registry).entries
    for secret in (PATIENT, CANARY, registry.keys[UNIVERSITY]):
        assert secret.encode() not in everything(kept(registry))


async def test_an_answer_to_a_sponsor_says_that_nobody_may_keep_it(registry: Running) -> None:
    answer = await registry.send("{ __typename }")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


async def test_a_key_sent_to_the_public_side_leaves_nothing_behind(registry: Running) -> None:
    headers = {"Authorization": f"Bearer {registry.keys[UNIVERSITY]}"}
    asked = {"query": "{ __typename }"}
    assert (await registry.http.post("/graphql", json=asked, headers=headers)).status_code == 200
    assert (await registry.http.get("/graphql", params=asked, headers=headers)).status_code == 200
    assert not kept(registry).entries
