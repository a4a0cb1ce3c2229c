"""What stands openly in the log, in one spelling, and never mistaken for an opaque leaf."""

import re
from datetime import date
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.log.bundles import MOST_BYTES, bundle_bytes, bundle_path, read_bundle
from registry.log.fault import Fault, LogMisuse
from registry.log.leaves import (
    OPAQUE_BYTES,
    DecisionLeaf,
    DelayLeaf,
    GroupLeaf,
    HoldLeaf,
    KeyLeaf,
    PolicyLeaf,
    PublicLeaf,
    RegistrationLeaf,
    SecretKeyLeaf,
    SnapshotLeaf,
    TrailLeaf,
    WishDecisionLeaf,
    WishLeaf,
    is_opaque,
    public_leaf_bytes,
    read_public_leaf,
)

DAY, DIGEST = date(2027, 3, 31), "ab" * 32
LEAVES = [
    RegistrationLeaf("p", "HOSPITAL_EXEMPTION", DAY, DIGEST, 60, DAY, 365),
    DecisionLeaf("p", "R1", True, DAY, None, "Open.", "1.0.0", DIGEST),
    HoldLeaf("l", "p", DAY, date(2028, 3, 31), "PUBLICATION"),
    GroupLeaf("g", DAY, DIGEST),
    SnapshotLeaf(1, DAY, DIGEST, None, "1.0.0"),
    PolicyLeaf("1.0.0", DIGEST),
    KeyLeaf("log+0a+b", "log+0b+c", DAY),
    SecretKeyLeaf("columns", 2, DAY),
    TrailLeaf(12, DIGEST),
    WishLeaf("w", "SEX", DAY, "s", DIGEST),
    WishDecisionLeaf("w", True, DAY, date(2027, 9, 30), DIGEST),
    DelayLeaf(date(2027, 3, 31), DAY, DIGEST),
]
PAGE = (Path(__file__).parents[2] / "docs" / "log.md").read_text()


def kind_of(leaf: PublicLeaf) -> str:
    return str(type(leaf).__struct_config__.tag)


def test_every_kind_of_leaf_is_tried_here() -> None:
    assert {type(leaf) for leaf in LEAVES} == set(get_args(PublicLeaf))


@pytest.mark.parametrize("leaf", LEAVES, ids=kind_of)
def test_a_public_leaf_comes_back_from_its_bytes(leaf: PublicLeaf) -> None:
    assert read_public_leaf(public_leaf_bytes(leaf)) == leaf


def test_the_spelling_is_the_one_written_down() -> None:
    assert public_leaf_bytes(PolicyLeaf("1.0.0", "ab")) == (
        b'{"digest":"ab","kind":"policy","version":"1.0.0"}'
    )


@pytest.mark.parametrize("leaf", LEAVES, ids=kind_of)
def test_another_spelling_of_a_public_leaf_is_refused(leaf: PublicLeaf) -> None:
    written = public_leaf_bytes(leaf)
    fields = msgspec.json.decode(written)
    others = [
        b" " + written,
        msgspec.json.format(written, indent=1),
        msgspec.json.encode(dict(reversed(fields.items()))),
        msgspec.json.encode(fields | {"more": 1}),
        msgspec.json.encode(fields | {"kind": "other"}),
        written[:-1],
        b"",
    ]
    assert [other for other in others if not isinstance(read_public_leaf(other), Fault)] == []


@pytest.mark.parametrize("leaf", LEAVES, ids=kind_of)
def test_no_public_leaf_is_as_short_as_an_opaque_one(leaf: PublicLeaf) -> None:
    empty = dict.fromkeys(type(leaf).__struct_fields__, "") | {"kind": kind_of(leaf)}
    assert len(msgspec.json.encode(empty)) > OPAQUE_BYTES
    assert not is_opaque(public_leaf_bytes(leaf))


@given(st.binary(min_size=OPAQUE_BYTES, max_size=OPAQUE_BYTES))
def test_32_bytes_are_opaque_whatever_they_are(entry: bytes) -> None:
    assert is_opaque(entry)
    assert isinstance(read_public_leaf(entry), Fault)


@pytest.mark.parametrize("leaf", LEAVES, ids=kind_of)
def test_the_page_on_the_log_names_every_kind_and_field(leaf: PublicLeaf) -> None:
    row = re.search(rf"^\| `{kind_of(leaf)}` \|(.*)$", PAGE, flags=re.M)
    assert row, f"docs/log.md has no row for {kind_of(leaf)}"
    assert re.findall(r"`(\w+)`", row[1]) == list(type(leaf).__struct_fields__)


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_a_bundle_comes_back_whole(entries: list[bytes]) -> None:
    assert read_bundle(bundle_bytes(entries), len(entries)) == tuple(entries)


def test_a_bundle_is_spelled_as_the_specification_says() -> None:
    assert bundle_bytes([b"a", b"bc" * 128]) == b"\x00\x01a\x01\x00" + b"bc" * 128
    assert bundle_path(0) == "tile/entries/000"
    assert bundle_path(1234067, 5) == "tile/entries/x001/x234/067.p/5"


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=9), st.data())
def test_a_bundle_that_was_cut_is_refused(entries: list[bytes], data: st.DataObject) -> None:
    whole = bundle_bytes(entries)
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    assert isinstance(read_bundle(cut, len(entries)), Fault)
    assert isinstance(read_bundle(whole, len(entries) + 1), Fault)


def test_the_longest_entry_fits_and_a_longer_one_does_not() -> None:
    assert read_bundle(bundle_bytes([b"x" * MOST_BYTES]), 1) == (b"x" * MOST_BYTES,)
    with pytest.raises(LogMisuse):
        bundle_bytes([b"x" * (MOST_BYTES + 1)])
