"""Somebody who wants the log to say something else than it said."""

from logs import (
    KEY,
    ORIGIN,
    OTHER_PRIVATE,
    checkpoint_of,
    consistency,
    inclusion,
    log_with,
    numbered,
    opening,
    receipt_for,
    signed_text,
)
from msgspec import structs

from registry.log.checkpoint import growth_fault, open_checkpoint, sign_checkpoint
from registry.log.fault import Fault
from registry.log.merkle import leaf_hash, node_hash, tree_head
from registry.log.note import verifier_key
from registry.log.proof import LogProof, parse_proof
from registry.log.receipts import Receipt, erased, verify_receipt
from registry.log.verification import consistency_fault, inclusion_fault


def reason(fault: object) -> str:
    assert isinstance(fault, Fault)
    return fault.reason


def test_a_log_that_takes_leaves_away_is_caught() -> None:
    leaves = numbered(9)
    fault = growth_fault(checkpoint_of(leaves), checkpoint_of(leaves[:8]), ())
    assert reason(fault) == "A log that had 9 leaves now shows 8: leaves were taken away."


def test_a_log_that_drops_a_leaf_and_refills_its_size_is_caught() -> None:
    leaves = numbered(9)
    refilled = [*leaves[:4], *leaves[5:], *numbered(3, start=50)]
    for old in range(5, 10):
        fault = growth_fault(
            checkpoint_of(leaves[:old]), checkpoint_of(refilled), consistency(refilled, old)
        )
        assert "earlier leaves were changed" in reason(fault)


def test_two_views_of_one_size_are_a_split_that_anybody_can_show() -> None:
    here, there = numbered(6), [*numbered(5), *numbered(1, start=99)]
    notes = [signed_text(view).encode() for view in (here, there)]
    opened = [open_checkpoint(note, [KEY]) for note in notes]
    assert opened == [checkpoint_of(here), checkpoint_of(there)]
    fault = growth_fault(checkpoint_of(here), checkpoint_of(there), ())
    assert reason(fault) == "Two trees of the same size have different roots: the log was split."


def test_two_views_never_join_again() -> None:
    here = numbered(6)
    there = [*numbered(5), *numbered(20, start=99)]
    for proof in (consistency(there, 6), consistency(numbered(25), 6), ()):
        assert growth_fault(checkpoint_of(here), checkpoint_of(there), proof) is not None


def test_leaves_in_another_order_are_another_log() -> None:
    leaves = numbered(8)
    swapped = [leaves[1], leaves[0], *leaves[2:]]
    assert tree_head(swapped) != tree_head(leaves)
    fault = inclusion_fault(leaves[0], 1, 8, inclusion(leaves, 1), tree_head(leaves))
    assert "another root" in reason(fault)
    grown = consistency_fault(
        4, tree_head(leaves[:4]), 8, tree_head(swapped), inclusion(swapped, 7)
    )
    assert grown is not None


def test_a_node_does_not_pass_for_a_leaf() -> None:
    leaves = numbered(4)
    root = tree_head(leaves)
    left, right = node_hash(*leaves[:2]), node_hash(*leaves[2:])
    as_content = leaf_hash(leaves[0] + leaves[1])
    assert as_content != left
    assert inclusion_fault(as_content, 0, 2, [right], root) is not None
    # The hash of a node is no hash of content; in a tree of the signed size it proves nothing.
    assert inclusion_fault(left, 0, 4, [right], root) == Fault(
        "The proof has fewer hashes than a tree of this size needs."
    )


def test_two_leaves_of_32_bytes_do_not_pass_for_one_of_64() -> None:
    content = bytes(32), bytes([1]) * 32
    tree = tree_head([leaf_hash(each) for each in content])
    assert tree != leaf_hash(content[0] + content[1])
    assert tree != leaf_hash(b"\x01" + b"".join(map(leaf_hash, content)))


def test_another_key_of_the_same_name_does_not_speak_for_the_log() -> None:
    leaves = log_with(opening())
    forged = signed_text(leaves, OTHER_PRIVATE)
    assert verifier_key(ORIGIN, OTHER_PRIVATE).id != KEY.id
    proof = LogProof(4, inclusion(leaves, 4), forged).text
    fault = verify_receipt(Receipt(opening(), proof), KEY)
    assert reason(fault) == "No key that is known here has signed this text."


def test_another_key_that_claims_the_same_id_does_not_speak_for_the_log() -> None:
    note = sign_checkpoint(checkpoint_of(numbered(3)), OTHER_PRIVATE)
    claimed = structs.replace(note.signatures[0], key_id=KEY.id)
    fault = open_checkpoint(structs.replace(note, signatures=(claimed,)).encoded, [KEY])
    assert "is wrong" in reason(fault)


def test_a_checkpoint_of_another_log_does_not_pass_for_this_one() -> None:
    other = checkpoint_of(numbered(3), origin="other.example/log")
    key = verifier_key("other.example/log", OTHER_PRIVATE)
    assert open_checkpoint(sign_checkpoint(other, OTHER_PRIVATE).encoded, [key]) == other
    assert isinstance(open_checkpoint(sign_checkpoint(other, OTHER_PRIVATE).encoded, [KEY]), Fault)


def test_a_leaf_beyond_the_tree_is_not_proven() -> None:
    leaves = numbered(5)
    for index in (5, 6, 2**63, -1):
        fault = inclusion_fault(leaves[4], index, 5, inclusion(leaves, 4), tree_head(leaves))
        assert reason(fault) == f"The proof is for leaf {index}, but the tree has 5 leaves."


def test_a_receipt_whose_index_size_or_root_was_changed_is_refused() -> None:
    receipt = receipt_for(opening())
    proof = parse_proof(receipt.proof)
    assert isinstance(proof, LogProof)
    root = checkpoint_of(numbered(1)).text.split("\n")[2]
    lines = proof.checkpoint.split("\n")
    for bad in (
        structs.replace(proof, index=5),
        structs.replace(proof, index=2**62),
        structs.replace(proof, checkpoint="\n".join([lines[0], "9", *lines[2:]])),
        structs.replace(proof, checkpoint="\n".join([*lines[:2], root, *lines[3:]])),
    ):
        assert isinstance(verify_receipt(structs.replace(receipt, proof=bad.text), KEY), Fault)


def test_a_receipt_does_not_prove_somebody_elses_leaf() -> None:
    mine, theirs = opening(3), structs.replace(opening(3), sponsor="ORG-9")
    fault = verify_receipt(structs.replace(receipt_for(theirs), leaf=mine), KEY)
    assert "The log does not hold" in reason(fault)


def test_what_stands_beside_a_proof_proves_nothing() -> None:
    receipt = receipt_for(opening())
    proof = parse_proof(receipt.proof)
    assert isinstance(proof, LogProof)
    extra = structs.replace(proof, extra=b"anything").text
    assert verify_receipt(structs.replace(receipt, proof=extra), KEY) == verify_receipt(
        receipt, KEY
    )


def test_erasing_cannot_hide_that_a_record_was_there() -> None:
    leaf = opening(3)
    dropped = structs.replace(leaf, records=leaf.records[1:])
    receipt = receipt_for(leaf)
    assert isinstance(verify_receipt(structs.replace(receipt, leaf=dropped), KEY), Fault)
    nothing_open = erased(leaf, [record.hash for record in leaf.records])
    assert "Records verified: 0, erased: 3." in getattr(
        verify_receipt(structs.replace(receipt, leaf=nothing_open), KEY), "reason", ""
    )
