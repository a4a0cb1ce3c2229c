"""What a sponsor signed is stored as it was meant: there, under that key, for real or not."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import httpx
import msgspec
import pytest
from logbook import opened
from running import UNIVERSITY, Running, running_registry
from sending import register
from signed import SECRET, announce, said

from registry.client import PATH as GRAPHQL
from registry.log.signatures import content_of, digest_of_body, sign

pytestmark = pytest.mark.anyio
BULK = "/sponsor/submissions"


@pytest.fixture
async def registry(database_url: str) -> AsyncIterator[Running]:
    async with running_registry(database_url, date(2027, 1, 11)) as running:
        await announce(running, UNIVERSITY, SECRET)
        yield running


@pytest.fixture
async def lines(registry: Running) -> bytes:
    """One patient of a new programme, as NDJSON."""
    programme = await register(registry.house, date(2027, 1, 11))
    registry.clock.today = date(2027, 3, 10)
    told = (
        {"programme_id": programme},
        {"notice": {"pseudonym": f"{7:032x}", "accepted_month": "2027-03"}},
    )
    return b"\n".join(map(msgspec.json.encode, told))


async def post(registry: Running, body: bytes, signature: str, **told: str) -> httpx.Response:
    """A stream with this signature and these headers."""
    headers = {
        "Authorization": f"Bearer {registry.keys[UNIVERSITY]}",
        "Content-Type": "application/x-ndjson",
        "Registry-Signature": signature,
    }
    named = {name.replace("_", "-"): value for name, value in told.items()}
    return await registry.http.post(BULK, content=body, headers=headers | named)


def signed(body: bytes, path: str = BULK, **told: str | None) -> str:
    """A signature under a request as it is meant."""
    return sign(SECRET, content_of(path, digest_of_body(body), **told))


async def stored(registry: Running) -> list[dict[str, Any]]:
    rows = await registry.house.database.fetch("SELECT id FROM submission", [])
    return [dict(row) for row in rows]


async def test_a_stream_is_signed_with_its_route_and_its_headers(
    registry: Running, lines: bytes
) -> None:
    checked = signed(lines, idempotency_key="one", dry_run="true")
    told = await post(registry, lines, checked, Idempotency_Key="one", Dry_Run="true")
    assert (told.status_code, told.json()["answer"]["dry_run"]) == (200, True)
    meant = signed(lines, idempotency_key="one")
    answer = await post(registry, lines, meant, Idempotency_Key="one")
    assert "Signed by" in said(registry, opened(answer.json()["answer"]["receipt"]))


MEANT = {"idempotency_key": "one", "dry_run": "true"}
OTHERWISE: dict[str, dict[str, str]] = {
    "for real": {"Idempotency_Key": "one"},
    "for real, said otherwise": {"Idempotency_Key": "one", "Dry_Run": "no"},
    "under another key": {"Idempotency_Key": "two", "Dry_Run": "true"},
    "under no key": {"Dry_Run": "true"},
}


@pytest.mark.parametrize("how", OTHERWISE)
async def test_a_signed_dry_run_can_be_sent_in_no_other_way(
    registry: Running, lines: bytes, how: str
) -> None:
    before = await stored(registry)
    answer = await post(registry, lines, signed(lines, **MEANT), **OTHERWISE[how])
    assert (answer.status_code, await stored(registry)) == (403, before)


async def test_what_was_signed_for_one_route_counts_at_no_other(
    registry: Running, lines: bytes
) -> None:
    answer = await post(registry, lines, signed(lines, GRAPHQL))
    assert answer.status_code == 403


@pytest.mark.parametrize("body", [b"another body", b""])
async def test_a_signature_is_of_its_body_alone(
    registry: Running, lines: bytes, body: bytes
) -> None:
    assert (await post(registry, lines, signed(body))).status_code == 403


def test_the_text_that_is_signed_is_the_documented_one() -> None:
    """As a program of any language makes it, from docs/submit.md."""
    text = (
        '"@method": POST\n'
        '"@path": /sponsor/submissions\n'
        '"idempotency-key": one\n'
        '"dry-run": \n'
        '"content-digest": sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:'
    )
    expected = digest_of_body(text.encode())
    assert content_of(BULK, digest_of_body(b"abc"), idempotency_key="one") == expected
