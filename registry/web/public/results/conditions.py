"""What a release stage still waits for, said in the language of the page by the id of its gate."""

from collections.abc import Iterable, Iterator

from registry import texts
from registry.language import ENGLISH, Language
from registry.model.decision import PublicGate
from registry.web.public.wording import english


def condition(gate: PublicGate, language: Language) -> str:
    """A condition; in the English of its snapshot where the catalogue does not know it."""
    if language == ENGLISH:
        return gate.sentence
    numbers = {number.name: number.value for number in gate.numbers}
    return texts.condition(gate.id, numbers, language) or english(gate.sentence, language)


def conditions(gates: Iterable[PublicGate], language: Language) -> Iterator[str]:
    """Several conditions, each once."""
    yield from dict.fromkeys(condition(gate, language) for gate in gates)
