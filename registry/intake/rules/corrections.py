"""Rules on corrections: made from the latest revision, of facts that are stored."""

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct, structs

from registry.intake.rules.notices import NOTICE_RULES
from registry.intake.rules.outcomes import OUTCOME_RULES
from registry.intake.rules.rows import ROW_RULES
from registry.intake.rules.situation import (
    REGISTRATION_DAYS,
    Place,
    Situation,
    Stored,
    earliest,
    is_month,
    latest,
    worked_out,
)
from registry.model.codes import Timing
from registry.model.course import Name, course_of, entries_of, standing
from registry.model.submission import CorrectionBatch, EpisodeNotice, Finding, SubmissionBatch


class CorrectionRule(Struct, frozen=True):
    """A rule of corrections: id, one plain sentence, what to do, and a pure function."""

    id: str
    sentence: str
    remedy: str
    check: Callable[[CorrectionBatch, Situation], Iterator[Place]]


def outdated(batch: CorrectionBatch, situation: Situation) -> Iterator[Place]:
    """A correction is made from the latest revision: somebody else may have changed it since."""
    for row, correction in enumerate(batch.corrections):
        stored = situation.stored.get(correction.outcome.pseudonym)
        if stored is not None and correction.based_on != stored.revision:
            yield Place(f"corrections[{row}].basedOn", row)


def unknown_entry(batch: CorrectionBatch, situation: Situation) -> Iterator[Place]:
    """Only what is stored can be taken back, and not replaced at the same time."""
    for row, correction in enumerate(batch.corrections):
        stored = situation.stored.get(correction.outcome.pseudonym)
        known = {e.name for e in standing(stored.versions)} if stored else set()
        known -= {entry.name for entry in entries_of(correction.outcome)}
        for index, name in enumerate(correction.taken_back):
            if (name.kind, name.key) not in known:
                yield Place(f"corrections[{row}].takenBack[{index}]", row)


def empty_correction(batch: CorrectionBatch, _: Situation) -> Iterator[Place]:
    """A correction changes something."""
    if not batch.corrections:
        yield Place("corrections")
    for row, correction in enumerate(batch.corrections):
        tells = correction.taken_back or correction.notice or any(entries_of(correction.outcome))
        if not tells:
            yield Place(f"corrections[{row}]", row)


def foreign_notice(batch: CorrectionBatch, _: Situation) -> Iterator[Place]:
    """A correction speaks of one patient."""
    for row, correction in enumerate(batch.corrections):
        notice = correction.notice
        if notice is not None and notice.pseudonym != correction.outcome.pseudonym:
            yield Place(f"corrections[{row}].notice.pseudonym", row)


def forgotten_notice(batch: CorrectionBatch, situation: Situation) -> Iterator[Place]:
    """The notice of a patient who withdrew stays as it is, or was erased."""
    for row, correction in enumerate(batch.corrections):
        stored = situation.stored.get(correction.outcome.pseudonym)
        own = correction.notice and correction.notice.pseudonym == correction.outcome.pseudonym
        if own and stored is not None and (stored.keys is None or stored.withdrawn):
            yield Place(f"corrections[{row}].notice", row)


def later_month(batch: CorrectionBatch, situation: Situation) -> Iterator[Place]:
    """Nobody is registered before the month of acceptance has begun."""
    for row, correction in enumerate(batch.corrections):
        notice, stored = correction.notice, situation.stored.get(correction.outcome.pseudonym)
        if notice is None or stored is None or not is_month(notice.accepted_month):
            continue
        if earliest(notice.accepted_month, 0) > stored.episode.registered_on:
            yield Place(f"corrections[{row}].notice.acceptedMonth", row)


def late_month(batch: CorrectionBatch, situation: Situation) -> Iterator[Place]:
    """With another month of acceptance, too, a prospective notice came within 90 days."""
    for row, correction in enumerate(batch.corrections):
        notice, stored = correction.notice, situation.stored.get(correction.outcome.pseudonym)
        if notice is None or stored is None or not is_month(notice.accepted_month):
            continue
        marked = notice.retrospective or correction.outcome.retrospective
        late = latest(notice.accepted_month, REGISTRATION_DAYS) < stored.episode.registered_on
        if late and not marked and stored.episode.timing is Timing.PROSPECTIVE:
            yield Place(f"corrections[{row}].notice.retrospective", row)


CORRECTION_RULES = (
    CorrectionRule(
        "based-on-latest",
        "This patient's record was changed since the revision you worked on.",
        "Read the record again, and correct its latest revision.",
        outdated,
    ),
    CorrectionRule(
        "entry-stored",
        "What would be taken back is not stored, or is replaced by the same correction.",
        "Name a stored fact by its kind and key.",
        unknown_entry,
    ),
    CorrectionRule(
        "correction-not-empty",
        "This correction changes nothing.",
        "Give what replaces the stored facts, or which facts are taken back.",
        empty_correction,
    ),
    CorrectionRule(
        "notice-of-patient",
        "The corrected notice is of another patient than the correction.",
        "Give both the same pseudonym.",
        foreign_notice,
    ),
    CorrectionRule(
        "notice-kept",
        "This patient withdrew: the notice stays as it is, or was erased.",
        "Leave it out.",
        forgotten_notice,
    ),
    CorrectionRule(
        "month-before-registration",
        "This patient was registered before this month began.",
        "Give the month of acceptance; a patient accepted anew is a new episode.",
        later_month,
    ),
    CorrectionRule(
        "month-in-time",
        "With this month the patient was registered more than 90 days after acceptance.",
        "Check the month, or mark the notice retrospective: the patient is then shown apart.",
        late_month,
    ),
)
OTHERWISE = ("submission-not-empty", "not-reported-before", "notice-unchanged")
OF_NOTICES = tuple(rule for rule in NOTICE_RULES if rule.id not in OTHERWISE)
OF_OUTCOMES = tuple(rule for rule in (*OUTCOME_RULES, *ROW_RULES) if rule.id not in OTHERWISE)


def check_correction(batch: CorrectionBatch, situation: Situation) -> tuple[Finding, ...]:
    """Everything wrong with corrections, by row: their own rules, and all rules of outcomes."""
    own = [
        Finding(rule.id, place.path, rule.sentence, rule.remedy, place.row)
        for rule in CORRECTION_RULES
        for place in rule.check(batch, situation)
    ]
    told = as_told(batch)
    news = structs.replace(told, notices=())
    left = worked_out(news, remaining(batch, situation))
    found = [f for rule in OF_NOTICES for f in rule.findings(told, situation)]
    found += (f for rule in OF_OUTCOMES for f in rule.findings(news, left))
    rows = [row for row, c in enumerate(batch.corrections) if c.notice is not None]
    shared = (at_correction(finding, rows) for finding in found)
    return tuple(sorted((*own, *shared), key=lambda finding: finding.row or 0))


def as_told(batch: CorrectionBatch) -> SubmissionBatch:
    """The replacing facts as a submission would tell them."""
    return SubmissionBatch(
        batch.programme_id,
        tuple(c.notice for c in batch.corrections if c.notice is not None),
        tuple(c.outcome for c in batch.corrections),
    )


def remaining(batch: CorrectionBatch, situation: Situation) -> Situation:
    """The situation without the facts that are replaced or taken back, in the corrected month."""
    stored = dict(situation.stored)
    for correction in batch.corrections:
        found = stored.get(correction.outcome.pseudonym)
        if found is not None:
            gone = {entry.name for entry in entries_of(correction.outcome)}
            gone |= {(name.kind, name.key) for name in correction.taken_back}
            left = without(found, gone)
            stored[correction.outcome.pseudonym] = moved(left, correction.notice)
    return structs.replace(situation, stored=stored)


def without(stored: Stored, gone: set[Name]) -> Stored:
    """An episode as if these facts had never been told."""
    versions = {name: v for name, v in stored.versions.items() if name not in gone}
    course = course_of(stored.episode.id, standing(versions))
    return structs.replace(stored, course=course, versions=versions)


def moved(stored: Stored, notice: EpisodeNotice | None) -> Stored:
    """An episode as if it had been accepted in the month the notice now says."""
    if notice is None or not is_month(notice.accepted_month):
        return stored
    episode = structs.replace(stored.episode, accepted_month=notice.accepted_month)
    return structs.replace(stored, episode=episode)


def at_correction(finding: Finding, rows: Sequence[int]) -> Finding:
    """A finding on a replacing fact, with its place in the correction.

    `rows` are the corrections that correct a notice, in order.
    """
    if finding.row is None:
        return finding
    head, _, tail = finding.path.partition("]")
    is_notice = head.startswith("notices")
    row = rows[finding.row] if is_notice else finding.row
    part = "notice" if is_notice else "outcome"
    return structs.replace(finding, path=f"corrections[{row}].{part}{tail}", row=row)
