"""The checks of a verification: rows of id, one plain sentence, and a pure function.

The first rows are of the log itself; `inspection.py` makes them on its one way through it. The
others look at one snapshot at a time.
"""

from collections.abc import Callable

from msgspec import Struct

from registry.log.leaves import DecisionLeaf, GroupLeaf, PolicyLeaf, SnapshotLeaf
from registry.verify.bundles import bundles_stay
from registry.verify.compared import sponsors_compared_in_time
from registry.verify.complete import (
    endpoints_complete,
    holds_logged,
    labels_match,
    programmes_as_registered,
    programmes_complete,
    stage_and_activity,
    verdicts_open_with_efficacy,
)
from registry.verify.delays import delays_logged, delays_stay
from registry.verify.groups import forms_and_opens, groups_add_up, groups_stay
from registry.verify.logged import logged
from registry.verify.moment import Moment
from registry.verify.notices import notices_stay
from registry.verify.report import Checked, Line
from registry.verify.steady import (
    follows,
    latest_dates_hold,
    releases_by_policy,
    rests_between_releases,
    stages_stay_open,
    verdict_sets_stay,
    verdicts_stay,
)
from registry.verify.wishes import split_as_adopted, wishes_logged, wishes_stay

LOG_CHECKS = {
    "key-trusted": "The key you trust signed the checkpoint, or handed over to the one that did.",
    "keys-handed-over": "Every change of the log's key is signed by both keys and is a leaf.",
    "log-grew": "The log still holds, unchanged, all that your earlier checkpoint held.",
    "receipts-held": "The log holds what the receipts you gave say.",
    "leaves-readable": "Every leaf is there and is of a known kind, or 32 bytes that say nothing.",
    "tiles-recomputed": "Every tile holds the hashes that the leaves give.",
    "root-signed": "The leaves give the root that the checkpoint signs.",
    "older-parts": "In a folder, older parts of tiles are the beginnings of what took their place.",
}
FILE_CHECKS = {
    "snapshots-readable": "Every snapshot is there, in the bytes a registry writes.",
    "latest-named": "r/latest.json names the last snapshot.",
    "nothing-between": "Every leaf of a publication belongs to a snapshot.",
    "decisions-replayed": "Decisions follow from their inputs, as far as those are public.",
}


class SnapshotCheck(Struct, frozen=True):
    """A check of one snapshot; `compares` says that it needs the one before."""

    id: str
    sentence: str
    check: Callable[[Moment], Checked]
    compares: bool = False


SNAPSHOT_CHECKS = (
    SnapshotCheck(
        "snapshots-chained",
        "Each snapshot names the one before by its digest, and is of no earlier day.",
        follows,
        compares=True,
    ),
    SnapshotCheck(
        "snapshots-logged",
        "Every snapshot has its leaf, and every such leaf its snapshot.",
        logged(SnapshotLeaf),
        compares=True,
    ),
    SnapshotCheck(
        "policy-logged",
        "Every release policy has its leaf from the first snapshot that follows it.",
        logged(PolicyLeaf),
        compares=True,
    ),
    SnapshotCheck(
        "groups-logged",
        "Every group has a leaf with its members' digest at its opening, and never another one.",
        logged(GroupLeaf),
        compares=True,
    ),
    SnapshotCheck(
        "decisions-logged",
        "Every decision that is new or changed has its leaf, equal field by field, and no other.",
        logged(DecisionLeaf),
        compares=True,
    ),
    SnapshotCheck(
        "holds-logged",
        "Every hold has its leaf from the day it was asked for, and every such leaf its hold.",
        holds_logged,
    ),
    SnapshotCheck(
        "programmes-complete",
        "The programmes registered in the log are those of the snapshot, each once.",
        programmes_complete,
    ),
    SnapshotCheck(
        "programmes-as-registered",
        "A programme's plan and endpoints are the ones that were registered first.",
        programmes_as_registered,
    ),
    SnapshotCheck(
        "endpoints-complete",
        "Every registered endpoint has its row of results, also where there is nothing to see yet.",
        endpoints_complete,
    ),
    SnapshotCheck(
        "verdicts-with-stages",
        "A sponsor's verdict is shown only where a stage that exposes efficacy is open.",
        verdicts_open_with_efficacy,
    ),
    SnapshotCheck(
        "stages-match",
        "A programme's stage and activity are what its decisions and groups say.",
        stage_and_activity,
    ),
    SnapshotCheck(
        "labels-match",
        "Results are labelled small, of one centre or incomplete where their groups are.",
        labels_match,
    ),
    SnapshotCheck(
        "stages-stay-open",
        "A stage that was open stays open, since the same day.",
        stages_stay_open,
        compares=True,
    ),
    SnapshotCheck(
        "latest-dates-hold",
        "No latest date moves later but to the end of a hold, and by that date the stage is open.",
        latest_dates_hold,
        compares=True,
    ),
    SnapshotCheck(
        "verdicts-stay",
        "A sponsor's verdict that was shown stays, as it was.",
        verdicts_stay,
        compares=True,
    ),
    SnapshotCheck(
        "releases-by-policy",
        "Release dates, the next one and those missed are what day and policy give.",
        releases_by_policy,
        compares=True,
    ),
    SnapshotCheck(
        "sponsors-compared-in-time",
        "No sponsor's completeness stands beside that of others before the policy lets it.",
        sponsors_compared_in_time,
    ),
    SnapshotCheck(
        "rest-between-releases",
        "Between two release dates no decision, no group and no bundle changes.",
        rests_between_releases,
        compares=True,
    ),
    SnapshotCheck(
        "verdict-sets-stay",
        "A verdict set never changes, and no programme is in two.",
        verdict_sets_stay,
        compares=True,
    ),
    SnapshotCheck(
        "notices-stay",
        "A safety notice that was issued stays, and a suspended approval brings one.",
        notices_stay,
        compares=True,
    ),
    SnapshotCheck(
        "groups-dated",
        "A group forms, and opens, on the release date of the snapshot that first shows it so.",
        forms_and_opens,
        compares=True,
    ),
    SnapshotCheck(
        "groups-stay",
        "A group's keys and numbers never change; what opens or is corrected says so.",
        groups_stay,
        compares=True,
    ),
    SnapshotCheck(
        "bundles-stay",
        "A bundle keeps its groups and numbers; what is corrected says so.",
        bundles_stay,
        compares=True,
    ),
    SnapshotCheck(
        "wishes-logged",
        "Every request of the wish list and every decision on one has its leaf, and no other has.",
        wishes_logged,
    ),
    SnapshotCheck(
        "wishes-stay",
        "A request of the wish list stays, and a decision on it is never another one.",
        wishes_stay,
        compares=True,
    ),
    SnapshotCheck(
        "delays-logged",
        "Every release that the board put off has its leaf, and every such leaf its release.",
        delays_logged,
    ),
    SnapshotCheck(
        "delays-stay",
        "What the board said of a release that comes later stays.",
        delays_stay,
        compares=True,
    ),
    SnapshotCheck(
        "groups-split-as-adopted",
        "An open group is split by the keys the board had adopted when it formed, and by no other.",
        split_as_adopted,
    ),
    SnapshotCheck(
        "groups-add-up",
        "An open group has at least 11 patients, and each of its contents adds up to them.",
        groups_add_up,
    ),
)


def new_lines() -> dict[str, Line]:
    """A line of the report for every check, in order."""
    rows = [*LOG_CHECKS.items(), *FILE_CHECKS.items()]
    rows += [(each.id, each.sentence) for each in SNAPSHOT_CHECKS]
    return {id: Line(id, sentence) for id, sentence in rows}
