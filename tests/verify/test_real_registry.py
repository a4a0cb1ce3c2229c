"""A real registry's own files, on both databases, verified by whoever trusts its first key."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec import structs
from rotating import rotate
from running import LOG_KEY, Running
from sending import PRODUCT, envelope, record
from verifiable import PATIENTS, published, story

from registry.intake.register import programmes_of
from registry.intake.withdraw import accept_withdrawal, confirm
from registry.log.receipts import Receipt
from registry.log.signer import LogSigner
from registry.model.codes import HoldReason, WithdrawalScope
from registry.model.registration import HoldDraft, Recorded
from registry.model.submission import Withdrawal
from registry.release.stages import load_policy, policy_digest
from registry.settings import DEFAULT_ORIGIN
from registry.storage.log_keys import hand_over
from registry.storage.log_tables import LogOpeningRecord
from registry.storage.openings import find_receipt
from registry.storage.public_folder import write_public_files
from registry.verify.inspection import Question, inspect
from registry.verify.report import Report
from registry.verify.sources import from_folder

pytestmark = pytest.mark.anyio

OLD, NEW = LogSigner(DEFAULT_ORIGIN, LOG_KEY), LogSigner(DEFAULT_ORIGIN, bytes(range(64, 96)))
LATER, DAY = date(2029, 9, 30), timedelta(days=1)


async def under_a_new_key(registry: Running) -> None:
    """The log's key changes, the registry is started with the new one, then the column key."""
    house = registry.house
    await hand_over(house.database, OLD, NEW, registry.clock(), "operator")
    house.intake = structs.replace(house.intake, signer=NEW)
    house.publisher = structs.replace(house.publisher, signer=NEW)
    assert await rotate(house) == 2


async def one_patient_erased(registry: Running, on: date) -> None:
    """A patient of the first programme withdraws and is erased."""
    house = registry.house
    programmes = await programmes_of(house.database, "university-of-tarn")
    (stops,) = [p.id for p in programmes if p.title == "Stops"]
    asked = Withdrawal(stops, PATIENTS[3], WithdrawalScope.ERASE)
    answer = await accept_withdrawal(house.intake, asked, envelope(on))
    assert isinstance(answer, Recorded)
    await confirm(house.intake, answer.id, registry.clock(), "curator")


async def receipts(registry: Running) -> list[Receipt]:
    """Every receipt the registry answers."""
    database = registry.house.database
    rows = await database.run(LogOpeningRecord.select(LogOpeningRecord.id))
    found = [await find_receipt(database, row["id"]) for row in rows]
    return [receipt for receipt in found if receipt is not None]


def report_on(folder: Path, on: date, since: bytes, kept: list[Receipt]) -> Report:
    """What somebody finds who has the first key, an old checkpoint and all receipts."""
    policy = load_policy()
    known = {policy_digest(policy): policy}
    return inspect(from_folder(folder), Question(OLD.key, known, on, since, tuple(kept)))


async def test_two_years_with_a_change_of_key_and_an_erasure_hold_together(
    registry: Running, tmp_path: Path
) -> None:
    house, since = registry.house, b""
    async for frozen in story(registry):
        if frozen.snapshot.number == 2:
            since = await house.public_file("log/checkpoint") or b""
            await under_a_new_key(registry)
    registry.clock.today = LATER - DAY
    await one_patient_erased(registry, LATER - DAY)
    await published(registry, LATER)
    for days, aside in ((0, True), (1, False)):
        on = LATER + days * DAY
        registry.clock.today = on
        await write_public_files(house.database, NEW, registry.clock(), tmp_path)
        told = report_on(tmp_path, on, since, await receipts(registry))
        assert [(line.id, line.findings) for line in told.lines if line.faults] == []
        waiting = [line.id for line in told.lines if line.id == "snapshots-logged" and line.aside]
        assert (bool(waiting), told.snapshots) == (aside, 7)


async def test_a_hold_and_its_leaf_hold_together(registry: Running, tmp_path: Path) -> None:
    house, since = registry.house, b""
    async for frozen in story(registry):
        if frozen.snapshot.number == 1:
            since = await house.public_file("log/checkpoint") or b""
            programmes = await programmes_of(house.database, "university-of-tarn")
            (goes_on,) = [p.id for p in programmes if p.title == "Goes on"]
            draft = HoldDraft(goes_on, HoldReason.UNDER_REVIEW_BY_AUTHORITY, 12)
            await record(house, draft, date(2027, 4, 5))
    on = frozen.snapshot.as_of + DAY
    registry.clock.today = on
    await write_public_files(house.database, OLD, registry.clock(), tmp_path)
    told = report_on(tmp_path, on, since, await receipts(registry))
    assert [(line.id, line.findings) for line in told.lines if line.faults] == []


async def test_leaves_since_the_checkpoint_do_not_disturb_who_verifies_today(
    registry: Running, tmp_path: Path
) -> None:
    house = registry.house
    on = [frozen.snapshot.as_of async for frozen in story(registry)][-1] + DAY
    registry.clock.today = on
    since = await house.public_file("log/checkpoint") or b""
    await record(house, structs.replace(PRODUCT, name="Newer"), on)
    await write_public_files(house.database, OLD, registry.clock(), tmp_path)
    assert report_on(tmp_path, on, since, []).faults == 0
