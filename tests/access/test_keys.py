"""Keys of machines: scopes, end, rotation with overlap, last use by day, never in clear."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
from running import OTHER_UNIVERSITY, UNIVERSITY, Running, running_registry

from registry.access.because import Because
from registry.access.keys import IssuedKey, Refusal, Terms
from registry.errors import AccountError
from registry.model.access import Scope
from registry.storage.accounts import key_of, keys_of
from registry.storage.last_uses import last_uses
from registry.storage.ledger import acts

pytestmark = pytest.mark.anyio
TODAY = date(2027, 3, 10)
NOON = datetime(2027, 3, 10, 12, tzinfo=UTC)
OPERATOR = Because("operator", NOON)
ME, DUE = "{ me { id } }", '{ dueVisits(programmeId: "x") { endCursor } }'
SUBMIT = 'mutation { submitOutcomes(input: {programmeId: "x"}) { __typename } }'
WITHDRAW = """mutation { withdrawPatient(input: {
  programmeId: "x", pseudonym: "00000000000000000000000000000001", scope: ERASE
}) { __typename } }"""
PREVIEW = '{ releasePreview(programmeId: "x") { asOf } }'
ADVICE = """mutation { reportAdvice(input: {
  productId: "x", authorityId: "x", kind: SCIENTIFIC_ADVICE, year: 2026, topic: QUALITY
}) { __typename } }"""
NEEDS = {
    DUE: Scope.READ_OWN,
    SUBMIT: Scope.SUBMIT,
    WITHDRAW: Scope.WITHDRAW,
    PREVIEW: Scope.PREVIEW,
}


@pytest.fixture
async def registry(database_url: str) -> AsyncIterator[Running]:
    async with running_registry(database_url, TODAY) as running:
        yield running


async def issue(registry: Running, **terms: Any) -> IssuedKey:
    wanted = Terms(UNIVERSITY, **terms)
    bytes_ = registry.house.intake.random_bytes
    return await registry.house.doorkeeper.issue(wanted, OPERATOR, bytes_)


async def ask(registry: Running, token: str, query: str = ME) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return await registry.http.post("/sponsor/graphql", json={"query": query}, headers=headers)


def codes(answer: httpx.Response) -> list[str]:
    return [error["extensions"]["code"] for error in answer.json().get("errors", [])]


@pytest.mark.parametrize("scope", list(Scope))
async def test_a_key_does_what_its_scope_says_and_nothing_else(
    registry: Running, scope: Scope
) -> None:
    key = await issue(registry, scopes=frozenset({scope}))
    for query, needed in NEEDS.items():
        answer = await ask(registry, key.token, query)
        assert ("FORBIDDEN" in codes(answer)) == (needed is not scope), (query, answer.text)


async def test_an_alias_a_fragment_or_a_second_operation_is_no_way_round_a_scope(
    registry: Running,
) -> None:
    key = await issue(registry, scopes=frozenset({Scope.PREVIEW}))
    hidden = (
        '{ me: dueVisits(programmeId: "x") { endCursor } }',
        'query { ...f } fragment f on Query { dueVisits(programmeId: "x") { endCursor } }',
        '{ ... on Query { dueVisits(programmeId: "x") { endCursor } } }',
        'query ($y: Boolean = true) { dueVisits(programmeId: "x") @include(if: $y) { endCursor } }',
    )
    for query in hidden:
        assert codes(await ask(registry, key.token, query)) == ["FORBIDDEN"], query
    both = await ask(registry, key.token, '{ me { id } dueVisits(programmeId: "x") { endCursor } }')
    assert (codes(both), both.json()["data"]["me"]) == (["FORBIDDEN"], {"id": UNIVERSITY})


async def test_the_bulk_route_asks_for_the_scope_too(registry: Running) -> None:
    key = await issue(registry, scopes=frozenset({Scope.READ_OWN}))
    headers = {"Authorization": f"Bearer {key.token}", "Content-Type": "application/x-ndjson"}
    answer = await registry.http.post("/sponsor/submissions", content=b"{}", headers=headers)
    assert (answer.status_code, "scope" in answer.text) == (403, True)


@pytest.mark.parametrize(("minutes", "works"), [(-1, True), (0, False), (1, False)])
async def test_a_key_works_until_its_end_and_not_at_it(
    registry: Running, minutes: int, works: bool
) -> None:
    key = await issue(registry, expires=NOON)
    at = NOON + timedelta(minutes=minutes)
    admitted = await registry.house.doorkeeper.admit(f"Bearer {key.token}", at)
    assert (admitted is not Refusal.EXPIRED_KEY) == works


async def test_an_expired_key_is_refused_in_words(registry: Running) -> None:
    key = await issue(registry, expires=NOON + timedelta(days=1))
    assert (await ask(registry, key.token)).status_code == 200
    registry.clock.today = TODAY + timedelta(days=1)
    answer = await ask(registry, key.token)
    assert (answer.status_code, "expired" in answer.text) == (401, True)


async def test_a_rotated_key_works_beside_its_successor_until_the_overlap_ends(
    registry: Running,
) -> None:
    keeper, bytes_ = registry.house.doorkeeper, registry.house.intake.random_bytes
    scopes = frozenset({Scope.SUBMIT, Scope.READ_OWN})
    old = await issue(registry, scopes=scopes, expires=NOON + timedelta(days=300))
    new = await keeper.rotate(old.id, timedelta(days=14), OPERATOR, bytes_)
    for token in (old.token, new.token):
        assert (await ask(registry, token)).status_code == 200
    registry.clock.today = TODAY + timedelta(days=14)
    assert (await ask(registry, old.token)).status_code == 401
    assert (await ask(registry, new.token)).status_code == 200
    stored = await key_of(registry.house.database, new.id)
    assert stored
    assert (stored.scopes, stored.expires) == (scopes, NOON + timedelta(days=300))


async def test_the_overlap_never_lengthens_a_life(registry: Running) -> None:
    keeper, bytes_ = registry.house.doorkeeper, registry.house.intake.random_bytes
    old = await issue(registry, expires=NOON + timedelta(days=3))
    await keeper.rotate(old.id, timedelta(days=14), OPERATOR, bytes_)
    stored = await key_of(registry.house.database, old.id)
    assert stored
    assert stored.expires == NOON + timedelta(days=3)


async def test_only_a_key_that_works_is_rotated(registry: Running) -> None:
    keeper, bytes_ = registry.house.doorkeeper, registry.house.intake.random_bytes
    revoked = await issue(registry)
    await keeper.revoke(revoked.id, OPERATOR)
    for id in (revoked.id, "unknown"):
        with pytest.raises(AccountError):
            await keeper.rotate(id, timedelta(days=1), OPERATOR, bytes_)


async def test_the_last_use_is_noted_by_day(registry: Running) -> None:
    key = await issue(registry)
    await ask(registry, key.token)
    assert (await last_uses(registry.house.database)).keys == {key.id: TODAY}
    rows = await registry.house.database.fetch("SELECT * FROM last_use", [])
    assert key.id not in str(rows)


async def test_a_refused_key_leaves_no_trace_of_use(registry: Running) -> None:
    key = await issue(registry, expires=NOON)
    await ask(registry, key.token)
    assert key.id not in (await last_uses(registry.house.database)).keys


async def test_keys_are_listed_by_organisation(registry: Running) -> None:
    key = await issue(registry)
    mine = await keys_of(registry.house.database, UNIVERSITY)
    others = await keys_of(registry.house.database, OTHER_UNIVERSITY)
    assert key.id in [each.id for each in mine]
    assert key.id not in [each.id for each in others]


async def test_who_changed_a_key_and_why_stands_in_the_audit_trail(registry: Running) -> None:
    keeper, bytes_ = registry.house.doorkeeper, registry.house.intake.random_bytes
    key = await keeper.issue(Terms(UNIVERSITY), Because("ada", NOON, "new data manager"), bytes_)
    await keeper.revoke(key.id, Because("ada", NOON, "left the hospital"))
    *_, issued, revoked = await acts(registry.house.database)
    assert (issued.actor, issued.action, issued.reason) == ("ada", "key issued", "new data manager")
    assert (revoked.action, revoked.reason) == ("key revoked", "left the hospital")


async def test_no_key_is_shown_by_printing_what_holds_it(registry: Running) -> None:
    key = await issue(registry)
    stored = await key_of(registry.house.database, key.id)
    assert stored
    assert key.token not in repr([key, stored, registry.house.doorkeeper])
    assert stored.digest not in repr(stored)
    trail = str(await acts(registry.house.database))
    assert key.token not in trail
