"""The tree against published roots and proofs."""

import hashlib

import pytest
from logs import nodes_in_memory

from registry.log.fault import LogMisuse
from registry.log.merkle import (
    EMPTY_ROOT,
    CompactTree,
    Node,
    consistency_nodes,
    inclusion_nodes,
    leaf_hash,
    proof_from,
    subtrees,
    tree_head,
)
from registry.log.verification import consistency_fault, inclusion_fault

# github.com/transparency-dev/merkle, testonly/constants.go: LeafInputs, RootHashes, NodeHashes
# (level 0); first published with the C++ code of google/certificate-transparency,
# merkletree/merkle_tree_test.cc.
LEAVES = [
    b"",
    *map(bytes.fromhex, ("00", "10", "2021", "3031", "40414243", "5051525354555657")),
    bytes.fromhex("606162636465666768696a6b6c6d6e6f"),
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
L0, L1, L2, L3, L4, L5, L6, L7 = LEAF_HASHES = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
    "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
    "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
    "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1",
]
PAIR1 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
PAIR2 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
PAIR3 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
HALF1 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"

# The same repository, proof/verify_test.go: inclusionProofs (its leaves count from 1).
INCLUSION = [
    (0, 1, []),
    (0, 8, [L1, PAIR1, HALF1]),
    (5, 8, [L4, PAIR3, ROOTS[4]]),
    (2, 3, [ROOTS[2]]),
    (1, 5, [L0, PAIR1, L4]),
]
# The same file: consistencyProofs.
CONSISTENCY = [
    (1, 1, []),
    (1, 8, [L1, PAIR1, HALF1]),
    (6, 8, [PAIR2, PAIR3, ROOTS[4]]),
    (2, 5, [PAIR1, L4]),
    (6, 7, [PAIR2, L6, ROOTS[4]]),
]
HASHES = [leaf_hash(leaf) for leaf in LEAVES]
A, B, C, D, E, F, G = (Node(0, index) for index in range(7))
H, I, J, K = Node(1, 0), Node(1, 1), Node(1, 2), Node(2, 0)  # noqa: E741


def root(size: int) -> bytes:
    return bytes.fromhex(ROOTS[size])


@pytest.mark.parametrize("size", range(9))
def test_the_well_known_leaves_have_the_published_roots(size: int) -> None:
    assert [each.hex() for each in HASHES] == LEAF_HASHES
    assert tree_head(HASHES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSION)
def test_published_inclusion_proofs_are_made_and_verified(
    index: int, size: int, proof: list[str]
) -> None:
    made = proof_from(inclusion_nodes(index, size), nodes_in_memory(HASHES[:size]))
    assert [each.hex() for each in made] == proof
    assert inclusion_fault(HASHES[index], index, size, made, root(size)) is None


@pytest.mark.parametrize(("old", "new", "proof"), CONSISTENCY)
def test_published_consistency_proofs_are_made_and_verified(
    old: int, new: int, proof: list[str]
) -> None:
    made = proof_from(consistency_nodes(old, new), nodes_in_memory(HASHES[:new]))
    assert [each.hex() for each in made] == proof
    assert consistency_fault(old, root(old), new, root(new), made) is None


# RFC 6962, section 2.1.3 (and C2SP merkle-tree.md, "Example"): the proofs in a tree of 7 leaves.
@pytest.mark.parametrize(
    ("index", "proof"),
    [(0, [[B], [I], [J, G]]), (3, [[C], [H], [J, G]]), (4, [[F], [G], [K]]), (6, [[J], [K]])],
)
def test_the_inclusion_proofs_of_the_rfcs_example_cover_its_nodes(
    index: int, proof: list[list[Node]]
) -> None:
    assert [list(group) for group in inclusion_nodes(index, 7)] == proof


@pytest.mark.parametrize(
    ("old", "proof"),
    [(3, [[C], [D], [H], [J, G]]), (4, [[J, G]]), (6, [[J], [G], [K]]), (0, []), (7, [])],
)
def test_the_consistency_proofs_of_the_rfcs_example_cover_its_nodes(
    old: int, proof: list[list[Node]]
) -> None:
    assert [list(group) for group in consistency_nodes(old, 7)] == proof


def test_the_tree_without_leaves_is_the_hash_of_nothing() -> None:
    assert hashlib.sha256(b"").digest() == EMPTY_ROOT == tree_head([]) == root(0)
    assert subtrees(0, 0) == ()
    assert consistency_fault(0, EMPTY_ROOT, 0, EMPTY_ROOT, ()) is None
    assert consistency_fault(0, EMPTY_ROOT, 3, root(3), ()) is None


@pytest.mark.parametrize(("index", "size"), [(0, 0), (8, 8), (9, 8), (-1, 8)])
def test_a_leaf_the_tree_does_not_have_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(LogMisuse, match=f"no leaf {index}"):
        inclusion_nodes(index, size)


@pytest.mark.parametrize(("old", "new"), [(8, 7), (-1, 7)])
def test_a_log_cannot_be_asked_to_shrink(old: int, new: int) -> None:
    with pytest.raises(LogMisuse, match="only ever grows"):
        consistency_nodes(old, new)


@pytest.mark.parametrize(
    ("size", "edge"),
    [(-1, ()), (0, (EMPTY_ROOT,)), (3, (EMPTY_ROOT,)), (4, ()), (1, (EMPTY_ROOT[:31],))],
)
def test_a_right_edge_that_does_not_fit_its_size_is_refused(
    size: int, edge: tuple[bytes, ...]
) -> None:
    with pytest.raises(LogMisuse, match="Rebuild it"):
        CompactTree(size, edge)
