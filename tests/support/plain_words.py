"""Whose name words mean, said plainly: every name compared with every word, letter by letter."""

from collections.abc import Sequence

from registry.model.folding import ONE_SLIP, TWO_SLIPS, folded
from registry.model.therapies import therapy_names
from registry.web.public.phrases import LITTLE

Key = tuple[str, str]
Words = Sequence[str]
Names = Sequence[tuple[Key, Words]]


def named(text: str, names: Names) -> set[Key]:
    """Whose name a text means."""
    if found := named_as_a_whole(text, names):
        return found
    long = [word for word in folded(text).split() if len(word) > ONE_SLIP]
    return {key for key, name in names if any(begins(w, n) for w in long for n in name)}


def named_as_a_whole(text: str, names: Names) -> set[Key]:
    """Whose name holds every word of a text, or begins one with it; else within a slip or two."""
    words = folded(text).split()
    for like in (begins, slips) if words else ():
        found = {key for key, name in names if all(any(like(w, n) for n in name) for w in words)}
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
    return begins(word, name) or any(distance(word, start) <= allowed for start in starts)


def distance(one: str, other: str) -> int:
    """How many letters must be put in, left out, exchanged or swapped with their neighbour."""
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


def kinds_in(words: Words) -> tuple[set[str], str, list[str]]:
    """The kinds of therapy among the words, long names before short ones, and what is left."""
    if not words:
        return set(), "", []
    for length in range(len(words), 0, -1):
        if kinds := kinds_called(words[:length]):
            more, typed, left = kinds_in(words[length:])
            return kinds | more, " ".join((*words[:length], typed)).strip(), left
    more, typed, left = kinds_in(words[1:])
    return more, typed, [words[0], *left]


def kinds_called(phrase: Words) -> set[str]:
    """The kinds with exactly this name, or if it is long within a slip or two in each word."""
    names = [(code, [w for w in words if w not in LITTLE]) for code, words in therapy_names()]
    exact = {code for code, words in names if words == list(phrase)}
    if exact or sum(map(len, phrase)) < TWO_SLIPS:
        return exact
    near = [
        (code, zip(words, phrase, strict=True))
        for code, words in names
        if len(words) == len(phrase)
    ]
    return {code for code, pairs in near if all(within(typed, word) for word, typed in pairs)}


def within(word: str, name: str) -> bool:
    """Whether a word is a name with a slip, or two in a long word."""
    return distance(word, name) <= (len(word) >= ONE_SLIP) + (len(word) >= TWO_SLIPS)
