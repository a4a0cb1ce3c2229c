"""What a publication changes, group by group: the plan its approvers read before it happens."""

from collections.abc import Iterator

from msgspec import Struct

from registry.model.sealed import GroupState, SealedGroup, contents_of
from registry.snapshot import FrozenSnapshot, Snapshot


class PlannedStep(Struct, frozen=True):
    """One thing that becomes public: what happens to which group or programme."""

    what: str
    subject: str
    detail: str = ""


class Plan(Struct, frozen=True):
    """A publication before it happens: the digest of its very bytes, and what it changes."""

    number: int
    digest: str
    steps: tuple[PlannedStep, ...]


def plan_of(frozen: FrozenSnapshot, earlier: FrozenSnapshot | None) -> Plan:
    """What a snapshot changes against the one before; no count that is not public yet."""
    before = earlier.snapshot if earlier else None
    now = frozen.snapshot
    groups, sets = group_steps(now, before), set_steps(now, before)
    steps = (*groups, *sets, *stage_steps(now, before), *notice_steps(now, before))
    return Plan(frozen.snapshot.number, frozen.digest, steps)


def group_steps(now: Snapshot, before: Snapshot | None) -> Iterator[PlannedStep]:
    """Groups that are sealed, opened, or show more."""
    known = {group.id: group for group in before.groups} if before else {}
    for group in now.groups:
        earlier = known.get(group.id)
        if earlier is None:
            yield PlannedStep("seals", group.id, "at least 11 patients")
        if group.state is GroupState.OPEN and not is_open(earlier):
            yield PlannedStep("opens", group.id, f"{group.country}, {group.age_class}")
        shown = set(contents_of(earlier)) if earlier else set()
        for content in sorted(set(contents_of(group)) - shown):
            yield PlannedStep("shows", group.id, content)


def is_open(group: SealedGroup | None) -> bool:
    """Whether a group's numbers were public before."""
    return group is not None and group.state is GroupState.OPEN


def set_steps(now: Snapshot, before: Snapshot | None) -> Iterator[PlannedStep]:
    """Sets of small programmes whose verdicts become public together."""
    known = {formed.id for formed in before.verdict_sets} if before else set()
    for formed in now.verdict_sets:
        if formed.id not in known:
            yield PlannedStep("tells together", formed.id, f"{formed.total} programmes")


def stage_steps(now: Snapshot, before: Snapshot | None) -> Iterator[PlannedStep]:
    """Programmes that are listed for the first time, and stages that open."""
    known = {row.programme.id: row for row in before.programmes} if before else {}
    for row in now.programmes:
        earlier = known.get(row.programme.id)
        was_open = {d.stage for d in earlier.decisions if d.open} if earlier else set()
        if earlier is None:
            yield PlannedStep("lists", row.programme.id)
        for decision in row.decisions:
            if decision.open and decision.stage not in was_open and decision.stage != "R0":
                yield PlannedStep("opens stage", row.programme.id, decision.stage)


def notice_steps(now: Snapshot, before: Snapshot | None) -> Iterator[PlannedStep]:
    """Safety notices that are issued."""
    known = {notice.product_id for notice in before.safety_notices} if before else set()
    for notice in now.safety_notices:
        if notice.product_id not in known:
            yield PlannedStep("issues safety notice", notice.product_id, notice.month)
