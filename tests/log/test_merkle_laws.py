"""Laws of the tree for any number of leaves, against the definition written out anew."""

import hashlib
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from logs import consistency, inclusion, numbered

from registry.log.fault import Fault
from registry.log.merkle import EMPTY_ROOT, CompactTree, node_hash, tree_head
from registry.log.verification import consistency_fault, inclusion_fault

SIZES = st.integers(1, 300)
BITS = st.integers(0, 255)


def by_definition(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word, over leaf hashes."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = max(2**n for n in range(20) if 2**n < len(leaves))
    return hashlib.sha256(b"\x01" + by_definition(leaves[:k]) + by_definition(leaves[k:])).digest()


def flipped(data: bytes, bit: int) -> bytes:
    number = int.from_bytes(data, "big") ^ 1 << bit % (8 * len(data))
    return number.to_bytes(len(data), "big")


def refused(fault: Fault | None) -> bool:
    return fault is not None and fault.reason.endswith(".")


@given(st.integers(0, 300), st.integers(0, 300))
def test_the_compact_tree_is_the_tree_of_the_definition(first: int, then: int) -> None:
    leaves = numbered(first + then)
    grown = CompactTree().extended(leaves[:first]).extended(leaves[first:])
    assert grown.root == by_definition(leaves) == tree_head(leaves)
    assert grown.size == len(leaves)
    assert len(grown.edge) == len(leaves).bit_count()


@given(st.data(), SIZES)
def test_every_inclusion_proof_verifies(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaves = numbered(size)
    root = by_definition(leaves)
    assert inclusion_fault(leaves[index], index, size, inclusion(leaves, index), root) is None


@given(st.data(), SIZES)
def test_every_consistency_proof_verifies(data: st.DataObject, new: int) -> None:
    old = data.draw(st.integers(0, new))
    leaves = numbered(new)
    roots = by_definition(leaves[:old]), by_definition(leaves)
    assert consistency_fault(old, roots[0], new, roots[1], consistency(leaves, old)) is None


@given(st.data(), SIZES, BITS)
def test_one_flipped_bit_refuses_an_inclusion_proof(
    data: st.DataObject, size: int, bit: int
) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaves = numbered(size)
    leaf, root, proof = leaves[index], by_definition(leaves), inclusion(leaves, index)
    assert refused(inclusion_fault(flipped(leaf, bit), index, size, proof, root))
    assert refused(inclusion_fault(leaf, index, size, proof, flipped(root, bit)))
    assert refused(inclusion_fault(leaf, index ^ 1 << bit % 12, size, proof, root))
    for place, hash_ in enumerate(proof):
        bad = (*proof[:place], flipped(hash_, bit), *proof[place + 1 :])
        assert refused(inclusion_fault(leaf, index, size, bad, root))


@given(st.data(), st.integers(2, 300), BITS)
def test_one_flipped_bit_refuses_a_consistency_proof(
    data: st.DataObject, new: int, bit: int
) -> None:
    old = data.draw(st.integers(1, new - 1))
    leaves = numbered(new)
    then, now, proof = by_definition(leaves[:old]), by_definition(leaves), consistency(leaves, old)
    assert refused(consistency_fault(old, flipped(then, bit), new, now, proof))
    assert refused(consistency_fault(old, then, new, flipped(now, bit), proof))
    for place, hash_ in enumerate(proof):
        bad = (*proof[:place], flipped(hash_, bit), *proof[place + 1 :])
        assert refused(consistency_fault(old, then, new, now, bad))


@given(st.data(), SIZES)
def test_a_proof_with_a_hash_more_or_less_is_refused(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaves = numbered(size)
    leaf, root, proof = leaves[index], by_definition(leaves), inclusion(leaves, index)
    for bad in ((*proof, root), (root, *proof), *([proof[1:], proof[:-1]] if proof else [])):
        assert refused(inclusion_fault(leaf, index, size, bad, root))


@given(st.data(), SIZES)
def test_a_consistency_proof_with_a_hash_more_or_less_is_refused(
    data: st.DataObject, new: int
) -> None:
    old = data.draw(st.integers(0, new))
    leaves = numbered(new)
    then, now, proof = by_definition(leaves[:old]), by_definition(leaves), consistency(leaves, old)
    for bad in ((*proof, now), (now, *proof), *([proof[1:], proof[:-1]] if proof else [])):
        assert refused(consistency_fault(old, then, new, now, bad))


@given(st.data(), SIZES)
def test_a_hash_of_another_length_is_refused_wherever_it_stands(
    data: st.DataObject, size: int
) -> None:
    index, cut = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, 31))
    leaves = numbered(size)
    leaf, root, proof = leaves[index], by_definition(leaves), inclusion(leaves, index)
    assert refused(inclusion_fault(leaf[:cut], index, size, proof, root))
    assert refused(inclusion_fault(leaf, index, size, proof, root[:cut]))
    assert refused(inclusion_fault(leaf, index, size, [each[:cut] for each in proof], root[:cut]))
    assert refused(consistency_fault(size, root[:cut], size, root[:cut], ()))


def test_a_tree_without_leaves_has_one_root_only() -> None:
    # transparency-dev/merkle takes any bytes as the root of size 0; we are stricter on purpose.
    other = node_hash(EMPTY_ROOT, EMPTY_ROOT)
    assert refused(consistency_fault(0, other, 0, other, ()))
    assert refused(consistency_fault(0, other, 1, numbered(1)[0], ()))
    assert refused(consistency_fault(0, EMPTY_ROOT, 0, other, ()))


def test_a_root_alone_does_not_tell_the_size_so_a_checkpoint_signs_both() -> None:
    leaves = numbered(3)
    proof = inclusion(leaves, 0)
    assert inclusion_fault(leaves[0], 0, 3, proof, tree_head(leaves)) is None
    assert inclusion_fault(leaves[0], 0, 4, proof, tree_head(leaves)) is None
