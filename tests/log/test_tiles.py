"""A log as files: where hashes lie, and what is read back from them."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from logs import consistency, inclusion, nodes_in_memory, numbered

from registry.log.fault import Fault, LogMisuse
from registry.log.merkle import (
    EMPTY_ROOT,
    Node,
    consistency_nodes,
    inclusion_nodes,
    tree_head,
)
from registry.log.tiles import (
    Place,
    Tile,
    grow,
    place_of,
    read_hashes,
    read_root,
    tile_hashes,
    tiles_of,
)

pytestmark = pytest.mark.thorough

Files = dict[str, bytes]


def grown(files: Files, size: int, leaves: list[bytes]) -> Files:
    """The files of a log after it gained leaves; partial tiles of the old size are removed."""
    tiles = grow(size, leaves, lambda path: files.get(path, b""))
    assert not isinstance(tiles, Fault)
    kept = {path: data for path, data in files.items() if ".p/" not in path}
    written = {tile.path: data for tile, data in tiles}
    assert not kept.keys() & written.keys()
    stale = {t.path: files[t.path] for t in tiles_of(size + len(leaves)) if t.path in files}
    return kept | stale | written


def log_of(size: int) -> Files:
    return grown({}, 0, numbered(size))


# C2SP tlog-tiles, "Merkle Tree": index 1234067 is x001/x234/067. The partial path is the example
# beside transparency-dev/tessera's ParseTileLevelIndexWidth (api/layout/paths.go).
@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(0, 1234067, 8), "tile/0/x001/x234/067.p/8"),
        (Tile(0, 67), "tile/0/067"),
        (Tile(1, 0, 1), "tile/1/000.p/1"),
        (Tile(63, 1000, 255), "tile/63/x001/000.p/255"),
    ],
)
def test_a_tile_lies_where_the_specification_says(tile: Tile, path: str) -> None:
    assert tile.path == path


# C2SP tlog-tiles, "Partial Tiles": the trees of 70,000 and of 256 leaves.
def test_the_specifications_trees_have_the_tiles_it_counts() -> None:
    counted = Counter((tile.level, tile.width) for tile in tiles_of(70_000))
    assert counted == {(0, 256): 273, (0, 112): 1, (1, 256): 1, (1, 17): 1, (2, 1): 1}
    assert list(tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles_of(0)) == []


@pytest.mark.parametrize(
    "tile",
    [Tile(-1, 0), Tile(64, 0), Tile(0, -1), Tile(0, 0, 0), Tile(0, 0, 257)],
)
def test_what_is_no_tile_has_no_path(tile: Tile) -> None:
    with pytest.raises(LogMisuse, match="There is no tile"):
        _ = tile.path


@pytest.mark.parametrize(
    ("node", "place"),
    [
        (Node(0, 69_999), Place(Tile(0, 273, 112), 111, 1)),
        (Node(3, 33), Place(Tile(0, 1), 8, 8)),
        (Node(8, 256), Place(Tile(1, 1, 17), 0, 1)),
        (Node(15, 1), Place(Tile(1, 0), 128, 128)),
        (Node(16, 0), Place(Tile(2, 0, 1), 0, 1)),
    ],
)
def test_a_complete_subtree_has_one_place(node: Node, place: Place) -> None:
    assert place_of(node, 70_000) == place


@pytest.mark.parametrize("node", [Node(0, 7), Node(3, 0), Node(1, 3), Node(-1, 0), Node(0, -1)])
def test_a_subtree_the_tree_does_not_have_has_no_place(node: Node) -> None:
    with pytest.raises(LogMisuse, match="no complete subtree"):
        place_of(node, 7)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 511, 512, 70_000])
def test_a_log_writes_exactly_the_tiles_of_its_size(size: int) -> None:
    files = log_of(size)
    assert files.keys() == {tile.path for tile in tiles_of(size)}
    assert read_root(size, files.__getitem__) == tree_head(numbered(size))


def test_a_tile_holds_the_hashes_of_its_formula() -> None:
    # C2SP tlog-tiles: MTH(D[(n * 256 + i) * 256**l : (n * 256 + i + 1) * 256**l])
    leaves, files = numbered(70_000), log_of(70_000)
    hashes = tile_hashes(Tile(1, 1, 17), files.__getitem__)
    assert hashes == tuple(
        tree_head(leaves[(256 + i) * 256 : (256 + i + 1) * 256]) for i in range(17)
    )


@given(st.lists(st.integers(0, 700), max_size=5))
def test_a_log_that_grows_in_steps_has_the_files_of_one_that_grew_at_once(
    steps: list[int],
) -> None:
    files: Files = {}
    leaves = numbered(sum(steps))
    size = 0
    for step in steps:
        files = grown(files, size, leaves[size : size + step])
        size += step
    assert files == log_of(size)


@given(st.data(), st.integers(1, 3000))
def test_proofs_from_tiles_are_the_proofs_from_memory(data: st.DataObject, size: int) -> None:
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    leaves, read = numbered(size), log_of(size).__getitem__
    assert read_hashes(inclusion_nodes(index, size), size, read) == inclusion(leaves, index)
    assert read_hashes(consistency_nodes(old, size), size, read) == consistency(leaves, old)
    assert read_hashes(((Node(0, index),),), size, read) == (leaves[index],)


@given(st.data(), st.integers(1, 3000))
def test_every_subtree_of_an_older_size_is_still_there(data: st.DataObject, size: int) -> None:
    level = data.draw(st.integers(0, size.bit_length() - 1))
    node = Node(level, data.draw(st.integers(0, (size >> level) - 1)))
    read = log_of(size).__getitem__
    assert read_hashes(((node,),), size, read) == (nodes_in_memory(numbered(size))(node),)


def test_a_proof_in_a_log_of_a_million_leaves_reads_five_tiles() -> None:
    read: list[str] = []

    def recording(path: str) -> bytes:
        read.append(path)
        width = int(path.partition(".p/")[2] or 256)
        return bytes(32 * width)

    read_hashes(inclusion_nodes(77_777, 1_000_000), 1_000_000, recording)
    assert sorted(read) == [
        "tile/0/303",
        "tile/0/x003/906.p/64",
        "tile/1/001",
        "tile/1/015.p/66",
        "tile/2/000.p/15",
    ]


def test_a_partial_tile_that_was_replaced_is_read_from_the_full_one() -> None:
    files = log_of(256)
    read = read_hashes(inclusion_nodes(3, 100), 100, lambda path: files.get(path, b""))
    assert read == inclusion(numbered(100), 3)


@pytest.mark.parametrize("length", [0, 1, 31, 32 * 99, 32 * 100 - 1, 32 * 100 + 1])
def test_a_cut_tile_is_a_fault_that_names_the_file(length: int) -> None:
    files = {"tile/0/000.p/100": bytes(4000)[:length]}
    fault = Fault(f"tile/0/000.p/100 has {length} bytes instead of 3200: cut or missing.")

    def read(path: str) -> bytes:
        return files.get(path, b"")

    assert tile_hashes(Tile(0, 0, 100), read) == fault
    assert read_root(100, read) == fault
    assert read_hashes(inclusion_nodes(3, 100), 100, read) == fault
    assert grow(100, [], read) == fault


def test_a_cut_full_tile_does_not_stand_in_for_a_partial_one() -> None:
    short = {"tile/0/000": bytes(8191), "tile/0/000.p/2": b""}
    assert isinstance(tile_hashes(Tile(0, 0, 2), short.__getitem__), Fault)


def test_a_log_without_leaves_has_no_file_and_a_root() -> None:
    assert read_root(0, lambda _: b"") == EMPTY_ROOT
