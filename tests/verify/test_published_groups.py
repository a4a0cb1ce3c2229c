"""What may become of what is public of a group: corrections that say so, and nothing else."""

from datetime import date
from typing import Any

import pytest
from msgspec import structs
from retelling import open_group, programme
from running import AUTHORITY
from verifiable import LATEST, Edit, files_of, found, retold, snapshots, verified

from registry.model.codes import ApprovalEventKind
from registry.model.decision import SafetyNotice
from registry.model.product import Approval, ApprovalEvent
from registry.model.sealed import CurveCounts, EndpointCounts, IntervalCounts, SealedGroup
from registry.snapshot import PublicProgramme, PublicVerdictSet, Snapshot, freeze
from registry.verify.groups import groups_add_up, groups_stay
from registry.verify.moment import Moment

EARLIER = date(2028, 9, 30)


def moved(counts: EndpointCounts, **marks: Any) -> EndpointCounts:
    """Five failures became successes."""
    failures = {**counts.no_success, "OBSERVED_FAILURE": counts.no_success["OBSERVED_FAILURE"] - 5}
    return structs.replace(counts, success=counts.success + 5, no_success=failures, **marks)


def with_endpoint(**marks: Any) -> tuple[Any, ...]:
    """The snapshots, in the last of which a published endpoint was counted anew."""

    def change(group: SealedGroup) -> SealedGroup:
        told = (moved(e, **marks) if e.as_of == EARLIER else e for e in group.endpoints)
        return structs.replace(group, endpoints=tuple(told))

    return retold(6, open_group(change))


def test_a_correction_that_names_the_day_it_replaces_is_none_of_a_silent_change() -> None:
    told = with_endpoint(as_of=LATEST, superseded=(EARLIER,))
    assert told != snapshots()
    assert "groups-stay" not in {check for check, _, _ in found(verified(files_of(told)))}


@pytest.mark.parametrize(
    "marks",
    [
        {},
        {"as_of": LATEST},
        {"superseded": (EARLIER,)},
        {"as_of": LATEST, "superseded": (date(2027, 9, 30),)},
        {"as_of": date(2030, 3, 31), "superseded": (EARLIER,)},
        {"as_of": LATEST, "superseded": (EARLIER, EARLIER)},
    ],
)
def test_a_change_that_does_not_say_so_is_a_silent_one(marks: dict[str, Any]) -> None:
    findings = found(verified(files_of(with_endpoint(**marks))))
    assert "groups-stay" in {check for check, _, _ in findings}


def row(day: int, at_risk: int, dead: int, left: int = 0) -> IntervalCounts:
    return IntervalCounts(day, at_risk, {"DEATH": dead}, 0, left, 0)


FIRST = CurveCounts("survival", (row(91, 11, 2),), (EARLIER,))
LONGER = CurveCounts("survival", (row(91, 11, 2), row(183, 9, 1)), (EARLIER, LATEST))
CURVES: dict[str, tuple[CurveCounts, bool]] = {
    "as it was": (FIRST, True),
    "one interval longer": (LONGER, True),
    "another first interval": (
        structs.replace(LONGER, intervals=(row(91, 11, 3), row(183, 8, 1))),
        False,
    ),
    "counted anew, and saying so": (
        CurveCounts("survival", (row(91, 11, 3),), (LATEST,), (EARLIER,)),
        True,
    ),
    "counted anew for another day": (
        CurveCounts("survival", (row(91, 11, 3),), (EARLIER,), (EARLIER,)),
        False,
    ),
    "counted anew and one interval longer": (
        CurveCounts("survival", (row(91, 11, 3), row(183, 8, 1)), (LATEST, LATEST), (EARLIER,)),
        True,
    ),
    "shorter": (CurveCounts("survival", (), ()), False),
    "another curve": (structs.replace(FIRST, curve="relapse"), False),
}


def moment_with(before: CurveCounts, now: CurveCounts) -> Moment:
    """The last two snapshots, whose first open group has these curves."""

    def shown(frozen: Any, curve: CurveCounts) -> Any:
        (first, *_) = (g for g in frozen.snapshot.groups if g.accepted is not None)
        group = structs.replace(snapshots()[4].snapshot.groups[0], id=first.id, curves=(curve,))
        return freeze(structs.replace(frozen.snapshot, groups=(group,)))

    earlier, later = snapshots()[-2:]
    return Moment(shown(later, now), shown(earlier, before), None, {}, (), None, 0)


@pytest.mark.parametrize(("curve", "holds"), CURVES.values(), ids=CURVES.keys())
def test_a_curve_grows_at_its_end_or_says_what_it_replaces(curve: CurveCounts, holds: bool) -> None:
    told = [each for each in groups_stay(moment_with(FIRST, curve)) if each is not None]
    assert (told == []) is holds


@pytest.mark.parametrize(("at_risk", "holds"), [(8, False), (9, True), (10, False)])
def test_an_interval_begins_with_those_the_one_before_left_at_risk(
    at_risk: int, holds: bool
) -> None:
    curve = structs.replace(LONGER, intervals=(row(91, 11, 2), row(183, at_risk, 1)))
    told = [each for each in groups_add_up(moment_with(FIRST, curve)) if each is not None]
    assert (told == []) is holds


def test_a_label_that_is_missing_is_found() -> None:
    def plain(row: PublicProgramme) -> PublicProgramme:
        told = tuple(structs.replace(decision, labels=()) for decision in row.decisions)
        return structs.replace(row, decisions=told)

    told = retold(6, programme("Stops", plain))
    assert told != snapshots()
    assert "labels-match" in {check for check, _, _ in found(verified(files_of(told)))}


@pytest.mark.parametrize(("met", "place"), [(1, "r/6/snapshot.json"), (4, "r/5/snapshot.json")])
def test_a_verdict_set_that_goes_or_does_not_add_up_is_found(met: int, place: str) -> None:
    ids = tuple(row.programme.id for row in snapshots()[4].snapshot.programmes)
    chosen = PublicVerdictSet("s", EARLIER, ids, met, len(ids), synthetic=True)

    def with_set(snapshot: Snapshot) -> Snapshot:
        return structs.replace(snapshot, verdict_sets=(chosen,))

    findings = found(verified(files_of(retold(5, with_set))))
    assert ("verdict-sets-stay", f"{place}, verdict set s") in [each[:2] for each in findings]


def noticed(product: str, month: str = "2028-09") -> Edit:
    """A safety notice of a product."""
    notice = SafetyNotice(product, month)
    return lambda snapshot: structs.replace(snapshot, safety_notices=(notice,))


def test_a_notice_that_was_issued_and_is_gone_is_found() -> None:
    findings = found(verified(files_of(retold(5, noticed("p")))))
    assert ("notices-stay", "r/6/snapshot.json, safety notice of p") in [f[:2] for f in findings]


def test_a_suspended_approval_without_a_notice_is_found() -> None:
    product = snapshots()[0].snapshot.programmes[0].programme.product_id
    event = ApprovalEvent(ApprovalEventKind.SUSPENDED, "2028-06-01")
    approval = Approval("a", product, AUTHORITY, "ES", "lbcl", "", (event,))

    def suspended(snapshot: Snapshot) -> Snapshot:
        directory = structs.replace(snapshot.directory, approvals=(approval,))
        return structs.replace(snapshot, directory=directory)

    place = f"r/6/snapshot.json, product {product}"
    told = [each[:2] for each in found(verified(files_of(retold(6, suspended))))]
    assert ("notices-stay", place) in told
    both = retold(6, lambda snapshot: noticed(product)(suspended(snapshot)))
    assert ("notices-stay", place) not in [each[:2] for each in found(verified(files_of(both)))]
