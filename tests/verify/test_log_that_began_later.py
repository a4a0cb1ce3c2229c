"""A registry that published before it had a log: what was public then is its first publication."""

from public_files import Files, log_files, members_of, snapshot_files
from verifiable import found, snapshots, verified

from registry.intake.registered import registration_leaf
from registry.log.leaves import public_leaf_bytes
from registry.release.leaves import publication_leaves
from registry.verify.report import Report


def began_with(number: int) -> Files:
    """The files of a log that began when this snapshot was the latest."""
    some = snapshots()[number - 1 :]
    first = some[0].snapshot.programmes
    entries = [public_leaf_bytes(registration_leaf(row.programme)) for row in first]
    earlier = None
    for frozen in some:
        leaves = publication_leaves(frozen, earlier, members_of(frozen))
        entries += [public_leaf_bytes(leaf) for leaf in leaves]
        earlier = frozen
    return {**log_files(entries), **snapshot_files(snapshots())}


def remarks(report: Report) -> list[str]:
    return next(line.aside for line in report.lines if line.id == "snapshots-logged")


def test_older_snapshots_hold_by_their_chain_and_the_report_says_so() -> None:
    report = verified(began_with(4))
    assert found(report) == []
    assert report.snapshots == 6
    assert remarks(report) == [
        "Snapshots 1 to 3 are older than the log: their chain alone vouches for them."
    ]


def test_a_log_from_the_first_snapshot_says_nothing_of_older_ones() -> None:
    assert remarks(verified(began_with(1))) == []


def test_an_older_snapshot_that_was_changed_or_taken_out_is_found() -> None:
    files = began_with(4)
    changed = files["r/2/snapshot.json"].replace(b'"as_of":"2027-05-10"', b'"as_of":"2027-05-11"')
    for data in (changed, b""):
        told = found(verified({**files, "r/2/snapshot.json": data}))
        assert any(place.startswith(("r/2/", "r/3/")) for _, place, _ in told)


def test_a_log_cannot_begin_anew_for_whoever_kept_a_checkpoint() -> None:
    kept = began_with(1)["log/checkpoint"]
    told = [check for check, _, _ in found(verified(began_with(4), since=kept))]
    assert told == ["log-grew"]
