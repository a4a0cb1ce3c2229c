"""A small registry over two years, as its public files: everything a verification looks at."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import date
from functools import cache
from typing import Any

from logs import KEY
from msgspec import structs
from public_files import Files, entries_for, log_files, snapshot_files
from running import Running, running_registry
from sending import RESPONSE, infused, notices, pseudonyms, record, register, send

from registry.log.note import VerifierKey
from registry.model.codes import EndpointRole, ProgrammeEventKind, StopReason, Verdict
from registry.model.registration import EndpointResultDraft, StatusDraft
from registry.model.submission import Accepted
from registry.release.stages import load_policy, policy_digest
from registry.snapshot import FrozenSnapshot, Snapshot, freeze
from registry.verify.inspection import Question, inspect
from registry.verify.report import Report
from registry.verify.sources import Read

BEGAN, MARCH, MAY, NEWS = date(2027, 1, 11), date(2027, 3, 10), date(2027, 5, 10), date(2027, 8, 1)
RELEASES = (date(2027, 9, 30), date(2028, 3, 31), date(2028, 9, 30), date(2029, 3, 31))
LATEST = RELEASES[-1]
LATER = structs.replace(RESPONSE, id="later", role=EndpointRole.SECONDARY, day=365)
PATIENTS = pseudonyms(22)
Edit = Callable[[Snapshot], Snapshot]


@cache
def snapshots() -> tuple[FrozenSnapshot, ...]:
    """Six snapshots, the second between release dates.

    One programme of 22 patients stops, one of 22 goes on, one of none comes later.
    """
    return asyncio.run(played())


async def played() -> tuple[FrozenSnapshot, ...]:
    """The same, inside the event loop."""
    with tempfile.TemporaryDirectory() as folder:
        async with running_registry(f"sqlite:///{folder}/r.sqlite", BEGAN) as registry:
            return tuple([each async for each in story(registry)])


async def story(registry: Running) -> AsyncIterator[FrozenSnapshot]:
    """What happens, publication by publication."""
    house = registry.house
    stops = await register(house, BEGAN, title="Stops", endpoints=(RESPONSE, LATER))
    goes_on = await register(house, BEGAN, title="Goes on", planned_end=date(2035, 2, 1))
    await send(house, stops, MARCH, notices(PATIENTS))
    await send(house, goes_on, MARCH, notices(pseudonyms(11, 0xB00)))
    yield await published(registry, date(2027, 3, 31))
    await register(house, MAY, title="Without patients", planned_end=date(2028, 2, 1))
    yield await published(registry, MAY)
    told = [infused(patient, "CMR" if n < 4 else "PD") for n, patient in enumerate(PATIENTS)]
    assert isinstance(await send(house, stops, NEWS, outcomes=told), Accepted)
    stop = StatusDraft(stops, ProgrammeEventKind.STOPPED, NEWS, StopReason.FUTILITY)
    await record(house, stop, NEWS)
    await record(house, EndpointResultDraft(stops, RESPONSE.id, Verdict.NOT_MET, NEWS), NEWS)
    await send(house, goes_on, NEWS, notices(pseudonyms(11, 0xC00), "2027-07"))
    for day in RELEASES:
        yield await published(registry, day)


async def published(registry: Running, on: date) -> FrozenSnapshot:
    """The snapshot of a day."""
    await registry.publish(on)
    assert registry.house.shelf.current is not None
    return registry.house.shelf.current


def public_files(count: int | None = None) -> Files:
    """The public files once so many snapshots were published."""
    return files_of(snapshots()[:count])


def files_of(
    some: Sequence[FrozenSnapshot], change: Callable[[list[bytes]], list[bytes]] = lambda e: e
) -> Files:
    """The files of snapshots, over a log whose leaves were changed before it was signed."""
    registered = snapshots()[: len(some)]
    return {**log_files(change(entries_for(some, registered))), **snapshot_files(some)}


def retold(number: int, edit: Edit) -> tuple[FrozenSnapshot, ...]:
    """The snapshots with one that says something else, chained anew by whoever holds the key."""
    told: list[FrozenSnapshot] = []
    for frozen in snapshots():
        now = frozen.snapshot
        before = told[-1].digest if told else None
        edited = edit(now) if now.number == number else now
        told.append(freeze(structs.replace(edited, predecessor=before)))
    return tuple(told)


def verified(
    files: Files | Read, key: VerifierKey = KEY, on: date = LATEST, **asked: Any
) -> Report:
    """The report on public files."""
    read = (lambda path: files.get(path, b"")) if isinstance(files, dict) else files
    policy = load_policy()
    known = {policy_digest(policy): policy}
    return inspect(read, Question(key, known, on, **asked))


def found(report: Report) -> list[tuple[str, str, str]]:
    """Every finding: check, place, message."""
    return [(line.id, each.place, each.message) for line in report.lines for each in line.findings]
