"""A registry that has its key and signs what it likes: what it cannot do unseen.

Each case changes what was published, works everything else out anew and signs it rightly.
"""

from datetime import date

import pytest
from msgspec import structs
from public_files import entries_for
from retelling import (
    counts,
    decision,
    each,
    endpoint_moved,
    gates,
    open_group,
    plan,
    programme,
    stranger,
    verdict,
    withheld,
)
from running import UNIVERSITY
from verifiable import Edit, files_of, found, retold, snapshots, verified

from registry.log.leaves import HoldLeaf, public_leaf_bytes
from registry.model.codes import HoldReason, Verdict
from registry.model.decision import Activity, Standing
from registry.model.hold import Hold
from registry.snapshot import Snapshot

Check = str
LAST = 6


CASES: dict[str, tuple[int, Edit, Check]] = {
    "a failed programme is left out": (
        5,
        programme("Stops", lambda _: None),
        "programmes-complete",
    ),
    "a programme is listed twice": (
        5,
        lambda s: structs.replace(s, programmes=(*s.programmes, s.programmes[0])),
        "programmes-complete",
    ),
    "a programme nobody registered is listed": (
        5,
        stranger,
        "programmes-complete",
    ),
    "a plan was changed": (4, plan("Stops", planned_patients=22), "programmes-as-registered"),
    "a longest wait was changed": (
        4,
        plan("Stops", longest_wait_days=99),
        "programmes-as-registered",
    ),
    "a goal was lowered": (4, programme("Stops", endpoint_moved), "programmes-as-registered"),
    "a failed endpoint is left out": (
        5,
        each("endpoint_results", lambda row: None if row.result.verdict else row),
        "endpoints-complete",
    ),
    "a good verdict is shown early": (
        3,
        each("endpoint_results", lambda row: structs.replace(row, standing=Standing.PUBLISHED)),
        "verdicts-with-stages",
    ),
    "a stage is called another": (
        LAST,
        programme("Stops", lambda row: structs.replace(row, stage="R1")),
        "stages-match",
    ),
    "open groups are called few patients": (
        LAST,
        programme("Stops", lambda row: structs.replace(row, activity=Activity.FEWER_THAN_11)),
        "stages-match",
    ),
    "a stage is closed again": (
        LAST,
        decision("Stops", "R6", open=False, opened_on=None),
        "stages-stay-open",
    ),
    "a stage is said to have opened on another day": (
        LAST,
        decision("Stops", "R6", opened_on=date(2029, 3, 31)),
        "stages-stay-open",
    ),
    "a decision is left out": (
        LAST,
        programme("Stops", lambda row: structs.replace(row, decisions=row.decisions[:-1])),
        "stages-stay-open",
    ),
    "a latest date moves later": (
        5,
        decision("Stops", "R4", latest_on=date(2040, 3, 31)),
        "latest-dates-hold",
    ),
    "a latest date is taken back": (
        5,
        decision("Stops", "R4", latest_on=None),
        "latest-dates-hold",
    ),
    "a latest date passes": (
        LAST,
        decision("Stops", "R4", latest_on=date(2028, 9, 30), open=False),
        "latest-dates-hold",
    ),
    "a shown verdict is another one": (
        LAST,
        each("endpoint_results", lambda row: verdict(row, Verdict.MET)),
        "verdicts-stay",
    ),
    "a shown verdict is withheld again": (
        LAST,
        each("endpoint_results", lambda row: withheld(row)),
        "verdicts-stay",
    ),
    "a release date is another one": (
        LAST,
        lambda s: structs.replace(s, released_on=date(2029, 3, 1)),
        "releases-by-policy",
    ),
    "the next release is put off": (
        LAST,
        lambda s: structs.replace(s, next_release=date(2030, 3, 31)),
        "releases-by-policy",
    ),
    "a missed release is left out": (
        LAST,
        lambda s: structs.replace(s, missed_releases=(date(2028, 3, 31),)),
        "releases-by-policy",
    ),
    "a sponsor is set beside others at once": (
        3,
        lambda s: structs.replace(s, compared_sponsors=("university-of-tarn",)),
        "sponsors-compared-in-time",
    ),
    "a group is dated back": (
        4,
        open_group(lambda g: structs.replace(g, opened_on=date(2027, 3, 31))),
        "groups-dated",
    ),
    "a stage opens between release dates": (
        2,
        decision("Stops", "R1", open=True, opened_on=date(2027, 5, 10)),
        "rest-between-releases",
    ),
    "a group is gone": (LAST, open_group(lambda _: None), "groups-stay"),
    "a group has more patients": (
        LAST,
        open_group(lambda g: structs.replace(g, accepted=(g.accepted or 0) + 1)),
        "groups-stay",
    ),
    "failures became successes": (LAST, counts(1, -1), "groups-stay"),
    "a group has another country": (
        LAST,
        open_group(lambda g: structs.replace(g, country="FR")),
        "groups-stay",
    ),
    "a count was taken back": (
        LAST,
        open_group(lambda g: structs.replace(g, endpoints=())),
        "groups-stay",
    ),
    "a bundle is gone": (LAST, each("bundles", lambda _: None), "bundles-stay"),
    "a bundle has other groups": (
        LAST,
        each("bundles", lambda b: structs.replace(b, group_ids=("other.g001",))),
        "bundles-stay",
    ),
    "a curve of a bundle was taken back": (
        LAST,
        each("bundles", lambda b: structs.replace(b, curves=())),
        "bundles-stay",
    ),
    "a group is too small": (
        LAST,
        open_group(lambda g: structs.replace(g, accepted=10)),
        "groups-add-up",
    ),
    "successes were added": (LAST, counts(1, 0), "groups-add-up"),
    "a stop opens nothing": (
        4,
        decision("Stops", "R6", open=False, opened_on=None),
        "decisions-replayed",
    ),
    "interim efficacy opens with 11 patients": (
        4,
        decision("Goes on", "R3", open=True, opened_on=date(2028, 3, 31)),
        "decisions-replayed",
    ),
    "a gate counts other patients": (
        4,
        gates("Without patients", current=7),
        "decisions-replayed",
    ),
    "a first latest date is later than public facts allow": (
        1,
        decision("Stops", "R4", latest_on=date(2040, 3, 31)),
        "decisions-replayed",
    ),
    "a snapshot is of an earlier day": (
        LAST,
        lambda s: structs.replace(s, as_of=date(2028, 4, 1)),
        "snapshots-chained",
    ),
}


@pytest.mark.parametrize(("number", "edit", "check"), CASES.values(), ids=CASES.keys())
def test_what_a_registry_tells_otherwise_is_found(number: int, edit: Edit, check: Check) -> None:
    told = retold(number, edit)
    assert told != snapshots(), "the case changes nothing"
    findings = found(verified(files_of(told)))
    assert [place for id, place, _ in findings if id == check and f"r/{number}/" in place], findings


def test_telling_anew_without_a_change_holds() -> None:
    assert retold(1, lambda snapshot: snapshot) == snapshots()
    assert found(verified(files_of(snapshots()))) == []


def test_a_hold_without_a_leaf_and_a_leaf_without_a_hold_are_found() -> None:
    hold = Hold(
        "h",
        snapshots()[0].snapshot.programmes[0].programme.id,
        UNIVERSITY,
        HoldReason.UNDER_REVIEW_BY_AUTHORITY,
        date(2027, 6, 1),
        date(2027, 9, 1),
    )
    leaf = HoldLeaf("x", hold.programme_id, hold.asked_on, hold.until, hold.reason.value)
    place = f"r/6/snapshot.json, hold of 2027-06-01 on programme {hold.programme_id}"

    def held(snapshot: Snapshot) -> Snapshot:
        directory = structs.replace(snapshot.directory, holds=(hold,))
        return structs.replace(snapshot, directory=directory)

    def logged(entries: list[bytes]) -> list[bytes]:
        before = len(entries_for(snapshots()[:5]))
        return [*entries[:before], public_leaf_bytes(leaf), *entries[before:]]

    for told, change in ((retold(6, held), list), (snapshots(), logged)):
        findings = found(verified(files_of(told, change)))
        assert [each[:2] for each in findings if place in each] == [("holds-logged", place)]
    right = verified(files_of(retold(6, held), logged))
    assert "holds-logged" not in [each[0] for each in found(right)]
