"""What is accepted is a leaf of the log, in its own transaction, with a receipt."""

import asyncio
import hashlib
import io
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime

import msgspec
import pytest
from logbook import leaves, opened, public_leaves, verified
from msgspec import structs
from piccolo.querystring import QueryString
from running import (
    LOG_KEY,
    OPERATOR,
    ROOT_KEY,
    UNIVERSITY,
    counted_bytes,
)
from sending import (
    PRODUCT,
    RESPONSE,
    all_but_acts,
    envelope,
    everything,
    infused,
    notices,
    programme,
    pseudonyms,
    register,
    send,
)

from registry.app import House, build_house
from registry.errors import StorageError
from registry.intake.accept import accept_submission
from registry.intake.bulk import accept_lines
from registry.intake.corrections import accept_correction
from registry.intake.records import record_of, stored_content
from registry.intake.register import accept_draft, enter_directory
from registry.intake.tools import Envelope
from registry.intake.withdraw import accept_withdrawal, confirm
from registry.log.fault import Fault
from registry.log.leaves import HoldLeaf, RegistrationLeaf, is_opaque
from registry.log.receipts import LeafOpening, OpaqueKind, PublicEntry, verify_receipt
from registry.log.signer import LogSigner
from registry.model.codes import (
    CorrectionReason,
    CostBasis,
    CostCategory,
    HoldReason,
    WithdrawalScope,
)
from registry.model.endpoint import locked_digest
from registry.model.programme import Programme
from registry.model.registration import CostDraft, HoldDraft, Recorded
from registry.model.submission import (
    Accepted,
    CorrectionBatch,
    EpisodeCorrection,
    Rejected,
    SubmissionBatch,
    Withdrawal,
)
from registry.settings import Settings
from registry.storage.directory import find_fact

pytestmark = pytest.mark.anyio

BEGAN, MARCH, AUTUMN = date(2027, 1, 11), date(2027, 3, 10), date(2027, 9, 1)
LATER = datetime(2027, 9, 2, tzinfo=UTC)
PATIENTS = pseudonyms(3)
Answer = Accepted | Recorded | Rejected
Act = Callable[[House, str, bool], Awaitable[Answer]]


@pytest.fixture
async def study(house: House) -> str:
    """A programme with three patients, one of them infused."""
    study = await register(house, BEGAN)
    assert isinstance(await send(house, study, MARCH, notices(PATIENTS)), Accepted)
    told = [infused(PATIENTS[0], "CMR")]
    assert isinstance(await send(house, study, AUTUMN, outcomes=told), Accepted)
    return study


async def submits(house: House, study: str, dry: bool) -> Answer:
    return await send(house, study, AUTUMN, outcomes=[infused(PATIENTS[1], "PD")], dry_run=dry)


async def streams(house: House, study: str, dry: bool) -> Answer:
    rows = [{"programme_id": study}, {"outcome": infused(PATIENTS[1], "PD")}]
    lines = io.BytesIO(b"\n".join(map(msgspec.json.encode, rows)))
    return await accept_lines(house.intake, lines, envelope(AUTUMN, dry_run=dry))


async def corrects(house: House, study: str, dry: bool, earlier: int = 0) -> Answer:
    record = await record_of(house.intake, UNIVERSITY, study, PATIENTS[0])
    assert record is not None
    right, reason = infused(PATIENTS[0], "PD"), CorrectionReason.TRANSCRIPTION_ERROR
    batch = CorrectionBatch(study, (EpisodeCorrection(right, record.revision - earlier, reason),))
    return await accept_correction(house.intake, batch, envelope(AUTUMN, dry_run=dry))


async def corrects_once_more(house: House, study: str, dry: bool) -> Answer:
    """The same correction, made from the revision of then."""
    return await corrects(house, study, dry, earlier=1)


async def withdraws(house: House, study: str, dry: bool) -> Answer:
    asked = Withdrawal(study, PATIENTS[2], WithdrawalScope.ERASE)
    return await accept_withdrawal(house.intake, asked, envelope(AUTUMN, dry_run=dry))


async def states(house: House, study: str, dry: bool) -> Answer:
    cost = CostDraft(study, CostCategory.MANUFACTURE, CostBasis.ACTUAL, 2026, "EUR", 100)
    return await accept_draft(house.intake, cost, envelope(AUTUMN, dry_run=dry))


ACTS = {
    OpaqueKind.SUBMISSION: submits,
    "SUBMISSION as a stream": streams,
    OpaqueKind.CORRECTION: corrects,
    OpaqueKind.WITHDRAWAL: withdraws,
    OpaqueKind.STATEMENT: states,
}


@pytest.mark.parametrize(("kind", "act"), ACTS.items(), ids=ACTS)
async def test_an_act_is_one_opaque_leaf_in_its_own_transaction_with_one_receipt_for_ever(
    house: House, study: str, kind: str, act: Act
) -> None:
    await leaves_nothing_where_the_leaf_cannot_be_written(house, study, act)
    await leaves_nothing_in_a_dry_run(house, study, act)
    before = await leaves(house)
    answer = await act(house, study, False)
    assert not isinstance(answer, Rejected)
    after = await leaves(house)
    assert (after[:-1], is_opaque(after[-1])) == (before, True)
    proven = verified(house, answer.receipt)
    assert (proven.index, proven.checkpoint.size) == (len(before), len(after))
    assert (proven.verified, proven.erased) == (1, 0)
    leaf = opened(answer.receipt).leaf
    assert isinstance(leaf, LeafOpening)
    assert (leaf.kind, leaf.sponsor) == (kind.split()[0], UNIVERSITY)
    assert leaf.time[:10] == AUTUMN.isoformat()
    await answers_the_same_receipt_again(house, study, kind, answer)


async def leaves_nothing_where_the_leaf_cannot_be_written(
    house: House, study: str, act: Act
) -> None:
    tiles = await house.database.run(QueryString("SELECT hashes FROM log_tile"))
    await house.database.run(QueryString("UPDATE log_tile SET hashes = 'AAAA'"))
    before = await everything(house.database)
    with pytest.raises(StorageError, match="stored log is damaged"):
        await act(house, study, False)
    assert await everything(house.database) == before
    whole = QueryString("UPDATE log_tile SET hashes = {}", tiles[0]["hashes"])
    await house.database.run(whole)


async def leaves_nothing_in_a_dry_run(house: House, study: str, act: Act) -> None:
    """But who was shown a stored value: `tests/access/test_compared.py`."""
    before = await all_but_acts(house.database)
    answer = await act(house, study, True)
    assert not isinstance(answer, Rejected)
    assert answer.receipt is None
    assert await all_but_acts(house.database) == before


async def answers_the_same_receipt_again(
    house: House, study: str, kind: str, first: Accepted | Recorded
) -> None:
    stored = await everything(house.database)
    act = corrects_once_more if kind == OpaqueKind.CORRECTION else ACTS[kind]
    again = await act(house, study, False)
    assert not isinstance(again, Rejected)
    assert (again.repeated, again.receipt) == (True, first.receipt)
    assert await everything(house.database) == stored
    kept = await stored_content(house.database, UNIVERSITY, first.digest)
    assert kept is not None
    assert kept.receipt == first.receipt


async def test_what_is_refused_leaves_nothing(house: House, study: str) -> None:
    before = await everything(house.database)
    strangers = notices(pseudonyms(4)[3:], "2040-01")
    assert isinstance(await send(house, study, AUTUMN, strangers), Rejected)
    assert await everything(house.database) == before


async def test_a_programme_is_a_public_leaf_that_its_sponsor_can_prove(house: House) -> None:
    product = await accept_draft(house.intake, PRODUCT, envelope(BEGAN))
    assert isinstance(product, Recorded)
    answer = await accept_draft(house.intake, programme(product.id), envelope(BEGAN))
    assert isinstance(answer, Recorded)
    found = await find_fact(house.database, Programme, answer.id)
    assert found is not None
    locks = locked_digest(found.endpoints)
    assert await public_leaves(house) == [
        RegistrationLeaf(answer.id, "HOSPITAL_EXEMPTION", BEGAN, locks, 60, date(2030, 2, 1), 365)
    ]
    assert isinstance(opened(answer.receipt).leaf, PublicEntry)
    assert "public leaf" in verified(house, answer.receipt).reason.lower()
    digest = hashlib.sha256(msgspec.json.encode([found.endpoints[0].digest])).hexdigest()
    assert (locks, found.endpoints[0].endpoint) == (digest, RESPONSE)


async def test_a_hold_is_a_public_leaf_under_the_lineage_of_its_programme(
    house: House, study: str
) -> None:
    draft = HoldDraft(study, HoldReason.UNDER_REVIEW_BY_AUTHORITY, 3)
    answer = await accept_draft(house.intake, draft, envelope(AUTUMN))
    assert isinstance(answer, Recorded)
    (leaf,) = [leaf for leaf in await public_leaves(house) if isinstance(leaf, HoldLeaf)]
    found = await find_fact(house.database, Programme, study)
    assert found is not None
    assert (leaf.lineage, leaf.programme) == (found.lineage, study)
    assert (leaf.requested_on, leaf.reason) == (AUTUMN, "UNDER_REVIEW_BY_AUTHORITY")
    assert leaf.until > AUTUMN
    assert '"kind":"hold"' in verified(house, answer.receipt).reason


async def test_a_cited_programme_is_a_leaf_when_it_is_first_entered(house: House) -> None:
    cited = Programme("NCT1", "p", None, "Cited", "lbcl", "CLINICAL_TRIAL", "p", BEGAN)  # type: ignore[arg-type]
    cited = msgspec.convert(msgspec.to_builtins(cited), Programme)
    sent = Envelope(OPERATOR, datetime(2027, 1, 12, tzinfo=UTC))
    await enter_directory(house.intake, [cited], sent, "register")
    again = structs.replace(cited, title="Cited, newer", planned_patients=30)
    await enter_directory(house.intake, [again], sent, "register")
    assert [leaf for leaf in await public_leaves(house) if isinstance(leaf, RegistrationLeaf)] == [
        RegistrationLeaf("NCT1", "CLINICAL_TRIAL", BEGAN, locked_digest(()), None, None, 365)
    ]


async def test_the_sponsor_can_work_out_the_digest_of_each_record(house: House, study: str) -> None:
    notice, outcome = notices(pseudonyms(1, 0xB1))[0], infused(PATIENTS[1], "PD")
    answer = await send(house, study, AUTUMN, [notice], [outcome])
    assert isinstance(answer, Rejected)  # accepted in March, first told of in September
    late = structs.replace(notice, retrospective=True)
    answer = await send(house, study, AUTUMN, [late], [outcome])
    assert isinstance(answer, Accepted)
    leaf = opened(answer.receipt).leaf
    assert isinstance(leaf, LeafOpening)
    told: list[dict[str, object]] = [
        {"data_quality": "SELF_REPORTED", "notice": late, "outcome": None},
        {"data_quality": "SELF_REPORTED", "notice": None, "outcome": outcome},
    ]
    digests = [hashlib.sha256(msgspec.json.encode(each, order="sorted")).digest() for each in told]
    assert [record.digest for record in leaf.records] == digests
    assert len({record.salt for record in leaf.records} | {leaf.salt}) == 3


async def test_a_receipt_does_not_verify_with_another_key_nor_when_it_was_changed(
    house: House, study: str
) -> None:
    answer = await submits(house, study, False)
    assert isinstance(answer, Accepted)
    receipt = opened(answer.receipt)
    other = LogSigner(house.intake.signer.origin, bytes(range(1, 33))).key
    assert isinstance(verify_receipt(receipt, other), Fault)
    for old, new in ((UNIVERSITY, "university-of-nowhere"), ("SUBMISSION", "CORRECTION")):
        assert answer.receipt is not None
        changed = opened(answer.receipt.replace(old, new))
        assert isinstance(verify_receipt(changed, house.intake.signer.key), Fault)


async def test_erasing_one_patient_closes_its_records_and_no_others(
    house: House, study: str
) -> None:
    batch = SubmissionBatch(study, tuple(notices(PATIENTS)))
    first = await accept_submission(house.intake, batch, envelope(AUTUMN))
    assert isinstance(first, Accepted)
    asked = await withdraws(house, study, False)
    assert isinstance(asked, Recorded)
    before, salts = await leaves(house), opened(first.receipt).leaf
    await confirm(house.intake, asked.id, LATER, "curator")
    kept = await stored_content(house.database, UNIVERSITY, first.digest)
    assert kept is not None
    assert (verified(house, kept.receipt).verified, verified(house, kept.receipt).erased) == (2, 1)
    assert verified(house, first.receipt).erased == 0  # the sponsor's own copy
    text = str(await everything(house.database))
    assert isinstance(salts, LeafOpening)
    secrets = [(r.salt or b"").hex() for r in salts.records]
    assert [secret in text for secret in secrets] == [True, True, False]
    after = await leaves(house)
    assert after[:-1] == before
    assert is_opaque(after[-1])


async def test_submissions_at_once_from_two_processes_make_one_log_without_gaps(
    house: House, study: str, database_url: str
) -> None:
    other = build_house(Settings(database_url, ROOT_KEY, LOG_KEY), house.clock, counted_bytes())
    other.intake = structs.replace(other.intake, random_bytes=house.intake.random_bytes)
    await other.database.start()
    before = len(await leaves(house))
    lots = [notices(pseudonyms(1, 0xC00 + number), "2027-08") for number in range(12)]
    answers = await asyncio.gather(
        *(send((house, other)[n % 2], study, AUTUMN, lot) for n, lot in enumerate(lots))
    )
    await other.database.stop()
    assert all(isinstance(answer, Accepted) for answer in answers)
    indexes = [verified(house, a.receipt).index for a in answers if isinstance(a, Accepted)]
    assert sorted(indexes) == list(range(before, before + 12))
    assert len(await leaves(house)) == before + 12
