"""What became of episodes: milestones, batches, administrations, visits, events, as rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec
from msgspec import structs
from piccolo.table import Table

from registry.model.episode import (
    Administration,
    AdverseEvent,
    Batch,
    Course,
    FollowUpVisit,
    NotInfused,
    Response,
)
from registry.model.submission import EpisodeOutcome
from registry.storage.engine import Database
from registry.storage.rows import chunks, insert
from registry.storage.tables import (
    AdministrationRecord,
    AdverseEventRecord,
    BatchRecord,
    MilestoneRecord,
    VisitRecord,
)

Row = dict[str, Any]
COLLECTED, NOT_INFUSED, NONE_OBSERVED = "COLLECTED", "NOT_INFUSED", "NONE_OBSERVED"


async def add_news(
    database: Database, submission_id: str, news: Sequence[tuple[str, EpisodeOutcome]]
) -> None:
    """Store the news of episodes (id, outcome); what is stored is never overwritten.

    Only "none observed to day X" moves forward. UniqueViolation for a row that exists.
    """
    for table, write in WRITERS.items():
        rows = [row for id, outcome in news for row in write(id, outcome)]
        await insert(database, table, [row | {"submission_id": submission_id} for row in rows])
    for id, outcome in news:
        if outcome.none_observed_to_day is not None:
            await _observe(database, submission_id, id, outcome.none_observed_to_day)


def _milestones(id: str, outcome: EpisodeOutcome) -> Iterator[Row]:
    if outcome.collected_day is not None:
        yield _milestone(id, COLLECTED, outcome.collected_day)
    if outcome.not_infused is not None:
        yield _milestone(id, NOT_INFUSED, outcome.not_infused.day, outcome.not_infused.reason)


def _milestone(id: str, kind: str, day: int, reason: str | None = None) -> Row:
    return {"episode_id": id, "kind": kind, "day": day, "reason": reason}


def _batches(id: str, outcome: EpisodeOutcome) -> Iterator[Row]:
    for batch in outcome.batches:
        yield {"episode_id": id} | structs.asdict(batch)


def _administrations(id: str, outcome: EpisodeOutcome) -> Iterator[Row]:
    for given in outcome.administrations:
        yield {"episode_id": id} | structs.asdict(given)


def _visits(id: str, outcome: EpisodeOutcome) -> Iterator[Row]:
    for visit in outcome.visits:
        response = visit.response
        yield {
            "episode_id": id,
            "planned_day": visit.window,
            "status": visit.status,
            "day": visit.day,
            "measure": response.measure if response else None,
            "category": response.category if response else None,
            "scale": visit.scale,
            "value": visit.value,
        }


def _events(id: str, outcome: EpisodeOutcome) -> Iterator[Row]:
    for event in outcome.adverse_events:
        yield {"episode_id": id} | structs.asdict(event) | {"serious": int(event.serious)}


WRITERS: dict[type[Table], Callable[[str, EpisodeOutcome], Iterator[Row]]] = {
    MilestoneRecord: _milestones,
    BatchRecord: _batches,
    AdministrationRecord: _administrations,
    VisitRecord: _visits,
    AdverseEventRecord: _events,
}


async def _observe(database: Database, submission_id: str, id: str, day: int) -> None:
    """Events have been looked for up to this day; an earlier day never replaces a later one."""
    mine = (MilestoneRecord.episode_id == id) & (MilestoneRecord.kind == NONE_OBSERVED)
    stored = await database.run(MilestoneRecord.select(MilestoneRecord.day).where(mine))
    if not stored:
        row = _milestone(id, NONE_OBSERVED, day) | {"submission_id": submission_id}
        await insert(database, MilestoneRecord, [row])
    elif stored[0]["day"] < day:
        await database.run(MilestoneRecord.update({MilestoneRecord.day: day}).where(mine))


async def read_courses(database: Database, ids: Sequence[str]) -> dict[str, Course]:
    """The course of each episode, empty where nothing was told yet."""
    tables = {table: await _rows(database, table, ids) for table in WRITERS}
    return {id: _course(id, {table: rows[id] for table, rows in tables.items()}) for id in ids}


async def _rows(
    database: Database, table: type[Table], ids: Sequence[str]
) -> defaultdict[str, list[Row]]:
    """Rows of a table by episode."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    column = table._meta.get_column_by_name("episode_id")
    for some in chunks(ids):
        for row in await database.run(table.select().where(column.is_in(list(some)))):
            found[row["episode_id"]].append(row)
    return found


def _course(id: str, rows: dict[type[Table], list[Row]]) -> Course:
    milestones = {row["kind"]: row for row in rows[MilestoneRecord]}
    not_infused = milestones.get(NOT_INFUSED)
    return Course(
        episode_id=id,
        collected_day=_day(milestones.get(COLLECTED)),
        batches=_structs(Batch, rows[BatchRecord]),
        administrations=_structs(Administration, rows[AdministrationRecord]),
        not_infused=_convert(NotInfused, not_infused) if not_infused else None,
        visits=tuple(_visit(row) for row in rows[VisitRecord]),
        adverse_events=_structs(AdverseEvent, rows[AdverseEventRecord]),
        none_observed_to_day=_day(milestones.get(NONE_OBSERVED)),
    )


def _day(row: Row | None) -> int | None:
    return row["day"] if row else None


def _visit(row: Row) -> FollowUpVisit:
    visit: FollowUpVisit = _convert(FollowUpVisit, row | {"window": row["planned_day"]})
    if row["measure"] is None:
        return visit
    return structs.replace(visit, response=Response(row["measure"], row["category"]))


def _structs(kind: type[msgspec.Struct], rows: Iterable[Row]) -> Any:
    return tuple(_convert(kind, row) for row in rows)


def _convert(kind: type[Any], row: Row) -> Any:
    known = {name: row[name] for name in kind.__struct_fields__ if name in row}
    return msgspec.convert(known, kind, strict=False)
