"""A byte changed anywhere in the public files is found, and its file is named."""

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from public_files import Files
from verifiable import found, public_files, verified

from registry.verify.report import Report

SNAPSHOTS = [f"r/{number}/snapshot.json" for number in range(1, 7)]
TILE, BUNDLE = "log/tile/0/", "log/tile/entries/"
KINDS = ["log/checkpoint", "log/keys", TILE, BUNDLE, "r/latest.json", *SNAPSHOTS]


@cache
def files() -> Files:
    return public_files()


def file_of(kind: str) -> tuple[str, bytes]:
    """The one file whose path begins so, and its bytes."""
    ((path, data),) = [(path, data) for path, data in files().items() if path.startswith(kind)]
    return path, data


def names(report: Report, path: str) -> bool:
    """Whether a finding names the file, as its place or in its words."""
    return any(path in place or path in message for _, place, message in found(report))


def named_when_it_is(path: str, data: bytes) -> bool:
    return names(verified({**files(), path: data}), path)


def flipped(data: bytes, share: float, bit: int = 0) -> bytes:
    """The bytes with one bit changed, at a share of their length."""
    at = round(share * (len(data) - 1))
    return data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def test_what_was_not_touched_holds() -> None:
    report = verified(files())
    assert found(report) == []
    unseen = {line.id for line in report.lines if not line.seen}
    none_here = {"holds-logged", "verdict-sets-stay", "notices-stay"}
    assert unseen == {"keys-handed-over", "log-grew", "receipts-held"} | none_here


def test_these_are_all_the_public_files_there_are() -> None:
    assert {file_of(kind)[0] for kind in KINDS} == set(files())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0, 0.1, 0.37, 0.5, 0.81, 1])
def test_a_flipped_bit_is_found_and_its_file_named(kind: str, share: float) -> None:
    path, data = file_of(kind)
    assert named_when_it_is(path, flipped(data, share))


@given(st.sampled_from(KINDS), st.floats(0, 1), st.integers(0, 7))
def test_any_flipped_bit_is_found_and_its_file_named(kind: str, share: float, bit: int) -> None:
    path, data = file_of(kind)
    assert named_when_it_is(path, flipped(data, share, bit))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("cut", [slice(0, 0), slice(0, -1), slice(1, None), slice(0, 10)])
def test_a_missing_or_cut_file_is_found_and_named(kind: str, cut: slice) -> None:
    path, data = file_of(kind)
    assert named_when_it_is(path, data[cut])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("more", [b"\n", b" ", bytes(1), b"{}"])
def test_a_longer_file_is_found_and_named(kind: str, more: bytes) -> None:
    path, data = file_of(kind)
    assert named_when_it_is(path, data + more)


@pytest.mark.parametrize("path", SNAPSHOTS)
def test_another_number_in_canonical_bytes_is_found_and_its_file_named(path: str) -> None:
    value = json.loads(files()[path])
    assert canonical(value) == files()[path]
    first, *others = value["groups"]
    groups = [{**first, "accepted": 12}, *others]
    assert named_when_it_is(path, canonical({**value, "groups": groups}))


@pytest.mark.parametrize("path", SNAPSHOTS)
@pytest.mark.parametrize("part", ["programmes", "endpoint_results", "groups"])
def test_a_row_taken_out_in_canonical_bytes_is_found_and_its_file_named(
    path: str, part: str
) -> None:
    value = json.loads(files()[path])
    assert named_when_it_is(path, canonical({**value, part: value[part][1:]}))


@pytest.mark.parametrize("path", SNAPSHOTS)
def test_the_same_values_in_other_bytes_are_found(path: str) -> None:
    data = files()[path]
    for other in (json.dumps(json.loads(data)).encode(), data.replace(b":", b": ", 1)):
        assert named_when_it_is(path, other)


def test_two_snapshots_exchanged_are_found() -> None:
    one, other = SNAPSHOTS[2:4]
    report = verified({**files(), one: files()[other], other: files()[one]})
    assert names(report, one)
    assert names(report, other)


def test_a_tile_is_blamed_where_the_leaves_give_the_signed_root_and_a_bundle_where_not() -> None:
    tile, hashes = file_of(TILE)
    told = found(verified({**files(), tile: flipped(hashes, 0.3)}))
    assert [(check, place) for check, place, _ in told] == [("tiles-recomputed", tile)]
    bundle, leaves = file_of(BUNDLE)
    told = found(verified({**files(), bundle: flipped(leaves, 0.001)}))
    assert [(check, place) for check, place, _ in told if place in (tile, bundle)] == [
        ("leaves-readable", bundle)
    ]
    assert ("root-signed", "log/checkpoint") in [(check, place) for check, place, _ in told]
