"""What a rule may look at: the submission, the registered programme, what is stored, the day."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import msgspec
from msgspec import Struct, structs

from registry.model.course import Entry, Versions, entries_of, revision
from registry.model.episode import Course, EpisodeKeys, TreatmentEpisode, month_end
from registry.model.programme import Programme
from registry.model.submission import (
    EpisodeNotice,
    EpisodeOutcome,
    Finding,
    Severity,
    SubmissionBatch,
)

REGISTRATION_DAYS = 90
YEARS, LIFETIME_DAYS = range(1950, 2151), 50_000
NO_COURSE = Course("")


class Stored(Struct, frozen=True):
    """An episode the registry already holds, with what is known of it, also entry by entry.

    `keys` are opened only where a notice speaks of the episode again; `notices` counts them.
    """

    episode: TreatmentEpisode
    course: Course
    versions: Versions = msgspec.field(default_factory=dict)
    keys: EpisodeKeys | None = None
    withdrawn: bool = False
    notices: int = 1

    @property
    def revision(self) -> int:
        """Grows with everything that is stored of the episode; 0 after its first notice."""
        return revision(self.versions, self.notices)


class Situation(Struct, frozen=True):
    """Everything a rule needs beside the submission. `stored` is keyed by source pseudonym.

    `windows` are the follow-up windows of the programme's product. `outcomes` are those of the
    submission beside what is stored, worked out once for all rules. `erased` are the source
    pseudonyms of patients whose data were erased at their wish.
    """

    programme: Programme | None
    sponsor_id: str
    stored: dict[str, Stored]
    received_on: date
    windows: tuple[int, ...] = ()
    outcomes: "tuple[Told, ...] | None" = None
    erased: frozenset[str] = frozenset()


class Place(Struct, frozen=True):
    """Where a rule fired. Never carries the value."""

    path: str
    row: int | None = None


class SubmissionRule(Struct, frozen=True):
    """A rule of intake: id, one plain sentence, what to do, and a pure function."""

    id: str
    sentence: str
    remedy: str
    check: Callable[[SubmissionBatch, Situation], Iterator[Place]]
    severity: Severity = Severity.ERROR

    def findings(self, batch: SubmissionBatch, situation: Situation) -> Iterator[Finding]:
        """One finding per place where the rule fires."""
        for place in self.check(batch, situation):
            yield Finding(self.id, place.path, self.sentence, self.remedy, place.row, self.severity)


class Told(Struct, frozen=True):
    """An outcome beside the episode it speaks of, as stored or as noticed in the same batch."""

    row: int
    outcome: EpisodeOutcome
    notice: EpisodeNotice | None
    stored: Stored | None
    entries: tuple[Entry, ...]

    @property
    def accepted_month(self) -> str | None:
        """Month of acceptance, or None where the episode is not known or the month not valid."""
        if self.stored is not None:
            return self.stored.episode.accepted_month
        return self.notice.accepted_month if self.notice and self.month_is_valid else None

    @property
    def month_is_valid(self) -> bool:
        """Whether the notice's month can be read."""
        return self.notice is not None and is_month(self.notice.accepted_month)

    @property
    def course(self) -> Course:
        """What is stored of the episode, or nothing."""
        return self.stored.course if self.stored else NO_COURSE

    def at(self, field: str) -> Place:
        """The place of a field of this outcome."""
        return Place(f"outcomes[{self.row}].{field}", self.row)


def told(batch: SubmissionBatch, situation: Situation) -> tuple[Told, ...]:
    """Every outcome with the episode it speaks of."""
    if situation.outcomes is not None:
        return situation.outcomes
    notices = {notice.pseudonym: notice for notice in batch.notices}
    return tuple(
        Told(
            row,
            outcome,
            notices.get(outcome.pseudonym),
            situation.stored.get(outcome.pseudonym),
            tuple(entries_of(outcome)),
        )
        for row, outcome in enumerate(batch.outcomes)
    )


def worked_out(batch: SubmissionBatch, situation: Situation) -> Situation:
    """The situation with the outcomes of the batch beside what is stored."""
    bare = structs.replace(situation, outcomes=None)
    return structs.replace(bare, outcomes=told(batch, bare))


def is_month(text: str) -> bool:
    """Whether a text is a calendar month YYYY-MM."""
    try:
        return len(text) == 7 and date.fromisoformat(f"{text}-01").year in YEARS
    except ValueError:
        return False


def earliest(month: str, day: int) -> date:
    """The earliest calendar day that lies `day` days after an acceptance in `month`."""
    return date.fromisoformat(f"{month}-01") + timedelta(days=within(day))


def latest(month: str, day: int) -> date:
    """The latest calendar day that lies `day` days after an acceptance in `month`."""
    return month_end(month) + timedelta(days=within(day))


def within(day: int) -> int:
    """A day of a lifetime; what lies beyond is refused by a rule, whatever it is."""
    return max(-LIFETIME_DAYS, min(day, LIFETIME_DAYS))
