"""What a stage waits for is said by the id of its gate, in the language of the page."""

import msgspec
import pytest
from markupsafe import Markup
from msgspec import structs

from registry import texts
from registry.language import ENGLISH, LANGUAGES, Language
from registry.model.decision import PolicyNumber, PublicGate
from registry.release.gates import GATES, Gate, named_numbers
from registry.release.stages import load_policy
from registry.views.figures import Reason, Withheld
from registry.web.public.results.cells import why
from registry.web.public.results.conditions import condition
from tests.web.test_languages import too_long

POLICY = load_policy()
OTHERS = [language for language in LANGUAGES if language != ENGLISH]
EACH = pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
EVERY = pytest.mark.parametrize("gate", GATES.values(), ids=lambda gate: gate.id)


def published(gate: Gate) -> PublicGate:
    numbers = tuple(PolicyNumber(*each) for each in gate.numbers(POLICY).items())
    return PublicGate(gate.id, gate.says(POLICY), met=False, numbers=numbers)


def test_the_catalogue_has_the_words_of_every_gate_and_of_no_other() -> None:
    assert set(texts.GATES) == set(GATES)


@EVERY
@EACH
def test_a_condition_is_said_in_the_language_of_the_page(gate: Gate, language: Language) -> None:
    said = condition(published(gate), language)
    assert not isinstance(said, Markup)
    assert said != gate.says(POLICY)
    assert all(str(number) in said for number in gate.numbers(POLICY).values())
    assert "{" not in said


@EVERY
def test_a_condition_is_said_in_short_sentences_in_every_language(gate: Gate) -> None:
    assert [
        words for each in LANGUAGES for words in too_long(condition(published(gate), each))
    ] == []


@EVERY
def test_in_english_a_condition_reads_as_its_snapshot_says_it(gate: Gate) -> None:
    reworded = structs.replace(published(gate), sentence="As it was said then.")
    assert condition(reworded, ENGLISH) == "As it was said then."


@pytest.mark.parametrize(
    "gate",
    [
        PublicGate("group-open", "At least one group is open.", met=False),
        PublicGate("of-another-policy", "At least one group is open.", met=False),
    ],
    ids=["without its numbers", "unknown today"],
)
@EACH
def test_what_the_catalogue_cannot_say_stays_english_and_is_marked(
    gate: PublicGate, language: Language
) -> None:
    assert condition(gate, language) == '<span lang="en">At least one group is open.</span>'


def test_a_gate_of_an_early_snapshot_still_reads() -> None:
    early = b'{"id":"registered","sentence":"The programme is registered.","met":true}'
    assert msgspec.json.decode(early, type=PublicGate).numbers == ()


def test_a_number_names_every_condition_once_and_marks_those_in_english() -> None:
    (german,) = (language for language in LANGUAGES if language.code == "de")
    known = published(GATES["registered"])  # type: ignore[index]
    old = PublicGate("group-open", "A <group> is open.", met=False)
    said = why(Withheld(Reason.NOT_DUE, gates=(known, known, old)), german)
    assert said.count("Das Programm ist registriert.") == 1
    assert said.endswith('<span lang="en">A &lt;group&gt; is open.</span>')


def test_a_policy_names_whole_numbers_only() -> None:
    assert all(isinstance(number, int) for number in named_numbers(POLICY).values())
