"""Names as people type them: without accents, capitals or endings, and with a slip or two."""

import unicodedata
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Words = Sequence[str]
Name = tuple[Key, Words]

ONE_SLIP, TWO_SLIPS = 4, 8  # letters a word needs before slips are forgiven


def folded(text: str) -> str:
    """Letters and digits only, without accents or capitals, words apart: München is munchen.

    Capitals are folded before and after letters in a fancy dress become plain ones (The Unicode
    Standard, section 3.13, compatibility caseless match).
    """
    undressed = unicodedata.normalize("NFKD", text.casefold())
    plain = unicodedata.normalize("NFKD", undressed.casefold())
    letters = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(letters).split())


def named(text: str, names: Iterable[tuple[Key, Words]]) -> set[Key]:
    """Whose name a text means; names are folded words.

    First those that the text is as a whole; where there is none, those that one long word of a
    sentence names.
    """
    known = list(names)
    if found := named_as_a_whole(text, known):
        return found
    long = [word for word in folded(text).split() if len(word) > ONE_SLIP]
    return {key for key, name in known if any(begins(w, n) for w in long for n in name)}


def named_as_a_whole(text: str, names: Iterable[tuple[Key, Words]]) -> set[Key]:
    """Whose name holds every word of a text, or begins one with it; else within a slip or two."""
    words, known = folded(text).split(), list(names)
    for like in (begins, slips) if words else ():
        found = {key for key, name in known if all(any(like(w, n) for n in name) for w in words)}
        if found:
            return found
    return set()


def begins(word: str, name: str) -> bool:
    """Whether a word is a name or, from three letters on, its beginning."""
    return word == name or (len(word) >= 3 and name.startswith(word))


def slips(word: str, name: str) -> bool:
    """Whether a word is within one slip of a name or its beginning, two for long words."""
    allowed = (len(word) >= ONE_SLIP) + (len(word) >= TWO_SLIPS)
    starts = (name, name[: len(word)]) if len(name) > len(word) else (name,)
    return begins(word, name) or any(
        abs(len(word) - len(start)) <= allowed and distance(word, start) <= allowed
        for start in starts
    )


def distance(one: str, other: str) -> int:
    """How many letters must be put in, left out, exchanged or swapped with their neighbour.

    Optimal string alignment, after Damerau (1964).
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            steps = [row[j - 1] + 1, before[j] + 1, before[j - 1] + (a != b)]
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                steps.append(earlier[j - 2] + 1)
            row.append(min(steps))
    return row[-1]
