"""The words of a search: those that name nothing, and names of several words among them."""

from collections.abc import Callable, Sequence
from typing import TypeVar

Named = TypeVar("Named")
LITTLE = frozenset(
    (
        *("a", "at", "by", "for", "from", "in", "my", "near", "of", "on", "our"),
        *("the", "to", "we", "with"),
        *("al", "cerca", "con", "de", "del", "el", "en", "la", "las", "los", "mi", "para"),
        "por",
        *("am", "an", "aus", "bei", "bin", "das", "dem", "den", "der", "die", "ein", "eine"),
        *("fur", "ich", "im", "mit", "nahe", "uns", "von", "zu"),
    )
)
"""Words that stand before others and name nothing."""
JOINING = frozenset(("and", "or", "o", "y", "oder", "und"))
"""Words between names: a text that has one is no single name."""
HOSPITAL = frozenset(
    (
        *("center", "centers", "centre", "centres", "clinic", "clinics", "hospital", "hospitals"),
        *("centro", "centros", "clinica", "clinicas", "hospitales"),
        *("klinik", "kliniken", "klinikum", "krankenhaus", "krankenhauser", "zentren", "zentrum"),
    )
)
"""What any hospital is called, so that it tells none from another."""
TREATMENT = frozenset(
    (
        *("medicine", "medicines", "product", "products", "therapies", "therapy", "treatment"),
        *("treatments", "medicamento", "medicamentos", "producto", "productos", "terapia"),
        *("terapias", "tratamiento", "tratamientos"),
        *("arzneimittel", "behandlung", "behandlungen", "produkt", "produkte", "therapie"),
        "therapien",
    )
)
"""What any kind of therapy is called, so that it adds nothing to one."""


def telling(words: Sequence[str], beside_places: bool) -> list[str]:
    """The words that tell what is looked for; all of them where none does and no place is named."""
    told = [word for word in words if word not in LITTLE and word not in HOSPITAL]
    if JOINING.issuperset(told):
        return [] if beside_places else [*words]
    return told


def taken(
    words: Sequence[str], longest: int, find: Callable[[Sequence[str]], Named | None]
) -> tuple[list[tuple[str, Named]], list[str]]:
    """What phrases of the words name, long ones before short ones, and the words that are left."""
    found: list[tuple[str, Named]] = []
    left: list[str] = []
    at = 0
    while at < len(words):
        phrases = [words[at : at + n] for n in range(min(longest, len(words) - at), 0, -1)]
        known = ((phrase, named) for phrase in phrases if (named := find(phrase)) is not None)
        phrase, named = next(known, (words[at : at + 1], None))
        found += [] if named is None else [(" ".join(phrase), named)]
        left += phrase if named is None else []
        at += len(phrase)
    return found, left
