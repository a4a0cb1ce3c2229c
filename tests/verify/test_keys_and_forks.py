"""Whose log it is, and whether it is still the same one."""

import json
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from logs import KEY, ORIGIN, OTHER_PRIVATE, PRIVATE
from public_files import Files, entries_for, keys_file, log_files, signed, snapshot_files
from retelling import programme
from verifiable import found, public_files, retold, snapshots, verified

from registry.log.note import VerifierKey, verifier_key
from registry.verify.report import Report

THIRD = Ed25519PrivateKey.from_private_bytes(bytes(range(2, 34)))
OTHER = verifier_key(ORIGIN, OTHER_PRIVATE)


def handed_over(
    rotated_at: int = 60, by: tuple[Ed25519PrivateKey, ...] = (PRIVATE, OTHER_PRIVATE)
) -> Files:
    """A log whose key was changed after so many leaves; both keys signed where it stood."""
    leaf = {"kind": "key", "new": OTHER.encoded, "old": KEY.encoded, "on": "2027-06-01"}
    change = json.dumps(leaf, sort_keys=True, separators=(",", ":")).encode()
    whole = entries_for(snapshots())
    entries = [*whole[:rotated_at], change, *whole[rotated_at:]]
    return {
        **log_files(entries, OTHER_PRIVATE),
        **snapshot_files(snapshots()),
        "log/keys": keys_file(PRIVATE, OTHER_PRIVATE),
        "log/handovers/1": signed(entries[: rotated_at + 1], *by),
    }


def places(report: Report) -> list[tuple[str, str]]:
    return [(check, place) for check, place, _ in found(report)]


@pytest.mark.parametrize("trusted", [KEY, OTHER], ids=["the old key", "the new key"])
def test_whoever_trusts_a_key_follows_it_to_the_one_that_signs_today(trusted: VerifierKey) -> None:
    report = verified(handed_over(), trusted)
    assert found(report) == []
    (line,) = [line for line in report.lines if line.id == "keys-handed-over"]
    assert line.seen == 1


def test_another_key_than_the_logs_is_refused() -> None:
    report = verified(public_files(), OTHER)
    ((check, place, message),) = found(report)
    assert (check, place) == ("key-trusted", "log/keys")
    assert "is not among the log's keys" in message


def test_a_log_signed_by_another_key_is_refused() -> None:
    rogue = {**log_files(entries_for(snapshots()), OTHER_PRIVATE), **snapshot_files(snapshots())}
    assert places(verified(rogue)) == [("key-trusted", "log/keys")]
    listed = {**rogue, "log/keys": keys_file(PRIVATE)}
    assert places(verified(listed)) == [("key-trusted", "log/checkpoint")]


def test_whoever_drops_a_programme_and_works_all_out_anew_lacks_the_key_or_is_found() -> None:
    dropped = retold(4, programme("Stops", lambda _: None))
    entries = entries_for(dropped, snapshots())
    forged = {**log_files(entries, OTHER_PRIVATE), **snapshot_files(dropped)}
    assert places(verified({**forged, "log/keys": keys_file(PRIVATE)})) == [
        ("key-trusted", "log/checkpoint")
    ]
    signed_rightly = {**log_files(entries), **snapshot_files(dropped)}
    assert ("programmes-complete", "r/4/snapshot.json") in places(verified(signed_rightly))


def test_a_rogue_key_cannot_list_itself_behind_the_trusted_one() -> None:
    rogue = {
        **log_files(entries_for(snapshots()), OTHER_PRIVATE),
        **snapshot_files(snapshots()),
        "log/keys": keys_file(PRIVATE, OTHER_PRIVATE),
    }
    assert ("keys-handed-over", "log/handovers/1") in places(verified(rogue))
    alone = {**rogue, "log/handovers/1": signed(entries_for(snapshots())[:61], OTHER_PRIVATE)}
    assert ("keys-handed-over", "log/handovers/1") in places(verified(alone))


@pytest.mark.parametrize(
    "signers",
    [(PRIVATE,), (OTHER_PRIVATE,), (PRIVATE, THIRD), (THIRD, OTHER_PRIVATE)],
    ids=["old alone", "new alone", "old and a third", "a third and new"],
)
def test_a_handover_needs_both_signatures(signers: tuple[Ed25519PrivateKey, ...]) -> None:
    report = verified(handed_over(by=signers))
    assert ("keys-handed-over", "log/handovers/1") in places(report)


def test_a_handover_of_another_log_is_refused() -> None:
    other = signed(entries_for(snapshots(), opaque=4)[:61], PRIVATE, OTHER_PRIVATE)
    report = verified({**handed_over(), "log/handovers/1": other})
    assert ("keys-handed-over", "log/handovers/1") in places(report)


def test_a_handover_whose_last_leaf_does_not_name_the_keys_is_refused() -> None:
    files = handed_over()
    whole = entries_for(snapshots())
    early = signed(whole[:60], PRIVATE, OTHER_PRIVATE)
    told = places(verified({**files, "log/handovers/1": early}))
    assert ("keys-handed-over", "log/handovers/1") in told


@pytest.mark.parametrize("missing", ["log/handovers/1", "log/keys", "log/checkpoint"])
def test_a_missing_key_file_is_named(missing: str) -> None:
    files = {path: data for path, data in handed_over().items() if path != missing}
    assert missing in {place for _, place in places(verified(files))}


@pytest.mark.parametrize("leaves", [1, 25, 60, 100, 10_000])
def test_a_log_that_grew_extends_every_checkpoint_before(leaves: int) -> None:
    since = signed(entries_for(snapshots())[:leaves], PRIVATE)
    report = verified(public_files(), since=since)
    assert found(report) == []
    assert [line.seen for line in report.lines if line.id == "log-grew"] == [1]


@pytest.mark.parametrize("leaves", [1, 25, 10_000])
def test_a_log_that_was_exchanged_whole_does_not_extend_what_was_kept(leaves: int) -> None:
    kept = signed(entries_for(snapshots(), opaque=4)[1 : leaves + 1], PRIVATE)
    if leaves == 1:
        kept = signed([bytes(32)], PRIVATE)
    assert places(verified(public_files(), since=kept)) == [("log-grew", "your earlier checkpoint")]


def test_a_log_rolled_back_to_an_earlier_day_is_found() -> None:
    kept = signed(entries_for(snapshots()), PRIVATE)
    report = verified(public_files(5), on=date(2028, 9, 30), since=kept)
    ((check, _, message),) = found(report)
    assert check == "log-grew"
    assert "leaves were taken away" in message


def test_a_checkpoint_kept_from_before_a_change_of_key_is_extended() -> None:
    since = signed(entries_for(snapshots())[:50], PRIVATE)
    assert found(verified(handed_over(), OTHER, since=since)) == []


@pytest.mark.parametrize("kept", [b"", b"no note", signed([bytes(32)], OTHER_PRIVATE)])
def test_a_kept_checkpoint_that_is_none_is_told(kept: bytes) -> None:
    assert places(verified(public_files(), since=kept)) == [("log-grew", "your earlier checkpoint")]
