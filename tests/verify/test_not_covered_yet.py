"""The public checkpoint moves once a day: what is young may wait, what is old may not."""

from datetime import date, timedelta

import pytest
from msgspec import structs
from public_files import Files, entries_for, log_files, snapshot_files
from retelling import decision
from verifiable import LATEST, found, retold, snapshots, verified

from registry.intake.registered import registration_leaf
from registry.log.leaves import public_leaf_bytes
from registry.verify.report import Line, Report


def covered(count: int, shown: int = 6) -> Files:
    """The files of so many snapshots over the log as it stood after the first `count`."""
    some = snapshots()[:shown]
    return {**log_files(entries_for(some[:count])), **snapshot_files(some)}


def line(report: Report, id: str) -> Line:
    return next(line for line in report.lines if line.id == id)


@pytest.mark.parametrize("days", [0, 1])
def test_the_newest_snapshot_may_wait_for_the_next_checkpoint(days: int) -> None:
    report = verified(covered(5), on=LATEST + timedelta(days=days))
    assert found(report) == []
    (told,) = line(report, "snapshots-logged").aside
    assert "r/6/snapshot.json of 2029-03-31 is not covered yet" in told
    assert "is due the day after" in told
    assert report.snapshots == 6


@pytest.mark.parametrize("days", [2, 3, 400])
def test_an_older_snapshot_without_a_leaf_does_not_pass(days: int) -> None:
    ((check, place, message),) = found(verified(covered(5), on=LATEST + timedelta(days=days)))
    assert (check, place) == ("snapshots-logged", "r/6/snapshot.json")
    assert "was due the day after" in message


def test_an_old_one_behind_a_young_one_does_not_pass_either() -> None:
    told = [place for _, place, _ in found(verified(covered(4), on=LATEST))]
    assert told == ["r/5/snapshot.json"]


def test_what_is_not_covered_is_still_checked_against_what_came_before() -> None:
    closed = retold(6, decision("Stops", "R6", open=False, opened_on=None))
    files = {**covered(5), **snapshot_files(closed)}
    assert {check for check, _, _ in found(verified(files))} >= {"stages-stay-open"}


def test_what_is_not_covered_yet_may_list_a_programme_whose_leaf_is_not_due_either() -> None:
    assert found(verified(covered(1, shown=2), on=date(2027, 5, 10))) == []


def test_a_programme_in_the_log_must_be_in_what_is_not_covered_yet() -> None:
    some = snapshots()
    hidden = structs.replace(some[0].snapshot.programmes[0].programme, id="hidden")
    entries = [*entries_for(some[:5]), public_leaf_bytes(registration_leaf(hidden))]
    files = {**log_files(entries), **snapshot_files(some)}
    ((check, place, message),) = found(verified(files))
    assert (check, place) == ("programmes-complete", "r/6/snapshot.json")
    assert message == "Programme hidden is registered and not listed."


def test_snapshots_that_are_named_and_missing_are_found() -> None:
    files = covered(5)
    del files["r/6/snapshot.json"]
    told = {(check, place) for check, place, _ in found(verified(files))}
    assert ("snapshots-readable", "r/6/snapshot.json") in told


def test_a_latest_that_hides_a_logged_snapshot_is_found() -> None:
    files = {**covered(6), "r/latest.json": covered(5, shown=5)["r/latest.json"]}
    assert [(check, place) for check, place, _ in found(verified(files))] == [
        ("latest-named", "r/latest.json")
    ]


def test_a_registry_that_has_published_nothing_yet_holds_and_says_so() -> None:
    for entries in ([], [bytes(32)]):
        report = verified(log_files(entries))
        assert found(report) == []
        assert line(report, "latest-named").aside == ["No snapshot was published yet."]


def test_a_first_snapshot_waits_for_a_log_without_leaves() -> None:
    files = {**log_files([]), **snapshot_files(snapshots()[:1])}
    assert found(verified(files, on=snapshots()[0].snapshot.as_of)) == []
    assert [check for check, _, _ in found(verified(files))] == ["snapshots-logged"]
