"""Whether sponsors answer: when due visits were first answered, and who owes none any more.

Of an ended follow-up only that it ended is read, so that a programme whose patients died looks to
no rule like one that fell silent.
"""

from datetime import date

import msgspec
from msgspec import Struct
from piccolo.querystring import QueryString

from registry.model.codes import EntryKind, VisitStatus
from registry.model.course import ends_follow_up
from registry.storage.engine import Database
from registry.storage.entries import NOTHING, Fact, opened_row, programme_keys, value_of

ENTRIES = (
    "SELECT c.episode_id, c.name, c.version, c.sealed, s.received_at FROM course_entry c "
    "JOIN episode e ON e.id = c.episode_id JOIN submission s ON s.id = c.submission_id "
    "WHERE e.programme_id = {} ORDER BY c.version"
)
ENDING_KINDS = (EntryKind.VISIT, EntryKind.ADVERSE_EVENT, EntryKind.NOT_INFUSED)


class Status(Struct, frozen=True):
    """What is read of a visit to see whether it is an answer."""

    status: VisitStatus


class Answers(Struct, frozen=True):
    """The last day a due visit of each episode was first answered, and those with none to come."""

    last: dict[str, date] = {}
    ended: frozenset[str] = frozenset()

    def __or__(self, other: "Answers") -> "Answers":
        """Those of other programmes beside these."""
        return Answers({**self.last, **other.last}, self.ended | other.ended)


async def read_answers(database: Database, programme_id: str | None = None) -> Answers:
    """The answers of one programme, or of all."""
    if programme_id is not None:
        return await _answers(database, programme_id)
    rows = await database.run(QueryString("SELECT DISTINCT programme_id AS id FROM episode"))
    found = [await _answers(database, row["id"]) for row in rows]
    last = {id: day for each in found for id, day in each.last.items()}
    return Answers(last, frozenset().union(*(each.ended for each in found)))


async def _answers(database: Database, programme_id: str) -> Answers:
    """A correction is no answer: only the first version of a visit counts, but the latest ends."""
    keys = await programme_keys(database, programme_id)
    last: dict[str, str] = {}
    ends: dict[tuple[str, str], bool] = {}
    for row in await database.run(QueryString(ENTRIES, programme_id)):
        if (id := row["episode_id"]) not in keys:
            continue  # a patient who came in since the keys were read
        fact = opened_row(keys, row)
        ends[id, row["name"]] = is_end(fact)
        if row["version"] == 1 and is_answer(fact):
            last[id] = max(last.get(id, ""), row["received_at"])
    return Answers(
        {id: date.fromisoformat(at[:10]) for id, at in last.items()},
        frozenset(id for (id, _), is_last in ends.items() if is_last),
    )


def is_answer(fact: Fact) -> bool:
    """Whether a fact is a visit that was due."""
    if fact.kind is not EntryKind.VISIT or fact.value == NOTHING:
        return False
    return msgspec.json.decode(fact.value, type=Status).status is not VisitStatus.NOT_DUE


def is_end(fact: Fact) -> bool:
    """Whether a fact ends a follow-up."""
    return (
        fact.kind in ENDING_KINDS and (said := value_of(fact)) is not None and ends_follow_up(said)
    )
