"""Rules on advice, plain words and attestations."""

from collections.abc import Iterator

from registry.intake.rules.costs import FIRST_YEAR
from registry.intake.rules.known import DraftRule, Known
from registry.model.registration import (
    AdviceDraft,
    AttestationDraft,
    Draft,
    EndpointResultDraft,
    LaySummaryDraft,
)
from registry.model.transparency import EU_LANGUAGES
from registry.model.wishes import holds_number


def advice_stated(draft: Draft, known: Known) -> Iterator[str]:
    """Advice names who gave it, when, and on what."""
    if not isinstance(draft, AdviceDraft):
        return
    if not draft.body.strip():
        yield "body"
    if not draft.topic.strip():
        yield "topic"
    if not FIRST_YEAR <= draft.year <= known.received_on.year:
        yield "year"


def attestation_stated(draft: Draft, known: Known) -> Iterator[str]:
    """An attestation is of one of the programme's centres, for a year that has ended."""
    if not isinstance(draft, AttestationDraft):
        return
    programme = known.programmes.get(draft.programme_id)
    if programme is not None and draft.centre_id not in programme.centre_ids:
        yield "centreId"
    if not FIRST_YEAR <= draft.year < known.received_on.year:
        yield "year"
    if draft.planned < 0:
        yield "planned"
    if draft.actual < 0:
        yield "actual"


def summary_stated(draft: Draft, known: Known) -> Iterator[str]:
    """A lay summary says something, in a known language, and names who answers for it."""
    if not isinstance(draft, LaySummaryDraft):
        return
    if draft.language not in EU_LANGUAGES:
        yield "language"
    if not draft.text.strip():
        yield "text"
    if not draft.author.strip():
        yield "author"
    if draft.reviewed_on is not None and draft.reviewed_on > known.received_on:
        yield "reviewedOn"


def summary_without_numbers(draft: Draft, _: Known) -> Iterator[str]:
    """A lay summary tells no number of patients, no age and no date: it holds no digit."""
    if isinstance(draft, LaySummaryDraft):
        if holds_number(draft.text):
            yield "text"
        if holds_number(draft.author):
            yield "author"


def lesson_without_numbers(draft: Draft, _: Known) -> Iterator[str]:
    """What others should learn of a result holds no digit: figures stand beside the verdict only
    where they are of whole groups.
    """
    if isinstance(draft, EndpointResultDraft) and holds_number(draft.lesson):
        yield "lesson"


TRANSPARENCY_RULES = (
    DraftRule(
        "lesson-without-numbers",
        "This holds a number, and everybody reads it with the verdict.",
        "Say it without numbers: those that are public stand beside it.",
        lesson_without_numbers,
    ),
    DraftRule(
        "advice-stated",
        "The body, topic or year of the advice is missing or lies in the future.",
        "Name who advised, on what, and in which year.",
        advice_stated,
    ),
    DraftRule(
        "summary-stated",
        "The words, their language or their author are missing, or the review lies in the future.",
        "Write a few plain sentences, name who answers for them, and give a language of the EU.",
        summary_stated,
    ),
    DraftRule(
        "summary-without-numbers",
        "This holds a number, and everybody reads it.",
        "Leave out counts, ages and dates: the page beside it has the numbers that are public.",
        summary_without_numbers,
    ),
    DraftRule(
        "attestation-of-centre",
        "This is not a statement of one of the programme's centres for a year that has ended.",
        "Name a centre of the programme, a past year, and how many were planned and entered.",
        attestation_stated,
    ),
)
