"""A receipt, compared with the log that everybody sees."""

from datetime import date

import pytest
from logs import PRIVATE, inclusion, opening
from msgspec import structs
from public_files import Files, entries_for, log_files, signed, snapshot_files
from verifiable import LATEST, found, snapshots, verified

from registry.intake.registered import registration_leaf
from registry.log.leaves import public_leaf_bytes
from registry.log.merkle import leaf_hash
from registry.log.proof import LogProof
from registry.log.receipts import LeafOpening, PublicEntry, Receipt, leaf_content
from registry.verify.report import Report

LEAF = opening()


def receipt(entries: list[bytes], index: int, leaf: LeafOpening | PublicEntry = LEAF) -> Receipt:
    """A receipt for a leaf, against a checkpoint signed at once."""
    some = entries[: index + 1]
    proof = LogProof(
        index, inclusion([leaf_hash(e) for e in some], index), signed(some, PRIVATE).decode()
    )
    return Receipt(leaf, proof.text)


def logged(at: int) -> list[bytes]:
    entries = entries_for(snapshots())
    return [*entries[:at], leaf_content(LEAF), *entries[at:]]


def files_over(entries: list[bytes]) -> Files:
    return {**log_files(entries), **snapshot_files(snapshots())}


def line(report: Report) -> tuple[int, int, list[str]]:
    (told,) = [line for line in report.lines if line.id == "receipts-held"]
    return told.seen, told.faults, told.aside


def test_a_leaf_in_the_public_log_is_found_there() -> None:
    entries = logged(2)
    report = verified(files_over(entries), receipts=[receipt(entries, 2)])
    assert found(report) == []
    assert line(report)[:2] == (1, 0)


def test_a_registrations_receipt_is_found_there() -> None:
    entries = entries_for(snapshots())
    leaf = registration_leaf(snapshots()[0].snapshot.programmes[0].programme)
    index = entries.index(public_leaf_bytes(leaf))
    mine = receipt(entries, index, PublicEntry(public_leaf_bytes(leaf).decode()))
    assert found(verified(files_over(entries), receipts=[mine])) == []


def test_a_receipt_of_a_log_that_others_do_not_see_is_found() -> None:
    mine = receipt(logged(2), 2)
    report = verified(files_over(entries_for(snapshots(), opaque=4)), receipts=[mine])
    ((check, place, message),) = found(report)
    assert (check, place) == ("receipts-held", "receipt 1")
    assert message == "Leaf 2 of the public log is another one."


@pytest.mark.parametrize(
    ("on", "faults"), [("2029-03-31", 0), ("2029-04-01", 0), ("2029-04-02", 1)]
)
def test_a_leaf_may_wait_until_the_day_after_it_was_given(on: str, faults: int) -> None:
    young = structs.replace(LEAF, time="2029-03-31T23:59:00Z")
    entries = entries_for(snapshots())
    mine = receipt([*entries, leaf_content(young)], len(entries), young)
    report = verified(files_over(entries), on=date.fromisoformat(on), receipts=[mine])
    assert line(report)[1] == faults
    assert bool(line(report)[2]) is not bool(faults)


def test_a_leaf_without_a_day_may_not_wait() -> None:
    dateless = structs.replace(LEAF, time="soon")
    entries = entries_for(snapshots())
    mine = receipt([*entries, leaf_content(dateless)], len(entries), dateless)
    assert line(verified(files_over(entries), on=LATEST, receipts=[mine]))[1] == 1
