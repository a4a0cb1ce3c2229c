"""Ways to tell a snapshot otherwise: every edit takes a snapshot and gives another one."""

from collections.abc import Callable
from typing import Any

from msgspec import structs
from verifiable import Edit

from registry.model.codes import Verdict
from registry.model.decision import PublicDecision, PublicGate, Standing
from registry.model.sealed import SealedGroup
from registry.snapshot import PublicEndpointResult, PublicProgramme, Snapshot


def each(part: str, change: Callable[[Any], Any | None]) -> Edit:
    """Change every row of a part of a snapshot; None takes it out."""

    def edit(snapshot: Snapshot) -> Snapshot:
        rows = (change(row) for row in getattr(snapshot, part))
        return structs.replace(snapshot, **{part: tuple(row for row in rows if row is not None)})

    return edit


def programme(title: str, change: Callable[[PublicProgramme], PublicProgramme | None]) -> Edit:
    """Change one programme of a snapshot."""
    return each("programmes", lambda row: change(row) if row.programme.title == title else row)


def decision(title: str, stage: str, **changes: Any) -> Edit:
    """Change one decision of a snapshot."""

    def one(each: PublicDecision) -> PublicDecision:
        return structs.replace(each, **changes) if each.stage == stage else each

    return programme(
        title, lambda row: structs.replace(row, decisions=tuple(map(one, row.decisions)))
    )


def open_group(change: Callable[[SealedGroup], SealedGroup | None]) -> Edit:
    """Change every open group of a snapshot."""
    return each("groups", lambda group: group if group.accepted is None else change(group))


def counts(success: int, failures: int) -> Edit:
    """Other successes in every group that shows them."""

    def change(group: SealedGroup) -> SealedGroup:
        told = tuple(
            structs.replace(
                each,
                success=each.success + success,
                no_success={
                    **each.no_success,
                    "OBSERVED_FAILURE": each.no_success["OBSERVED_FAILURE"] + failures,
                },
            )
            for each in group.endpoints
        )
        return structs.replace(group, endpoints=told)

    return open_group(change)


def plan(title: str, **changes: Any) -> Edit:
    """Another plan of a programme."""
    return programme(
        title,
        lambda row: structs.replace(row, programme=structs.replace(row.programme, **changes)),
    )


def endpoint_moved(row: PublicProgramme) -> PublicProgramme:
    """An endpoint's goal lowered after the fact."""
    first, *others = row.programme.endpoints
    easier = structs.replace(
        first.endpoint, criterion=structs.replace(first.endpoint.criterion, at_least_percent=10)
    )
    endpoints = (structs.replace(first, endpoint=easier), *others)
    return structs.replace(row, programme=structs.replace(row.programme, endpoints=endpoints))


def gates(title: str, **changes: Any) -> Edit:
    """Change every gate of one programme that shows a number."""

    def one(gate: PublicGate) -> PublicGate:
        return gate if gate.current is None else structs.replace(gate, **changes)

    def all_of(row: PublicProgramme) -> PublicProgramme:
        told = (structs.replace(d, gates=tuple(map(one, d.gates))) for d in row.decisions)
        return structs.replace(row, decisions=tuple(told))

    return programme(title, all_of)


def stranger(snapshot: Snapshot) -> Snapshot:
    """A programme that nobody registered beside the others."""
    first = snapshot.programmes[0]
    new = structs.replace(first, programme=structs.replace(first.programme, id="new"))
    return structs.replace(snapshot, programmes=(*snapshot.programmes, new))


def verdict(row: PublicEndpointResult, told: Verdict) -> PublicEndpointResult:
    """A row that shows another verdict, if it shows one."""
    if row.result.verdict is None:
        return row
    return structs.replace(row, result=structs.replace(row.result, verdict=told))


def withheld(row: PublicEndpointResult) -> PublicEndpointResult:
    """A row that shows no verdict any more."""
    result = structs.replace(row.result, verdict=None)
    return structs.replace(row, result=result, standing=Standing.WITHHELD)
