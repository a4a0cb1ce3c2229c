"""The made-up groups of the benchmarks are such as a registry publishes."""

from pathlib import Path

from large_snapshot import large_folder, large_snapshot
from verifiable import verified

from registry.verify.groups import wrong_sums
from registry.verify.sources import from_folder


def test_every_made_up_group_adds_up() -> None:
    groups = large_snapshot(500).snapshot.groups
    assert len(groups) == 500
    assert [told for group in groups for told in wrong_sums(group)] == []
    assert sum(bool(group.curves) for group in groups) > 400


def test_a_made_up_folder_holds_a_log_and_a_chain_that_hold_together(tmp_path: Path) -> None:
    folder = large_folder(tmp_path, 60, snapshots=3)
    report = verified(from_folder(folder), on=large_snapshot(60).snapshot.as_of)
    faults = {line.id for line in report.lines if line.faults}
    assert report.snapshots == 3
    basic = {"key-trusted", "root-signed", "tiles-recomputed", "snapshots-readable"}
    assert not faults & {*basic, "snapshots-chained", "snapshots-logged", "groups-add-up"}
