"""A byte changed anywhere in the public files is found, and its file is named."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from public_files import Files
from real_files import real_files, verified_real
from verifiable import found

from registry.verify.report import Report

pytestmark = pytest.mark.thorough

SNAPSHOTS = [f"r/{number}/snapshot.json" for number in range(1, 7)]
TILE, BUNDLE = "tile/0/000", "tile/entries/000"


def names(report: Report, path: str) -> bool:
    """Whether a finding names the file, as its place or in its words."""
    return any(path in place or path in message for _, place, message in found(report))


def unnamed(change: Callable[[bytes], bytes]) -> list[str]:
    """The files that no finding names when they alone are changed."""
    files = real_files()
    changed = {path: change(data) for path, data in files.items()}
    assert all(changed[path] != data for path, data in files.items())
    return [p for p in sorted(files) if not names(verified_real({**files, p: changed[p]}), p)]


def named_when_it_is(path: str, data: bytes) -> bool:
    return names(verified_real({**real_files(), path: data}), path)


def flipped(data: bytes, share: float, bit: int = 0) -> bytes:
    """The bytes with one bit changed, at a share of their length."""
    at = round(share * (len(data) - 1))
    return data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def test_what_was_not_touched_holds() -> None:
    report = verified_real(real_files())
    assert found(report) == []
    unseen = {line.id for line in report.lines if not line.seen}
    none_here = {"holds-logged", "verdict-sets-stay", "notices-stay"}
    no_wishes = {"wishes-logged", "wishes-stay"}
    no_delays = {"delays-logged", "delays-stay"}
    assert unseen == {"log-grew", "receipts-held"} | none_here | no_wishes | no_delays


def test_every_kind_of_public_file_is_there() -> None:
    kinds = {re.sub(r"/\d+|x\d+", "/n", path) for path in real_files()}
    assert kinds == {
        "log/checkpoint",
        "log/keys",
        "log/handovers/n",
        "log/tile/n/n",
        "log/tile/n/n.p/n",
        "log/tile/entries/n",
        "log/tile/entries/n.p/n",
        "r/latest.json",
        "r/n/snapshot.json",
    }


@pytest.mark.parametrize("share", [0, 0.1, 0.37, 0.5, 0.81, 1])
def test_a_flipped_bit_in_any_file_is_found_and_the_file_named(share: float) -> None:
    assert unnamed(lambda data: flipped(data, share)) == []


@settings(deadline=None)
@given(st.integers(0), st.floats(0, 1), st.integers(0, 7))
def test_any_flipped_bit_is_found_and_its_file_named(number: int, share: float, bit: int) -> None:
    paths = sorted(real_files())
    path = paths[number % len(paths)]
    assert named_when_it_is(path, flipped(real_files()[path], share, bit))


@pytest.mark.parametrize("cut", [slice(0, -1), slice(1, None), slice(0, 10)])
def test_a_cut_file_is_found_and_named(cut: slice) -> None:
    assert unnamed(lambda data: data[cut]) == []


@pytest.mark.parametrize("more", [b"\n", b" ", bytes(1), b"{}"])
def test_a_longer_file_is_found_and_named(more: bytes) -> None:
    assert unnamed(lambda data: data + more) == []


def test_a_missing_file_is_found_and_named_unless_a_later_one_replaced_it() -> None:
    files = real_files()
    missing = [p for p in sorted(files) if not names(verified_real(without(files, p)), p)]
    old = [int(path.rpartition("/")[2]) for path in missing]
    assert {path.rpartition("/")[0] for path in missing} == {
        f"log/tile/{kind}.p" for kind in ("0/000", "0/001", "entries/000", "entries/001")
    }
    assert max(old) < 70


def without(files: Files, path: str) -> Files:
    return {other: data for other, data in files.items() if other != path}


@pytest.mark.parametrize("path", SNAPSHOTS)
def test_another_number_in_canonical_bytes_is_found_and_its_file_named(path: str) -> None:
    value = json.loads(real_files()[path])
    assert canonical(value) == real_files()[path]
    first, *others = value["groups"]
    groups = [{**first, "accepted": 12}, *others]
    assert named_when_it_is(path, canonical({**value, "groups": groups}))


@pytest.mark.parametrize("path", SNAPSHOTS)
@pytest.mark.parametrize("part", ["programmes", "endpoint_results", "groups"])
def test_a_row_taken_out_in_canonical_bytes_is_found_and_its_file_named(
    path: str, part: str
) -> None:
    value = json.loads(real_files()[path])
    assert named_when_it_is(path, canonical({**value, part: value[part][1:]}))


@pytest.mark.parametrize("path", SNAPSHOTS)
def test_the_same_values_in_other_bytes_are_found(path: str) -> None:
    data = real_files()[path]
    for other in (json.dumps(json.loads(data)).encode(), data.replace(b":", b": ", 1)):
        assert named_when_it_is(path, other)


def test_two_snapshots_exchanged_are_found() -> None:
    one, other = SNAPSHOTS[2:4]
    report = verified_real({**real_files(), one: real_files()[other], other: real_files()[one]})
    assert names(report, one)
    assert names(report, other)


def test_a_tile_is_blamed_where_the_leaves_give_the_signed_root_and_a_bundle_where_not() -> None:
    tile, bundle = f"log/{TILE}", f"log/{BUNDLE}"
    files = real_files()
    told = found(verified_real({**files, tile: flipped(files[tile], 0.3)}))
    assert ("tiles-recomputed", tile) in [each[:2] for each in told]
    assert {place for _, place, _ in told} <= {tile} | older(TILE)
    leaf = files[bundle].index(b"{") / (len(files[bundle]) - 1)
    told = found(verified_real({**files, bundle: flipped(files[bundle], leaf)}))
    assert ("leaves-readable", bundle) in [each[:2] for each in told]
    assert ("root-signed", "log/checkpoint") in [each[:2] for each in told]
    assert tile not in {place for _, place, _ in told}


def test_an_older_part_of_a_tile_or_bundle_is_blamed_by_itself() -> None:
    for path in sorted(older(TILE) | older(BUNDLE)):
        told = found(verified_real({**real_files(), path: flipped(real_files()[path], 0.5)}))
        assert [each[:2] for each in told] == [("older-parts", path)]


def older(path: str) -> set[str]:
    """The older parts of a tile."""
    return {other for other in real_files() if other.startswith(f"log/{path}.p/")}
