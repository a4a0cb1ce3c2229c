"""The NDJSON route: the same rules, the same answer, all of it or nothing."""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Any

import httpx
import msgspec
import pytest
from logbook import verified
from running import OTHER_UNIVERSITY, UNIVERSITY, Running
from sending import envelope, everything, infused, notices, pseudonyms, register, send

from registry.intake.corrections import accept_correction
from registry.intake.importers.lines import LINES_AT_ONCE
from registry.model.codes import CorrectionReason, EntryKind
from registry.model.submission import (
    Accepted,
    CorrectionBatch,
    EntryName,
    EpisodeCorrection,
    EpisodeNotice,
    EpisodeOutcome,
)
from registry.storage.ledger import acts

pytestmark = pytest.mark.anyio

BEGAN, MARCH, NEWS = date(2027, 1, 11), date(2027, 3, 10), date(2027, 9, 1)
MANY = pseudonyms(LINES_AT_ONCE + 20)
CANARY = "Erika Mustermann"


@pytest.fixture
async def programme(registry: Running) -> str:
    programme = await register(registry.house, BEGAN)
    registry.clock.today = MARCH
    return programme


def stream(programme: str, rows: Iterable[EpisodeNotice | EpisodeOutcome]) -> bytes:
    """A head and a line per row."""
    lines = [msgspec.json.encode({"programme_id": programme})]
    for row in rows:
        kind = "notice" if isinstance(row, EpisodeNotice) else "outcome"
        lines.append(msgspec.json.encode({kind: row}))
    return b"\n".join(lines) + b"\n"


async def post(
    registry: Running, body: bytes, sponsor: str = UNIVERSITY, **headers: str
) -> httpx.Response:
    sent = {
        "Authorization": f"Bearer {registry.keys[sponsor]}",
        "Content-Type": "application/x-ndjson",
    }
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await registry.http.post("/sponsor/submissions", content=body, headers=sent | named)


async def told(registry: Running, body: bytes, **headers: str) -> dict[str, Any]:
    return dict((await post(registry, body, **headers)).json()["answer"])


async def test_more_lines_than_are_taken_at_once_are_one_submission(
    registry: Running, programme: str
) -> None:
    body = stream(programme, notices(MANY))
    answer = await post(registry, body)
    accepted = answer.json()
    assert (answer.status_code, accepted["kind"]) == (200, "Accepted")
    given = [place["sequence"] for place in accepted["answer"]["registered"]]
    assert given == list(range(1, len(MANY) + 1))
    assert accepted["answer"]["digest"] == sha256(body).hexdigest()
    recorded = [act for act in await acts(registry.house.database) if "submission" in act.action]
    assert [act.digest for act in recorded] == [sha256(body).hexdigest()]


async def test_a_stream_and_a_mutation_store_the_same(registry: Running, programme: str) -> None:
    patients = MANY[:5]
    registry.clock.today = date(2027, 9, 1)
    late = [msgspec.structs.replace(n, retrospective=True) for n in notices(patients)]
    news = [infused(patient, "CMR") for patient in patients]
    rows: list[EpisodeNotice | EpisodeOutcome] = [*late, *news]
    assert (await told(registry, stream(programme, rows)))["new"] == 5 + 3 * 5
    again = await send(
        registry.house, programme, date(2027, 9, 1), late, [infused(p, "CMR") for p in patients]
    )
    assert (again.new, again.unchanged) == (0, 20)  # type: ignore[union-attr]


async def test_what_a_correction_took_back_is_stored_again_and_else_nothing_is(
    registry: Running, programme: str
) -> None:
    registry.clock.today = NEWS
    patient = MANY[0]
    late = [msgspec.structs.replace(n, retrospective=True) for n in notices([patient])]
    body = stream(programme, [*late, infused(patient, "CMR")])
    first = await told(registry, body)
    before = await everything(registry.house.database)
    same = await told(registry, body)
    assert (same["submission_id"], same["repeated"], same["unchanged"]) == (
        first["submission_id"],
        True,
        4,
    )
    assert await everything(registry.house.database) == before
    gone = EpisodeCorrection(
        EpisodeOutcome(patient), 3, CorrectionReason.DOUBLED, (EntryName(EntryKind.VISIT, "100"),)
    )
    batch = CorrectionBatch(programme, (gone,))
    assert isinstance(
        await accept_correction(registry.house.intake, batch, envelope(NEWS)), Accepted
    )
    again = await told(registry, body)
    assert (again["repeated"], again["new"]) == (False, 1)
    named = await told(registry, body, Idempotency_Key="one")
    assert (named["repeated"], named["new"]) == (False, 0)


@pytest.mark.parametrize("place", [0, LINES_AT_ONCE - 1, LINES_AT_ONCE, LINES_AT_ONCE + 19])
async def test_one_bad_line_anywhere_stores_nothing_and_is_named(
    registry: Running, programme: str, place: int
) -> None:
    before = await everything(registry.house.database)
    rows = notices(MANY)
    rows[place] = EpisodeNotice(CANARY, "2027-03")
    answer = await post(registry, stream(programme, rows))
    assert (answer.status_code, answer.json()["kind"]) == (422, "Rejected")
    (finding,) = answer.json()["answer"]["findings"]
    assert (finding["rule"], finding["row"], finding["path"]) == (
        "pseudonym-opaque",
        place + 2,
        f"line[{place + 2}].pseudonym",
    )
    assert CANARY not in answer.text
    assert await everything(registry.house.database) == before


async def test_every_wrong_line_is_found_in_one_pass(registry: Running, programme: str) -> None:
    rows = [msgspec.structs.replace(row, accepted_month="2027-13") for row in notices(MANY)]
    findings = (await told(registry, stream(programme, rows)))["findings"]
    assert [finding["row"] for finding in findings] == list(range(2, len(MANY) + 2))


UNREADABLE = {
    "not JSON": b'{"notice": ',
    "an unknown field": b'{"notice": {"pseudonym": "x", "surname": "Mustermann"}}',
    "an unknown code": b'{"notice": {"pseudonym": "x", "accepted_month": "2027-03", "sex": "?"}}',
    "not UTF-8": b'{"notice": {"pseudonym": "\xff\xfe"}}',
    "a list": b"[1, 2]",
}


@pytest.mark.parametrize("line", UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_a_line_that_cannot_be_read_is_named_and_not_repeated(
    registry: Running, programme: str, line: bytes
) -> None:
    body = stream(programme, notices(MANY[:2])) + b"\n" + line + b"\n"
    answer = await post(registry, body)
    findings = answer.json()["answer"]["findings"]
    assert [(f["rule"], f["row"]) for f in findings] == [("line-readable", 5)]
    assert "Mustermann" not in answer.text


@pytest.mark.parametrize("body", [b"", b"\n", b"{}", b'{"notice": {}}', b"\xff"])
async def test_a_stream_without_a_head_is_refused(registry: Running, body: bytes) -> None:
    answer = await post(registry, body)
    assert answer.status_code == 422
    assert [f["rule"] for f in answer.json()["answer"]["findings"]] == ["head-readable"]


async def test_a_stream_without_a_row_is_refused(registry: Running, programme: str) -> None:
    findings = (await told(registry, stream(programme, [])))["findings"]
    assert [finding["rule"] for finding in findings] == ["submission-not-empty"]


async def test_another_sponsor_stores_nothing(registry: Running, programme: str) -> None:
    before = await everything(registry.house.database)
    answer = await post(registry, stream(programme, notices(MANY[:3])), OTHER_UNIVERSITY)
    rules = {finding["rule"] for finding in answer.json()["answer"]["findings"]}
    assert rules == {"programme-own"}
    assert await everything(registry.house.database) == before


async def test_the_same_bytes_again_are_answered_and_not_stored_again(
    registry: Running, programme: str
) -> None:
    body = stream(programme, notices(MANY[:4]))
    first = await told(registry, body)
    stored = await everything(registry.house.database)
    again = await told(registry, body)
    assert again == first | {"repeated": True, "new": 0, "unchanged": 4}
    assert await everything(registry.house.database) == stored


async def test_a_key_used_for_other_bytes_is_a_conflict(registry: Running, programme: str) -> None:
    await post(registry, stream(programme, notices(MANY[:2])), Idempotency_Key="monday")
    other = await told(registry, stream(programme, notices(MANY[2:4])), Idempotency_Key="monday")
    assert [finding["rule"] for finding in other["findings"]] == ["idempotency-key-once"]


async def test_a_dry_run_checks_everything_and_stores_nothing(
    registry: Running, programme: str
) -> None:
    before = await everything(registry.house.database)
    answer = await told(registry, stream(programme, notices(MANY)), Dry_Run="true")
    assert (answer["dry_run"], answer["new"], answer["registered"]) == (True, len(MANY), [])
    assert await everything(registry.house.database) == before


async def test_a_patient_again_in_a_later_chunk_is_left_as_it_is(
    registry: Running, programme: str
) -> None:
    rows = [*notices(MANY), *notices(MANY[:1])]
    answer = await told(registry, stream(programme, rows))
    assert (answer["new"], answer["unchanged"]) == (len(MANY), 1)


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"Authorization": "Bearer her_x"}, 401), ({"Content-Type": "application/json"}, 415)],
)
async def test_the_route_wants_a_key_and_ndjson(
    registry: Running, programme: str, headers: dict[str, str], status: int
) -> None:
    named = {name.replace("-", "_"): value for name, value in headers.items()}
    answer = await post(registry, stream(programme, notices(MANY[:1])), **named)
    assert answer.status_code == status


async def test_a_stream_has_one_receipt_with_a_record_for_each_patient(
    registry: Running, programme: str
) -> None:
    body = stream(programme, notices(MANY))
    answer = await told(registry, body)
    assert verified(registry.house, answer["receipt"]).verified == len(MANY)
    again = await told(registry, body)
    assert (again["repeated"], again["receipt"]) == (True, answer["receipt"])
    assert (await told(registry, body, Dry_Run="true"))["receipt"] == answer["receipt"]
