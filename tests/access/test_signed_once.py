"""A signed request counts once: whoever saw it can send it again, and nothing comes of it."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from msgspec import structs
from running import HOSPITAL, UNIVERSITY, Running
from sending import everything, infused, notices, pseudonyms, register, send
from signed import SECRET, announce, client

from registry.intake.corrections import accept_correction
from registry.intake.records import record_of
from registry.intake.tools import Envelope
from registry.log.signatures import content_of, digest_of_body, sign
from registry.model.codes import CorrectionReason, EntryKind
from registry.model.registration import AttestationDraft, Recorded
from registry.model.submission import (
    Accepted,
    CorrectionBatch,
    EntryName,
    EpisodeCorrection,
    EpisodeOutcome,
    Rejected,
    Sender,
    SubmissionBatch,
)

pytestmark = pytest.mark.anyio
BEGAN, MARCH, LATER = date(2027, 1, 11), date(2027, 3, 10), date(2028, 2, 1)
BULK = "/sponsor/submissions"
(PATIENT,) = pseudonyms(1)
TOLD = infused(PATIENT, "CMR")
ONCE = ["signed-request-once"]
Answer = Accepted | Recorded | Rejected


@pytest.fixture
async def programme(registry: Running) -> str:
    """A programme with one patient, of a sponsor that signs."""
    await announce(registry, UNIVERSITY, SECRET)
    programme = await register(registry.house, BEGAN)
    assert isinstance(await send(registry.house, programme, MARCH, notices([PATIENT])), Accepted)
    registry.clock.today = LATER
    return programme


async def take_back_the_visit(registry: Running, programme: str) -> None:
    """The sponsor finds that the visit never was."""
    record = await record_of(registry.house.intake, UNIVERSITY, programme, PATIENT)
    assert record is not None
    told = (entry.version for entry in record.history)
    visits = tuple(EntryName(v.kind, v.key) for v in told if v.kind is EntryKind.VISIT)
    outcome, revision = EpisodeOutcome(PATIENT), record.revision
    made = EpisodeCorrection(outcome, revision, CorrectionReason.OTHER, visits)
    envelope = Envelope(Sender(UNIVERSITY, "key-1"), registry.clock())
    answer = await accept_correction(
        registry.house.intake, CorrectionBatch(programme, (made,)), envelope
    )
    assert isinstance(answer, Accepted), answer


def stream_of(registry: Running, programme: str) -> Callable[..., Awaitable[Answer]]:
    """Sends what was told as signed NDJSON."""
    lines = (
        msgspec.json.encode({"programme_id": programme}),
        msgspec.json.encode({"outcome": TOLD}),
    )
    body = b"\n".join(lines)

    async def again(idempotency_key: str | None = None) -> Answer:
        content = content_of(BULK, digest_of_body(body), idempotency_key)
        headers = {
            "Authorization": f"Bearer {registry.keys[UNIVERSITY]}",
            "Content-Type": "application/x-ndjson",
            "Registry-Signature": sign(SECRET, content),
        }
        headers |= {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        answer = (await registry.http.post(BULK, content=body, headers=headers)).json()
        kind: Any = {"Accepted": Accepted, "Rejected": Rejected}[answer["kind"]]
        return msgspec.convert(answer["answer"], kind)  # type: ignore[no-any-return]

    return again


def batch_of(registry: Running, programme: str) -> Callable[..., Awaitable[Answer]]:
    """Sends what was told as a signed mutation."""
    batch = SubmissionBatch(programme, outcomes=(TOLD,))

    async def again(idempotency_key: str | None = None) -> Answer:
        sender = client(registry, SECRET)
        return await sender.submit_outcomes(batch, idempotency_key=idempotency_key)

    return again


@pytest.mark.parametrize("way", [batch_of, stream_of])
async def test_what_a_correction_took_back_is_not_told_again_by_the_request_of_then(
    registry: Running, programme: str, way: Callable[..., Callable[..., Awaitable[Answer]]]
) -> None:
    request = way(registry, programme)
    first, repeated = await request(), await request()
    assert isinstance(first, Accepted)
    assert isinstance(repeated, Accepted)
    assert (repeated.repeated, repeated.receipt) == (True, first.receipt)
    await take_back_the_visit(registry, programme)
    before = await everything(registry.house.database)
    refused = await request()
    assert isinstance(refused, Rejected), "the visit would stand again, in the sponsor's name"
    assert [finding.rule for finding in refused.findings] == ONCE
    assert await everything(registry.house.database) == before
    meant = await request("told once more")
    assert isinstance(meant, Accepted)
    assert meant.new == 1


async def test_without_a_signature_it_may_be_told_again(registry: Running, programme: str) -> None:
    """It is nobody's word but the key's, and what was taken back by mistake comes back."""
    batch = SubmissionBatch(programme, outcomes=(TOLD,))
    assert isinstance(await client(registry, SECRET).submit_outcomes(batch), Accepted)
    await take_back_the_visit(registry, programme)
    again = await client(registry, None).submit_outcomes(batch)
    assert isinstance(again, Accepted)
    assert (again.new, again.repeated) == (1, False)


async def test_an_attestation_that_was_mended_is_not_stated_again_by_the_request_of_then(
    registry: Running, programme: str
) -> None:
    sender = client(registry, SECRET)
    first = AttestationDraft(programme, HOSPITAL, 2027, 10, 9)
    for draft in (first, structs.replace(first, actual=8)):
        assert isinstance(await sender.record(draft), Recorded)
        registry.clock.today += timedelta(1)
    before = await everything(registry.house.database)
    refused = await sender.record(first)
    assert isinstance(refused, Rejected)
    assert [finding.rule for finding in refused.findings] == ONCE
    assert await everything(registry.house.database) == before
    assert isinstance(await sender.record(first, idempotency_key="stated again"), Recorded)
