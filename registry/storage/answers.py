"""Whether sponsors answer: when due visits were first answered, and who owes none any more.

Of an ended follow-up only that it ended is read, so that a programme whose patients died looks to
no rule like one that fell silent.
"""

from datetime import date

import msgspec
from msgspec import Struct
from piccolo.querystring import QueryString

from registry.model.codes import EntryKind
from registry.model.course import SHAPES, ends_follow_up
from registry.storage.engine import Database


class Answers(Struct, frozen=True):
    """The last day a due visit of each episode was first answered, and those with none to come."""

    last: dict[str, date] = {}
    ended: frozenset[str] = frozenset()

    def __or__(self, other: "Answers") -> "Answers":
        """Those of other programmes beside these."""
        return Answers({**self.last, **other.last}, self.ended | other.ended)


async def read_answers(database: Database, programme_id: str | None = None) -> Answers:
    """The answers of one programme, or of all."""
    mine = (
        QueryString("AND e.programme_id = {} ", programme_id) if programme_id else QueryString("")
    )
    return Answers(await _last(database, mine), await _ended(database, mine))


async def _last(database: Database, mine: QueryString) -> dict[str, date]:
    """A correction is no answer: only the first version of a visit counts."""
    rows = await database.run(
        QueryString(
            "SELECT v.episode_id, MAX(s.received_at) AS answered FROM course_entry v "
            "JOIN episode e ON e.id = v.episode_id JOIN submission s ON s.id = v.submission_id "
            "WHERE v.kind = 'VISIT' AND v.version = 1 AND v.status <> 'NOT_DUE' {}"
            "GROUP BY v.episode_id",
            mine,
        )
    )
    return {row["episode_id"]: date.fromisoformat(row["answered"][:10]) for row in rows}


async def _ended(database: Database, mine: QueryString) -> frozenset[str]:
    """Only entries that may end a follow-up are opened, each as it stands."""
    rows = await database.run(
        QueryString(
            "SELECT v.episode_id, v.kind, v.document FROM course_entry v "
            "JOIN episode e ON e.id = v.episode_id "
            "WHERE (v.status IN ('DEAD', 'LOST', 'WITHDRAWN') OR v.document LIKE {}) "
            "AND NOT EXISTS (SELECT 1 FROM course_entry n WHERE n.episode_id = v.episode_id "
            "AND n.kind = v.kind AND n.key = v.key AND n.version > v.version) {}",
            "%DEATH%",
            mine,
        )
    )
    return frozenset(
        row["episode_id"] for row in rows if _is_end(EntryKind(row["kind"]), row["document"])
    )


def _is_end(kind: EntryKind, document: str) -> bool:
    return ends_follow_up(msgspec.json.decode(document, type=SHAPES[kind]))
