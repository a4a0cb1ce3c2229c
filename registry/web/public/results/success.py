"""What counts as success, in the language of the page: from the parts of its definition."""

from registry import texts
from registry.language import ENGLISH, Language, marked
from registry.model.codes import Clock, EndpointKind
from registry.model.measures import CATEGORY_LABELS, MEASURES
from registry.model.outcomes import Outcome
from registry.web.public.wording import joined, name

EVENTS = {**texts.EVENT_CLASSES, **texts.CAUSES}
SENTENCES = {
    (EndpointKind.RESPONDER, Clock.ACCEPTANCE): marked(
        "%(measure)s: %(reached)s on day %(day)s after acceptance"
    ),
    (EndpointKind.RESPONDER, Clock.FIRST_ADMINISTRATION): marked(
        "%(measure)s: %(reached)s on day %(day)s after first administration"
    ),
    (EndpointKind.TIME_TO_EVENT, Clock.ACCEPTANCE): marked(
        "%(measure)s: none of these up to day %(day)s after acceptance: %(events)s"
    ),
    (EndpointKind.TIME_TO_EVENT, Clock.FIRST_ADMINISTRATION): marked(
        "%(measure)s: none of these up to day %(day)s after first administration: %(events)s"
    ),
    (EndpointKind.CHANGE, Clock.ACCEPTANCE): marked(
        "%(measure)s: better by at least %(points)s points on day %(day)s after acceptance"
    ),
    (EndpointKind.CHANGE, Clock.FIRST_ADMINISTRATION): marked(
        "%(measure)s: better by at least %(points)s points on day %(day)s after first "
        "administration"
    ),
}


def success(outcome: Outcome, language: Language) -> str:
    """The definition of an outcome; in English in the words that files and GraphQL have."""
    if language == ENGLISH:
        return outcome.label
    say, number, measure = language.say, language.number, MEASURES.get(outcome.measure)
    reached = (category(code, language) for code in outcome.success_categories)
    return say(
        SENTENCES[outcome.kind, outcome.clock],
        measure=say(measure.label) if measure else name(outcome.measure),
        reached=joined(say(" or "), reached),
        events=", ".join(say(EVENTS[event]) for event in outcome.events),
        points=number(outcome.improvement or 0),
        day=number(outcome.day),
    )


def category(code: str, language: Language) -> str:
    """A category of a response: in words where it has some, else its code, such as CR."""
    return language.say(CATEGORY_LABELS[code]) if code in CATEGORY_LABELS else name(code)
