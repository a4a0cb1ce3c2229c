"""What was released, what opens when at the latest, and who owes a result: pure facts of decisions.

Pages, feed and calendar file say the same; they are written from these rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct

from registry import texts
from registry.language import ENGLISH, Language
from registry.model.decision import Activity
from registry.snapshot import Snapshot
from registry.views.decisions import DecisionRow, decisions


class Opening(Struct, frozen=True):
    """A stage of a programme that opens, at the latest, on a day; `day` is a horizon of it."""

    on: date
    decision: DecisionRow
    day: int | None = None

    def words(self, language: Language = ENGLISH) -> str:
        """What opens."""
        stage = language.say(texts.STAGE_NAMES[self.decision.stage])
        if self.day is None:
            return stage
        return language.say("%(stage)s, day %(day)s", stage=stage, day=language.number(self.day))


class ReleaseDay(Struct, frozen=True):
    """A release date to come, with what opens on it at the latest."""

    on: date
    openings: tuple[Opening, ...]


def own_decisions(snapshot: Snapshot) -> list[DecisionRow]:
    """The decisions on programmes of sponsors; of what is only cited nothing is released here."""
    cited = {row.programme.id for row in snapshot.programmes if row.activity is Activity.CITED}
    return [row for row in decisions(snapshot) if row.programme_id not in cited]


def opened_since(rows: Iterable[DecisionRow]) -> list[DecisionRow]:
    """The stages that opened, newest first."""
    found = [row for row in rows if row.open and row.opened_on is not None]
    return sorted(found, key=lambda row: (row.opened_on or date.min, row.id), reverse=True)


def coming(snapshot: Snapshot) -> list[ReleaseDay]:
    """The release dates to come that are known, each with what opens at the latest."""
    found: dict[date, list[Opening]] = defaultdict(list)
    found[snapshot.next_release] = []
    for opening in openings(own_decisions(snapshot)):
        if opening.on > snapshot.as_of:
            found[opening.on].append(opening)
    return [ReleaseDay(on, tuple(some)) for on, some in sorted(found.items())]


def openings(rows: Iterable[DecisionRow]) -> Iterator[Opening]:
    """What of each decision opens later: the stage, or the horizons of one that is open."""
    for row in rows:
        if not row.open and row.latest_on is not None:
            yield Opening(row.latest_on, row)
        for horizon in row.horizons:
            if row.open and not horizon.open and horizon.opens_on is not None:
                yield Opening(horizon.opens_on, row, horizon.day)
