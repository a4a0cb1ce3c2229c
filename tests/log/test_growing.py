"""A log that grows step by step: the same tiles and roots as at once, and no step over damage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from logs import ORIGIN

from registry.log.checkpoint import open_checkpoint, parse_checkpoint
from registry.log.fault import Fault
from registry.log.growing import Grown, grown
from registry.log.merkle import EMPTY_ROOT, CompactTree, leaf_hash, tree_head
from registry.log.note import parse_note
from registry.log.proof import LogProof, parse_proof
from registry.log.signer import LogSigner
from registry.log.tiles import Tile, read_root, tiles_of
from registry.log.verification import inclusion_fault

SIGNER, NEXT = LogSigner(ORIGIN, bytes(range(32))), LogSigner(ORIGIN, bytes(range(1, 33)))


def entries(count: int, start: int = 0) -> list[bytes]:
    return [number.to_bytes(4, "big") for number in range(start, start + count)]


class Files:
    """A log's tiles, as a folder would hold them."""

    def __init__(self) -> None:
        self.tiles: dict[str, bytes] = {}
        self.tree = CompactTree()

    def read(self, path: str) -> bytes:
        return self.tiles.get(path, b"")

    def add(self, *new: bytes) -> Grown:
        step = grown(self.tree.size, self.tree.root, new, self.read)
        assert isinstance(step, Grown), step
        self.tiles |= {tile.path: data for tile, data in step.tiles.items()}
        self.tree = step.tree
        return step


def filled(size: int) -> Files:
    files = Files()
    files.add(*entries(size))
    return files


@given(st.lists(st.integers(1, 300), min_size=1, max_size=5))
def test_steps_of_any_size_lead_to_the_tree_over_all_leaves(steps: list[int]) -> None:
    files = Files()
    for step in steps:
        files.add(*entries(step, files.tree.size))
    size = sum(steps)
    assert files.tree.root == tree_head(map(leaf_hash, entries(size)))
    assert read_root(size, files.read) == files.tree.root
    assert {tile.path for tile in tiles_of(size)} <= set(files.tiles)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 255, 256, 257, 600])
def test_the_first_new_leaf_is_proven_in_the_tree_that_ends_with_it(size: int) -> None:
    step = filled(size).add(b"new", b"newer") if size else Files().add(b"new", b"newer")
    assert (step.first.size, step.tree.size) == (size + 1, size + 2)
    fault = inclusion_fault(leaf_hash(b"new"), size, size + 1, step.path, step.first.root)
    assert fault is None


@pytest.mark.parametrize("size", [1, 255, 256, 257, 600])
def test_one_leaf_writes_the_tile_it_joins_and_those_it_fills(size: int) -> None:
    step = filled(size).add(b"new")
    fills = (size + 1) % 256 == 0
    assert len(step.tiles) == (2 if fills else 1)
    assert Tile(0, size // 256, size % 256 + 1) in step.tiles


@given(st.integers(1, 600), st.data())
def test_nothing_grows_from_damaged_tiles(size: int, data: st.DataObject) -> None:
    files = filled(size)
    path = data.draw(st.sampled_from(sorted(files.tiles)))
    broken = bytearray(files.tiles[path])
    broken[data.draw(st.integers(0, len(broken) - 1))] ^= 1
    for bad in (bytes(broken), bytes(broken[:-1]), b""):
        files.tiles[path] = bad
        step = grown(size, files.tree.root, [b"new"], files.read)
        if isinstance(step, Grown):  # a full tile to the left of the edge is not read
            assert step.tree.root == files.tree.extended([leaf_hash(b"new")]).root


def test_a_log_of_another_root_does_not_grow() -> None:
    fault = grown(3, EMPTY_ROOT, [b"new"], filled(3).read)
    assert fault == Fault("The tiles do not lead to the root of the log of 3 leaves.")


def test_the_signer_proves_the_last_leaf_and_shows_no_part_of_its_key() -> None:
    step = filled(5).add(b"new")
    proof = parse_proof(SIGNER.proof(step.first, step.path))
    assert isinstance(proof, LogProof)
    opened = open_checkpoint(proof.checkpoint.encode(), [SIGNER.key])
    assert not isinstance(opened, Fault)
    assert (proof.index, opened.size, opened.root) == (5, 6, step.first.root)
    assert repr(SIGNER) == "LogSigner()"


def test_a_handover_is_signed_by_both_keys() -> None:
    tree = filled(4).tree
    note = SIGNER.handover(tree.size, tree.root, NEXT).encode()
    for key in (SIGNER.key, NEXT.key):
        assert not isinstance(open_checkpoint(note, [key]), Fault)
    parsed = parse_note(note)
    assert not isinstance(parsed, Fault)
    assert [each.key_id for each in parsed.signatures] == [SIGNER.key.id, NEXT.key.id]
    assert parse_checkpoint(parsed.text) == open_checkpoint(note, [SIGNER.key, NEXT.key])
