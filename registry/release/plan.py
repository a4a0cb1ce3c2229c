"""What a publication changes, group by group: the plan its approvers read before it happens."""

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct

from registry.model.bundle import contents_in
from registry.model.sealed import GroupState, SealedGroup, contents_of
from registry.snapshot import FrozenSnapshot, Snapshot

Contents = Mapping[str, date | None]
"""Contents by id, with the release date each was counted for."""


class PlannedStep(Struct, frozen=True):
    """One thing that becomes public: what happens to which group or programme.

    `programme_id` is whose group or bundle it is.
    """

    what: str
    subject: str
    detail: str = ""
    programme_id: str = ""


class Plan(Struct, frozen=True):
    """A publication before it happens: the digest of its very bytes, and what it changes."""

    number: int
    digest: str
    steps: tuple[PlannedStep, ...]


def plan_of(frozen: FrozenSnapshot, earlier: FrozenSnapshot | None) -> Plan:
    """What a snapshot changes against the one before: no count that is not public, no outcome.

    A safety notice follows from what patients suffered, and a verdict is one: whoever approves
    learns of neither beforehand, so that nobody holds a snapshot back because of it.
    """
    before = earlier.snapshot if earlier else None
    now = frozen.snapshot
    steps = (
        *group_steps(now, before),
        *bundle_steps(now, before),
        *set_steps(now, before),
        *stage_steps(now, before),
        *wish_steps(now, before),
        *delay_steps(now, before),
    )
    return Plan(frozen.snapshot.number, frozen.digest, steps)


def group_steps(now: Snapshot, before: Snapshot | None) -> Iterator[PlannedStep]:
    """Groups that are sealed, opened, or show more."""
    known = {group.id: group for group in before.groups} if before else {}
    for group in now.groups:
        earlier, whose = known.get(group.id), group.programme_id
        if earlier is None:
            yield PlannedStep("seals", group.id, "at least 11 patients", whose)
        if group.state is GroupState.OPEN and not is_open(earlier):
            yield PlannedStep("opens", group.id, f"{group.country}, {group.age_class}", whose)
        shown = contents_of(earlier) if earlier else {}
        yield from content_steps(group.id, whose, contents_of(group), shown)


def bundle_steps(now: Snapshot, before: Snapshot | None) -> Iterator[PlannedStep]:
    """Bundles that are cut, or show more."""
    known = {bundle.id: bundle for bundle in before.bundles} if before else {}
    for bundle in now.bundles:
        earlier, whose = known.get(bundle.id), bundle.programme_id
        if earlier is None:
            yield PlannedStep("bundles", bundle.id, ", ".join(bundle.group_ids), whose)
        shown = contents_in(earlier) if earlier else {}
        yield from content_steps(bundle.id, whose, contents_in(bundle), shown)


def content_steps(
    id: str, programme_id: str, now: Contents, before: Contents
) -> Iterator[PlannedStep]:
    """What is shown for the first time, and what is counted anew with corrections."""
    for content, as_of in sorted(now.items()):
        if content not in before:
            yield PlannedStep("shows", id, content, programme_id)
        elif as_of != before[content]:
            yield PlannedStep("corrects", id, content, programme_id)


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


def wish_steps(now: Snapshot, before: Snapshot | None) -> Iterator[PlannedStep]:
    """Requests of the wish list, with the texts that become public, and decisions on them."""
    known = {request.id: request for request in before.key_requests} if before else {}
    for request in now.key_requests:
        if request.id not in known:
            yield PlannedStep("lists wish", request.id, request.purpose)
        earlier = known.get(request.id)
        if request.decision is not None and (earlier is None or earlier.decision is None):
            yield PlannedStep(request.status.lower(), request.id, request.decision.reason)


def delay_steps(now: Snapshot, before: Snapshot | None) -> Iterator[PlannedStep]:
    """What the board says of releases that come later, with the texts that become public."""
    known = {delay.id for delay in before.delays} if before else set()
    for delay in now.delays:
        if delay.id not in known:
            yield PlannedStep("tells delay", delay.id, delay.reason)
