"""What a publication leaves in the public log, from public values alone."""

from collections.abc import Iterator, Mapping

from registry.log.leaves import (
    DecisionLeaf,
    GroupLeaf,
    PolicyLeaf,
    PublicLeaf,
    SnapshotLeaf,
)
from registry.model.decision import PublicDecision
from registry.model.sealed import GroupState, SealedGroup
from registry.snapshot import FrozenSnapshot, Snapshot


def decision_leaf(programme_id: str, decision: PublicDecision) -> DecisionLeaf:
    """A decision as the log keeps it; its gates stand in the snapshot."""
    return DecisionLeaf(
        programme_id,
        decision.stage,
        decision.open,
        decision.opened_on,
        decision.latest_on,
        decision.explanation,
        decision.policy_version,
        decision.inputs_digest,
    )


def snapshot_leaf(frozen: FrozenSnapshot) -> SnapshotLeaf:
    """A snapshot and what it follows."""
    now = frozen.snapshot
    return SnapshotLeaf(now.number, now.as_of, frozen.digest, now.predecessor, now.policy_version)


def publication_leaves(
    frozen: FrozenSnapshot, earlier: FrozenSnapshot | None, members: Mapping[str, str]
) -> Iterator[PublicLeaf]:
    """Every leaf of a publication in its order: policy, groups, decisions, the snapshot last.

    `members` is the keyed digest of the members of every group that opens now, by group id.
    """
    now, before = frozen.snapshot, earlier.snapshot if earlier else None
    if before is None or before.policy_digest != now.policy_digest:
        yield PolicyLeaf(now.policy_version, now.policy_digest)
    for group in opened_groups(now, before):
        if group.opened_on is not None:
            yield GroupLeaf(group.id, group.opened_on, members[group.id])
    known = set(decisions(before)) if before else set()
    yield from (leaf for leaf in decisions(now) if leaf not in known)
    yield snapshot_leaf(frozen)


def opened_groups(now: Snapshot, before: Snapshot | None) -> list[SealedGroup]:
    """The groups that are open now and were not in the snapshot before."""
    known = {g.id for g in before.groups if g.state is GroupState.OPEN} if before else set()
    return [g for g in now.groups if g.state is GroupState.OPEN and g.id not in known]


def decisions(snapshot: Snapshot) -> Iterator[DecisionLeaf]:
    """Every decision of a snapshot, in its order."""
    for row in snapshot.programmes:
        yield from (decision_leaf(row.programme.id, decision) for decision in row.decisions)
