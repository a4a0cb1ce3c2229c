"""Whether the public log holds what a sponsor's receipts say, as soon as it must."""

from collections.abc import Iterable
from datetime import date, timedelta

from registry.log.checkpoint import Checkpoint
from registry.log.fault import Fault
from registry.log.leaves import RegistrationLeaf, read_public_leaf
from registry.log.merkle import inclusion_nodes, leaf_hash
from registry.log.note import VerifierKey
from registry.log.receipts import PublicEntry, Receipt, Verified, leaf_content, verify_receipt
from registry.log.tiles import ReadFile, read_hashes
from registry.log.verification import inclusion_fault
from registry.verify.report import Finding, Line

SLACK = timedelta(days=1)
NOT_THERE = "The public log does not hold this leaf, which was due the day after it was given."


def verify_offline(receipt: Receipt, keys: Iterable[VerifierKey]) -> Verified | Fault:
    """Whether one of the keys signed a log that holds the receipt's leaf."""
    told = [verify_receipt(receipt, key) for key in keys]
    return next((each for each in told if isinstance(each, Verified)), told[-1])


def check_receipts(
    receipts: Iterable[Receipt],
    keys: Iterable[VerifierKey],
    now: Checkpoint,
    tiles: ReadFile,
    on: date,
    line: Line,
) -> None:
    """Each receipt by itself, then its leaf in the public log; younger ones may wait a day."""
    for number, receipt in enumerate(receipts, 1):
        place, told = f"receipt {number}", verify_offline(receipt, keys)
        if isinstance(told, Fault):
            line.take([Finding(place, told.reason)])
        elif told.index < now.size:
            fault = not_held(receipt, told.index, now, tiles)
            line.take([Finding(place, fault.reason) if fault else None])
        else:
            wait(receipt, place, on, line)


def not_held(receipt: Receipt, index: int, now: Checkpoint, tiles: ReadFile) -> Fault | None:
    """Why the public log is not shown to hold a receipt's leaf; None if it is."""
    proof = read_hashes(inclusion_nodes(index, now.size), now.size, tiles)
    if isinstance(proof, Fault):
        return proof
    leaf = leaf_hash(leaf_content(receipt.leaf))
    fault = inclusion_fault(leaf, index, now.size, proof, now.root)
    return Fault(f"Leaf {index} of the public log is another one.") if fault else None


def wait(receipt: Receipt, place: str, on: date, line: Line) -> None:
    """What to say of a leaf after the end of the public log."""
    day = day_of(receipt)
    if day is None or day < on - SLACK:
        line.take([Finding(place, NOT_THERE)])
    else:
        line.remark(f"The leaf of {place} is not public yet; it is due the day after {day}.")


def day_of(receipt: Receipt) -> date | None:
    """The day a receipt was given; None where it states none."""
    if isinstance(receipt.leaf, PublicEntry):
        leaf = read_public_leaf(leaf_content(receipt.leaf))
        return leaf.registered_on if isinstance(leaf, RegistrationLeaf) else None
    try:
        return date.fromisoformat(receipt.leaf.time[:10])
    except ValueError:
        return None
