"""Rules on corrections: made from the latest revision, of facts that are stored."""

from collections.abc import Callable, Iterator

from msgspec import Struct, structs

from registry.intake.rules.notices import NOTICE_RULES
from registry.intake.rules.outcomes import OUTCOME_RULES
from registry.intake.rules.rows import ROW_RULES
from registry.intake.rules.situation import Place, Situation, Stored, worked_out
from registry.model.course import Name, course_of, entries_of, revision, standing
from registry.model.submission import CorrectionBatch, Finding, SubmissionBatch


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
        if stored is not None and correction.based_on != revision(stored.versions):
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
        if not correction.taken_back and not any(entries_of(correction.outcome)):
            yield Place(f"corrections[{row}]", row)


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
)
SHARED = tuple(
    rule
    for rule in (*NOTICE_RULES, *OUTCOME_RULES, *ROW_RULES)
    if rule.id not in ("submission-not-empty", "not-reported-before")
)


def check_correction(batch: CorrectionBatch, situation: Situation) -> tuple[Finding, ...]:
    """Everything wrong with corrections, by row: their own rules, and all rules of outcomes."""
    own = [
        Finding(rule.id, place.path, rule.sentence, rule.remedy, place.row)
        for rule in CORRECTION_RULES
        for place in rule.check(batch, situation)
    ]
    told = as_told(batch)
    left = worked_out(told, remaining(batch, situation))
    shared = [at_correction(f) for rule in SHARED for f in rule.findings(told, left)]
    return tuple(sorted((*own, *shared), key=lambda finding: finding.row or 0))


def as_told(batch: CorrectionBatch) -> SubmissionBatch:
    """The replacing facts as a submission would tell them."""
    return SubmissionBatch(batch.programme_id, outcomes=tuple(c.outcome for c in batch.corrections))


def remaining(batch: CorrectionBatch, situation: Situation) -> Situation:
    """The situation without the facts that are replaced or taken back."""
    stored = dict(situation.stored)
    for correction in batch.corrections:
        found = stored.get(correction.outcome.pseudonym)
        if found is not None:
            gone = {entry.name for entry in entries_of(correction.outcome)}
            gone |= {(name.kind, name.key) for name in correction.taken_back}
            stored[correction.outcome.pseudonym] = without(found, gone)
    return structs.replace(situation, stored=stored)


def without(stored: Stored, gone: set[Name]) -> Stored:
    """An episode as if these facts had never been told."""
    versions = {name: v for name, v in stored.versions.items() if name not in gone}
    course = course_of(stored.episode.id, standing(versions))
    return structs.replace(stored, course=course, versions=versions)


def at_correction(finding: Finding) -> Finding:
    """A finding on a replacing fact, with its place in the correction."""
    path = finding.path
    if finding.row is not None:
        head = f"outcomes[{finding.row}]"
        path = path.replace(head, f"corrections[{finding.row}].outcome", 1)
    return structs.replace(finding, path=path)
