"""What counts as success is said in the language of the page, from the parts of its definition."""

import pytest
from msgspec import structs

from registry.language import ENGLISH, LANGUAGES, Language
from registry.model.codes import Clock, EndpointKind, EventClass
from registry.model.outcomes import Outcome, outcome_of
from registry.web.public.results.success import SENTENCES, success
from tests.views.example import KNEE, REMISSION

SPANISH, GERMAN = (language for language in LANGUAGES if language != ENGLISH)
REACHED, BETTER = outcome_of(REMISSION), outcome_of(KNEE)
FREE = structs.replace(
    REACHED,
    measure="SURVIVAL",
    measure_label="Survival",
    kind=EndpointKind.TIME_TO_EVENT,
    events=("DEATH", "RELAPSE"),
)


@pytest.mark.parametrize(
    ("outcome", "language", "words"),
    [
        (
            BETTER,
            GERMAN,
            "Funktion des Knies (KOOS): mindestens 10 Punkte besser am Tag 365 nach der ersten "
            "Gabe",
        ),
        (
            FREE,
            GERMAN,
            "Überleben: nichts davon bis Tag 100 nach der ersten Gabe: Tod, "
            "Rückfall oder Fortschreiten",
        ),
        (
            REACHED,
            SPANISH,
            'Remisión de leucemia aguda: <span translate="no">CR</span> o CR sin enfermedad '
            "residual medible el día 100 tras la primera administración",
        ),
    ],
    ids=["change", "time to event", "response"],
)
def test_a_definition_is_said_in_a_language(
    outcome: Outcome, language: Language, words: str
) -> None:
    assert success(outcome, language) == words


def test_english_has_the_words_of_files_and_graphql() -> None:
    assert success(BETTER, ENGLISH) == BETTER.label


def test_a_measure_that_nobody_knows_is_a_name() -> None:
    own = structs.replace(BETTER, measure="OWN_SCALE", measure_label="OWN_SCALE")
    assert success(own, GERMAN).startswith('<span translate="no">OWN_SCALE</span>: mindestens 10')


def test_every_kind_of_definition_has_its_sentence() -> None:
    assert set(SENTENCES) == {(kind, clock) for kind in EndpointKind for clock in Clock}


@pytest.mark.parametrize("event", EventClass)
@pytest.mark.parametrize("language", [SPANISH, GERMAN], ids=lambda language: language.code)
def test_every_event_of_a_definition_has_words(event: EventClass, language: Language) -> None:
    said = success(structs.replace(FREE, events=(str(event),)), language)
    assert not said.endswith(f": {event}")
