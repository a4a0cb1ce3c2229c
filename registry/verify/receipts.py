"""Whether the public log holds what a sponsor's receipts say, as soon as it must."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from registry.log.fault import Fault
from registry.log.leaves import RegistrationLeaf, read_public_leaf
from registry.log.merkle import leaf_hash
from registry.log.note import VerifierKey
from registry.log.receipts import PublicEntry, Receipt, Verified, leaf_content, verify_receipt
from registry.verify.report import Finding, Line

SLACK = timedelta(days=1)
NOT_THERE = "The public log does not hold this leaf, which was due the day after it was given."


def verify_offline(receipt: Receipt, keys: Iterable[VerifierKey]) -> Verified | Fault:
    """Whether one of the keys signed a log that holds the receipt's leaf."""
    told = [verify_receipt(receipt, key) for key in keys]
    return next((each for each in told if isinstance(each, Verified)), told[-1])


def check_receipts(
    receipts: Iterable[Receipt],
    opened: Iterable[Verified | Fault],
    hashes: Mapping[int, bytes],
    on: date,
    line: Line,
) -> None:
    """Each receipt as it was opened, then its leaf in the public log; younger ones may wait a day.

    `hashes` are those of the public log's leaves at the receipts' places.
    """
    for number, (receipt, told) in enumerate(zip(receipts, opened, strict=True), 1):
        place = f"receipt {number}"
        if isinstance(told, Fault):
            line.take([Finding(place, told.reason)])
        elif told.index not in hashes:
            wait(receipt, place, on, line)
        else:
            right = hashes[told.index] == leaf_hash(leaf_content(receipt.leaf))
            other = Finding(place, f"Leaf {told.index} of the public log is another one.")
            line.take([None if right else other])


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
