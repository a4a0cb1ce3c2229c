"""Whatever stands in the public files, the answer is a report and never a fault of the program."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_files import real_files, verified_real
from verifiable import files_of, found, snapshots, verified

from registry.verify import story
from registry.verify.report import Report

DEEP = [
    b"[" * 60_000,
    b'{"a":' * 10_000,
    b'{"a":' + b"[" * 20_000 + b"]" * 20_000 + b',"kind":"policy"}',
    b'{"kind":"policy","digest":' + b"[" * 60_000,
    b'{"kind":"policy","version":"\xff"}',
    b'{"kind":"snapshot","number":99999999999999999999}',
    b'{"kind":"registration","programme":"\\ud800"}',
]
NAMES = ["log/checkpoint", "log/keys", "log/handovers/1", "r/latest.json", "r/3/snapshot.json"]
NAMES += ["log/tile/0/000", "log/tile/entries/000"]


def with_file(path: str, data: bytes) -> Report:
    return verified_real({**real_files(), path: data})


@given(st.sampled_from(NAMES), st.binary(max_size=300) | st.sampled_from(DEEP))
def test_any_bytes_in_place_of_a_file_are_findings(path: str, data: bytes) -> None:
    assert with_file(path, data).faults


@given(st.sampled_from(NAMES), st.floats(0, 1), st.binary(max_size=12))
def test_any_bytes_within_a_file_are_findings(path: str, share: float, more: bytes) -> None:
    data = real_files()[path]
    at = round(share * len(data))
    other = data[:at] + more + data[at + len(more) :]
    assert (with_file(path, other).faults > 0) is (other != data)


@pytest.mark.parametrize("leaf", DEEP, ids=range(len(DEEP)))
def test_a_hostile_leaf_in_a_signed_log_is_a_finding(leaf: bytes) -> None:
    told = found(verified(files_of(snapshots(), lambda entries: [*entries, leaf])))
    assert "leaves-readable" in {check for check, _, _ in told}


def test_more_leaves_of_a_kind_than_a_registry_has_are_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(story, "MOST_KEPT", 5)
    told = found(verified(files_of(snapshots())))
    assert any(message.startswith("More than 5 leaves") for _, _, message in told)
