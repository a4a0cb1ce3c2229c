"""The log grows in step with its leaves, never faster."""

from collections.abc import Callable, Iterable

from registry.log.fault import Fault
from registry.log.merkle import CompactTree, inclusion_nodes, leaf_hash, tree_head
from registry.log.tiles import grow, read_hashes
from registry.log.verification import inclusion_fault
from tests.benchmarks.measure import seconds

FEW, MANY = 2_500, 20_000


def hashes(count: int) -> Iterable[bytes]:
    return (leaf_hash(number.to_bytes(32, "big")) for number in range(count))


def best(work: Callable[[], object]) -> float:
    """Seconds of processor time, the best of five."""
    return min(seconds(work) for _ in range(5))


def per_leaf(work: Callable[[int], object]) -> float:
    """How much longer a leaf takes in the larger log."""
    many, few = best(lambda: work(MANY)) / MANY, best(lambda: work(FEW)) / FEW
    return many / few


def as_files(count: int) -> dict[str, bytes]:
    tiles = grow(0, hashes(count), lambda _: b"")
    assert not isinstance(tiles, Fault)
    return {tile.path: data for tile, data in tiles}


def test_a_leaf_costs_the_same_in_a_log_eight_times_as_large() -> None:
    ratio = per_leaf(lambda count: CompactTree().extended(hashes(count)).root)
    assert ratio < 1.6, f"a leaf takes {ratio:.2f} times as long"


def test_a_leaf_costs_the_same_in_the_files_of_a_log_eight_times_as_large() -> None:
    ratio = per_leaf(as_files)
    assert ratio < 1.6, f"a leaf takes {ratio:.2f} times as long"


def test_a_proof_from_files_takes_far_less_than_building_the_log() -> None:
    files, root = as_files(MANY), tree_head(hashes(MANY))
    leaf = leaf_hash((777).to_bytes(32, "big"))

    def prove() -> None:
        proof = read_hashes(inclusion_nodes(777, MANY), MANY, files.__getitem__)
        assert not isinstance(proof, Fault)
        assert inclusion_fault(leaf, 777, MANY, proof, root) is None

    ratio = best(lambda: as_files(MANY)) / best(prove)
    assert ratio > 10, f"building takes {ratio:.0f} times as long as one proof"
