"""What a sponsor keeps, and what it proves."""

import base64
import hashlib

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import (
    KEY,
    inclusion,
    log_with,
    numbered,
    opening,
    receipt_bytes,
    receipt_for,
    signed_text,
)
from msgspec import structs

from registry.log.fault import Fault, LogMisuse
from registry.log.leaves import PolicyLeaf, public_leaf_bytes
from registry.log.merkle import leaf_hash
from registry.log.proof import LogProof
from registry.log.receipts import (
    LeafOpening,
    OpaqueKind,
    PublicEntry,
    Receipt,
    SealedRecord,
    Verified,
    erased,
    leaf_content,
    read_receipt,
    read_receipts,
    record_hash,
    seal_record,
    verify_receipt,
)

LEAF = opening(3)
RECEIPT = receipt_for(LEAF)
JSON = receipt_bytes(RECEIPT)


def test_a_receipt_verifies_offline_and_says_so_in_words() -> None:
    result = verify_receipt(RECEIPT, KEY)
    assert isinstance(result, Verified)
    assert (result.index, result.checkpoint.size) == (4, 8)
    assert (result.verified, result.erased) == (3, 0)
    assert result.reason == (
        "Submission of 2027-01-11T09:30:00Z: leaf 4 of the 8 that registry.example/log signed. "
        "Records verified: 3, erased: 0."
    )


@given(st.integers(0, 6), st.integers(0, 20), st.integers(0, 20))
def test_every_receipt_verifies_and_comes_back_from_json(
    records: int, before: int, after: int
) -> None:
    receipt = receipt_for(opening(records), before, after)
    assert isinstance(verify_receipt(receipt, KEY), Verified)
    assert read_receipt(receipt_bytes(receipt)) == receipt


def test_the_commitment_is_the_one_written_down() -> None:
    # Each part behind its length in 8 bytes; whoever has the receipt can recompute it by hand.
    parts = [
        b"he-registry opaque leaf v1",
        LEAF.salt,
        b"SUBMISSION",
        b"ORG-1",
        b"PRG-1",
        b"2027-01-11T09:30:00Z",
        *(hashlib.sha256(bytes([n]) * 32 + bytes([100 + n]) * 32).digest() for n in range(3)),
    ]
    framed = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    assert leaf_content(LEAF) == hashlib.sha256(framed).digest()


def test_the_log_holds_nothing_but_32_bytes_that_salts_make_unguessable() -> None:
    assert len(leaf_content(LEAF)) == 32
    bare = structs.replace(LEAF, records=())
    assert leaf_content(bare) != leaf_content(structs.replace(bare, salt=bytes(32)))


@given(st.sets(st.integers(0, 4)))
def test_erasing_some_records_leaves_the_receipt_valid(gone: set[int]) -> None:
    leaf = opening(5)
    forgotten = erased(leaf, [leaf.records[n].hash for n in gone])
    result = verify_receipt(structs.replace(receipt_for(leaf), leaf=forgotten), KEY)
    assert isinstance(result, Verified)
    assert (result.verified, result.erased) == (5 - len(gone), len(gone))
    assert leaf_content(forgotten) == leaf_content(leaf)


def test_after_erasing_nothing_of_the_record_is_left_but_its_salted_hash() -> None:
    forgotten = erased(LEAF, [LEAF.records[1].hash])
    assert forgotten.records[1] == SealedRecord(LEAF.records[1].hash)
    text = receipt_bytes(structs.replace(RECEIPT, leaf=forgotten)).decode()
    for secret in (LEAF.records[1].salt, LEAF.records[1].digest):
        assert base64.b64encode(secret or b"").decode() not in text


@pytest.mark.parametrize(
    "changed",
    [
        structs.replace(LEAF, kind=OpaqueKind.CORRECTION),
        structs.replace(LEAF, sponsor="ORG-2"),
        structs.replace(LEAF, programme="PRG-2"),
        structs.replace(LEAF, time="2027-01-11T09:30:01Z"),
        structs.replace(LEAF, salt=bytes(32)),
        structs.replace(LEAF, records=LEAF.records[:2]),
        structs.replace(LEAF, records=LEAF.records[::-1]),
        structs.replace(LEAF, records=(*LEAF.records, seal_record(bytes(32), bytes(32)))),
        structs.replace(LEAF, sponsor="ORG-1PRG-1", programme=""),
        structs.replace(LEAF, sponsor="\ud800"),
    ],
)
def test_whatever_is_changed_in_the_opening_the_log_does_not_hold_it(changed: LeafOpening) -> None:
    fault = verify_receipt(structs.replace(RECEIPT, leaf=changed), KEY)
    assert isinstance(fault, Fault)
    assert fault.reason.startswith("The log does not hold what this receipt says.")


@pytest.mark.parametrize(
    "record",
    [
        structs.replace(LEAF.records[1], digest=bytes(32)),
        structs.replace(LEAF.records[1], salt=bytes(32)),
        structs.replace(LEAF.records[1], hash=bytes(32)),
        structs.replace(LEAF.records[1], digest=None),
        structs.replace(LEAF.records[1], salt=None),
    ],
)
def test_a_changed_record_is_named_by_its_place(record: SealedRecord) -> None:
    leaf = structs.replace(LEAF, records=(LEAF.records[0], record, LEAF.records[2]))
    fault = verify_receipt(structs.replace(RECEIPT, leaf=leaf), KEY)
    assert fault == Fault("Record 2 is not the one that was sealed: it was changed.")


@given(st.integers(0, len(JSON) - 1), st.integers(0, 7))
@settings(max_examples=300)
def test_one_flipped_bit_anywhere_in_a_receipt_is_noticed_or_changes_nothing(
    place: int, bit: int
) -> None:
    data = bytearray(JSON)
    data[place] ^= 1 << bit
    receipt = read_receipt(bytes(data))
    if isinstance(receipt, Receipt) and receipt != RECEIPT:
        assert isinstance(verify_receipt(receipt, KEY), Fault)


@given(st.integers(0, len(JSON) - 1))
def test_a_cut_receipt_is_a_fault(length: int) -> None:
    fault = read_receipt(JSON[:length])
    assert isinstance(fault, Fault)
    assert "Use the copy you were sent." in fault.reason


@pytest.mark.parametrize("data", [b"\xff", b"null", b"[" * 100_000, b'{"x":' + b"[" * 100_000])
def test_what_is_no_receipt_is_a_fault(data: bytes) -> None:
    assert isinstance(read_receipt(data), Fault)


@pytest.mark.parametrize("proof", ["", "c2sp.org/tlog-proof@v1\nindex 0\n\nno note", "\ud800"])
def test_a_receipt_without_a_proof_is_a_fault(proof: str) -> None:
    assert isinstance(verify_receipt(structs.replace(RECEIPT, proof=proof), KEY), Fault)


def test_a_checkpoint_that_is_no_text_is_a_fault() -> None:
    broken = LogProof(0, (), "\ud800").text
    fault = verify_receipt(structs.replace(RECEIPT, proof=broken), KEY)
    assert fault == Fault("The note is not UTF-8 text.")


def test_hashes_of_another_length_in_a_receipt_are_a_fault() -> None:
    for leaf in (
        structs.replace(LEAF, salt=b"short"),
        structs.replace(LEAF, records=(SealedRecord(b"short"),)),
    ):
        assert isinstance(verify_receipt(structs.replace(RECEIPT, leaf=leaf), KEY), Fault)
        with pytest.raises(LogMisuse, match="32"):
            leaf_content(leaf)


@pytest.mark.parametrize(("salt", "digest"), [(31, 32), (33, 32), (32, 31), (32, 33), (0, 64)])
def test_a_record_is_sealed_with_32_and_32_bytes_only(salt: int, digest: int) -> None:
    with pytest.raises(LogMisuse, match="32 random bytes"):
        seal_record(bytes(salt), bytes(digest))


def test_the_record_hash_is_sha_256_over_salt_and_digest() -> None:
    salt, digest = bytes(32), b"\x01" * 32
    assert record_hash(salt, digest) == hashlib.sha256(salt + digest).digest()


def test_a_receipt_is_plain_json_with_the_proof_as_the_specification_writes_it() -> None:
    plain = msgspec.json.decode(JSON)
    assert plain["proof"].startswith("c2sp.org/tlog-proof@v1\nindex 4\n")
    assert plain["proof"].endswith(signed_text(log_with(LEAF)))
    assert plain["leaf"]["kind"] == "SUBMISSION"
    assert leaf_hash(leaf_content(LEAF)) not in numbered(8)


PUBLIC = PublicEntry(public_leaf_bytes(PolicyLeaf("1.0.0", "ab" * 32)).decode())


def public_receipt(leaf: PublicEntry = PUBLIC) -> Receipt:
    leaves = [*numbered(4), leaf_hash(leaf_content(leaf)), *numbered(3, start=4)]
    return Receipt(leaf, LogProof(4, inclusion(leaves, 4), signed_text(leaves)).text)


def test_the_receipt_of_a_public_leaf_carries_it_as_it_stands_in_the_log() -> None:
    receipt = public_receipt()
    result = verify_receipt(receipt, KEY)
    assert isinstance(result, Verified)
    assert (result.verified, result.erased) == (0, 0)
    assert (
        result.reason == f"Public leaf 4 of the 8 that registry.example/log signed: {PUBLIC.entry}"
    )
    assert read_receipt(receipt_bytes(receipt)) == receipt


@pytest.mark.parametrize(
    "entry", [PUBLIC.entry.replace("1.0.0", "2.0.0"), PUBLIC.entry + " ", "{}", "", "\ud800"]
)
def test_another_text_than_the_public_leaf_is_refused(entry: str) -> None:
    assert isinstance(
        verify_receipt(structs.replace(public_receipt(), leaf=PublicEntry(entry)), KEY), Fault
    )


def test_what_is_no_leaf_of_the_log_is_no_receipt_even_if_it_is_proven() -> None:
    assert isinstance(verify_receipt(public_receipt(PublicEntry("{}")), KEY), Fault)


def test_receipts_are_read_from_one_file_from_lines_and_from_answers() -> None:
    line = msgspec.json.encode(RECEIPT)
    answer = msgspec.json.encode({"digest": "ab", "receipt": line.decode()})
    bare = msgspec.json.encode({"digest": "ab", "receipt": None})
    assert read_receipts(JSON) == (RECEIPT,)
    assert read_receipts(b"\n".join([line, answer, bare, b'{"digest"', answer[:-9]])) == (
        RECEIPT,
        RECEIPT,
    )


@pytest.mark.parametrize("data", [b"", b"\n", b"{}", b'{"receipt": "x"}', b"\xff", b"[" * 100_000])
def test_a_file_without_receipts_is_a_fault(data: bytes) -> None:
    assert isinstance(read_receipts(data), Fault)
