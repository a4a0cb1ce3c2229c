"""Who comes too often is told to wait, in the words of the other refusals, whichever process."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from browser import Browser
from people import Person
from piccolo.querystring import QueryString
from running import UNIVERSITY, Running

from registry.access.rates import INVITATION, KEY, RATES, SIGN_IN, TOO_MANY, UNKNOWN, ticks_of
from registry.front.budget import Budget, query_rate

pytestmark = pytest.mark.anyio
ME = "{ me { id } }"
ADDRESS = "127.0.0.1"


async def knock(registry: Running, key: str) -> httpx.Response:
    """A question of a sponsor."""
    headers = {"Authorization": f"Bearer {key}"}
    return await registry.http.post("/sponsor/graphql", json={"query": ME}, headers=headers)


def said(answer: httpx.Response) -> tuple[int, str, int]:
    """Status, code and seconds of a refusal in the shape of GraphQL."""
    [error] = answer.json()["errors"]
    return (
        answer.status_code,
        error["extensions"]["code"],
        int(answer.headers.get("retry-after", 0)),
    )


async def test_a_key_that_comes_too_often_waits_and_no_other_key_does(registry: Running) -> None:
    mine, theirs = registry.keys.values()
    assert (await knock(registry, mine)).status_code == 200
    await registry.house.turnstile.wait(
        KEY, await actor_of(registry), registry.clock(), KEY.most - 1
    )
    assert said(await knock(registry, mine)) == (429, "TOO_MANY_REQUESTS", 1)
    assert (await knock(registry, theirs)).status_code == 200
    bulk = await registry.http.post(
        "/sponsor/submissions", headers={"Authorization": f"Bearer {mine}"}, content=b""
    )
    assert (bulk.status_code, bulk.headers["retry-after"]) == (429, "1")
    assert bulk.json() == {"status_code": 429, "detail": TOO_MANY}


async def actor_of(registry: Running) -> str:
    """Who a sponsor's key is, in the audit trail."""
    header = f"Bearer {registry.keys[UNIVERSITY]}"
    admitted = await registry.house.doorkeeper.admit(header, registry.clock())
    assert not isinstance(admitted, str)
    return admitted.actor


async def test_an_address_that_tries_keys_is_stopped_and_good_keys_from_it_are_not(
    registry: Running,
) -> None:
    for _ in range(UNKNOWN.most):
        assert said(await knock(registry, "her_guess"))[:2] == (401, "UNAUTHENTICATED")
    assert said(await knock(registry, "her_guess")) == (429, "TOO_MANY_REQUESTS", 1)
    assert (await knock(registry, registry.keys[UNIVERSITY])).status_code == 200


async def test_an_address_tries_to_sign_in_so_often_and_not_once_more(
    registry: Running, bea: Person
) -> None:
    browser = Browser(registry)
    for _ in range(SIGN_IN.most):
        answer = await browser.post("/sign-in", name="nobody", password="x" * 20, code="1")
        assert answer.status_code == 403
    refused = await browser.sign_in(bea)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "10")
    assert TOO_MANY in refused.text
    assert browser.session is None


async def test_an_address_looks_at_so_many_invitations(registry: Running) -> None:
    browser = Browser(registry)
    for _ in range(INVITATION.most):
        assert (await browser.post("/invitation", invitation="guess")).status_code == 422
    refused = await browser.post("/invitation", invitation="guess")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "15")


async def test_a_public_question_is_paid_from_the_budget_of_its_address(registry: Running) -> None:
    def ask(number: int) -> dict[str, str]:
        return {"query": f"query Q{number} {{ snapshot {{ number asOf }} }}"}

    registry.house.spend.rate = query_rate(6, 1)  # type: ignore[attr-defined]
    assert isinstance(registry.house.spend, Budget)
    answers = [await registry.http.post("/graphql", json=ask(n)) for n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    status, code, seconds = said(answers[2])
    assert (status, code, seconds) == (429, "TOO_MANY_REQUESTS", 30)
    assert answers[2].headers["cache-control"] == "no-store"
    assert answers[2].json()["extensions"]["cost"]["requested"] == 3


async def test_no_address_name_or_key_is_stored_and_nothing_for_longer_than_it_counts(
    registry: Running,
) -> None:
    turnstile, now = registry.house.turnstile, registry.clock()
    for rate in RATES:
        await turnstile.wait(rate, ADDRESS, now)
    rows = await registry.house.database.run(QueryString("SELECT subject FROM rate_use"))
    subjects = {row["subject"] for row in rows}
    assert len(subjects) == len(RATES)
    assert all(len(subject) == 64 and ADDRESS not in subject for subject in subjects)
    longest = max(rate.seconds for rate in RATES)
    assert longest <= 300
    await turnstile.forget(now + timedelta(seconds=longest))
    assert await registry.house.database.run(QueryString("SELECT subject FROM rate_use")) == []
    assert ticks_of(now) == int(now.timestamp()) * 1_000_000


async def test_what_one_key_took_on_two_days_shows_not_that_it_was_the_same(
    registry: Running,
) -> None:
    """Old pages of a database keep what stood in them: it would join a sponsor's submissions."""
    turnstile, midnight = registry.house.turnstile, datetime(2027, 3, 2, tzinfo=UTC)
    for seconds in (-2, -1, 0, 1):
        await turnstile.wait(KEY, "a key", midnight + timedelta(seconds=seconds))
    rows = await registry.house.database.run(QueryString("SELECT subject FROM rate_use"))
    assert len({row["subject"] for row in rows}) == 2
