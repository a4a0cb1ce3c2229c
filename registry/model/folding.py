"""Names as people type them: without accents, capitals or endings, and with a slip or two."""

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Words = Sequence[str]
Name = tuple[Key, Words]
Start = tuple[str, int, int]
"""A word of a name or its beginning, its letters as bits, and the names that have it."""

ONE_SLIP, TWO_SLIPS = 4, 8  # letters a word needs before slips are forgiven
BEGINNING = 3  # letters from which on a word may be the beginning of a name
LETTER_BITS = 61


def folded(text: str) -> str:
    """Letters and digits only, without accents or capitals, words apart: München is munchen.

    Capitals are folded before and after letters in a fancy dress become plain ones (The Unicode
    Standard, section 3.13, compatibility caseless match).
    """
    undressed = unicodedata.normalize("NFKD", text.casefold())
    plain = unicodedata.normalize("NFKD", undressed.casefold())
    letters = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(letters).split())


class NameIndex(Generic[Key]):
    """Names laid out by their words, so that a text looks at the words that are like its own.

    Sets of names are whole numbers: bit n stands for the n-th name.
    """

    def __init__(self, names: Iterable[Name[Key]]) -> None:
        self.keys: list[Key] = []
        self.by_word: dict[str, int] = {}
        for number, (key, words) in enumerate(names):
            self.keys.append(key)
            for word in words:
                self.by_word[word] = self.by_word.get(word, 0) | 1 << number
        self.words = sorted(self.by_word)
        self.starts: dict[int, list[Start]] = {}

    def named(self, text: str) -> set[Key]:
        """Whose name a text means.

        First those that the text is as a whole; where there is none, those that one long word of a
        sentence names.
        """
        if found := self.named_as_a_whole(text):
            return found
        long = [self.beginning(word) for word in folded(text).split() if len(word) > ONE_SLIP]
        return self.of(reduce(or_, long, 0))

    def named_as_a_whole(self, text: str) -> set[Key]:
        """Whose name holds every word of a text, or begins one with it; else within some slips."""
        words = sorted(folded(text).split(), key=len)
        return self.of(self.all_of(self.beginning, words) or self.all_of(self.slipping, words))

    def all_of(self, like: Callable[[str, int], int], words: Words) -> int:
        """The names that are like every word; none where there is no word."""
        found = (1 << len(self.keys)) - 1 if words else 0
        for word in words:
            found = found and like(word, found)
        return found

    def of(self, names: int) -> set[Key]:
        """Whose names they are."""
        return {self.keys[n] for n in bits(names)}

    def beginning(self, word: str, among: int = -1) -> int:
        """The names that hold a word or, from three letters on, begin one of theirs with it."""
        if len(word) < BEGINNING:
            return self.by_word.get(word, 0) & among
        at, found = bisect_left(self.words, word), 0
        while at < len(self.words) and self.words[at].startswith(word):
            found |= self.by_word[self.words[at]]
            at += 1
        return found & among

    def slipping(self, word: str, among: int = -1) -> int:
        """The names with a word, or its beginning, within one slip; two for long words."""
        slips, own = slips_in(len(word)), letters(word)
        near = [
            (start, names & among)
            for start, its, names in self.starts_for(len(word))
            if (its ^ own).bit_count() <= 2 * slips and names & among
        ]
        found = self.beginning(word, among)
        for start, names in near:
            if found | names != found and is_within(slips, word, start):
                found |= names
        return found

    def starts_for(self, length: int) -> list[Start]:
        """What a word of so many letters can be meant as: names about as long, and beginnings."""
        if length not in self.starts:
            found: dict[str, int] = {}
            for name, names in self.by_word.items():
                for start in beginnings(name, length):
                    found[start] = found.get(start, 0) | names
            self.starts[length] = [(start, letters(start), names) for start, names in found.items()]
        return self.starts[length]


def bits(number: int) -> Iterator[int]:
    """The places of the bits that are set, the lowest first."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def letters(word: str) -> int:
    """Which letters a word has, a bit each; one that comes again has another bit.

    A slip puts at most one letter in and takes at most one away, so words that differ in more than
    twice the slips allowed need not be compared. Letters that share a bit only let more through.
    """
    found = 0
    for at, letter in enumerate(word):
        found |= 1 << (ord(letter) + 7 * word.count(letter, 0, at)) % LETTER_BITS
    return found


def slips_in(length: int) -> int:
    """How many slips are forgiven in a word of so many letters."""
    return (length >= ONE_SLIP) + (length >= TWO_SLIPS)


def beginnings(name: str, length: int) -> Iterator[str]:
    """A name as a word of so many letters may mean it: the whole, and its beginning as long."""
    if abs(len(name) - length) <= slips_in(length):
        yield name
    if len(name) > length:
        yield name[:length]


def is_within(slips: int, one: str, other: str) -> bool:
    """Whether two words are so few slips apart: letters put in, left out, exchanged or swapped.

    A slip swaps neighbours, and what was swapped stays (optimal string alignment, after Damerau,
    1964).
    """
    if not slips:
        return one == other
    if abs(len(one) - len(other)) > slips:
        return False
    same = shared(one, other)
    one, other = one[same:], other[same:]
    if not one or not other:
        return True
    return (
        is_within(slips - 1, one[1:], other[1:])
        or is_within(slips - 1, one, other[1:])
        or is_within(slips - 1, one[1:], other)
        or (one[:2] == other[1::-1] and is_within(slips - 1, one[2:], other[2:]))
    )


def shared(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    same = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        same += 1
    return same
