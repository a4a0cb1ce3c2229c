"""Kinds of therapy that a search names, with the slips that names of diseases are forgiven too."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from functools import cache

from msgspec import Struct

from registry.model.folding import TWO_SLIPS, is_within, letters, slips_in
from registry.model.therapies import therapies_of, therapy_names
from registry.snapshot import Snapshot, once
from registry.web.public.phrases import JOINING, LITTLE, taken, telling

Codes = frozenset[str]


class Called(Struct, frozen=True):
    """The kinds that some words name, these words, and those that are left."""

    codes: Codes
    typed: str
    left: list[str]


NO_KIND = Called(frozenset(), "", [])


class TherapyNames(Struct, frozen=True):
    """The kinds by their names without little words, and the words of these with their letters."""

    named: Mapping[tuple[str, ...], Codes]
    vocabulary: Mapping[str, int]
    longest: int


@cache
def known_names() -> TherapyNames:
    """The names of `therapy_names.csv`."""
    named: defaultdict[tuple[str, ...], Codes] = defaultdict(frozenset)
    for code, words in therapy_names():
        named[tuple(word for word in words if word not in LITTLE)] |= {code}
    vocabulary = {word: letters(word) for name in named for word in name}
    return TherapyNames(named, vocabulary, max(map(len, named)))


def called(words: Sequence[str]) -> Called:
    """The kinds of therapy among folded words, long names before short ones."""
    names = known_names()
    like = {word: alike(word, names.vocabulary) for word in words}
    found, left = taken(words, names.longest, lambda phrase: meant_by(phrase, names, like))
    codes = frozenset[str]().union(*(codes for _, codes in found))
    return Called(codes, " ".join(typed for typed, _ in found), left)


def is_kind(words: Sequence[str]) -> bool:
    """Whether words name a kind of therapy and nothing else."""
    found = called(telling(words, beside_places=True))
    return bool(found.codes) and JOINING.issuperset(found.left)


def alike(word: str, vocabulary: Mapping[str, int]) -> Set[str]:
    """The words of names that a word may be meant as."""
    slips, own = slips_in(len(word)), letters(word)
    near = (each for each, its in vocabulary.items() if (its ^ own).bit_count() <= 2 * slips)
    return {each for each in near if is_within(slips, word, each)}


def meant_by(
    phrase: Sequence[str], names: TherapyNames, like: Mapping[str, Set[str]]
) -> Codes | None:
    """The kinds a phrase names. Slips are forgiven in eight letters or more: care is no CAR-T."""
    if exact := names.named.get(tuple(phrase)):
        return exact
    if not all(like[word] for word in phrase) or len("".join(phrase)) < TWO_SLIPS:
        return None
    found = [
        codes
        for name, codes in names.named.items()
        if len(name) == len(phrase)
        and all(word in like[typed] for word, typed in zip(name, phrase, strict=True))
    ]
    return frozenset[str]().union(*found) or None


class TherapiesByProduct:
    """The kinds of each product of a snapshot, by its id."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.kept = {each.id: therapies_of(each) for each in snapshot.directory.products}

    def of(self, product_id: str) -> Codes:
        """The kinds of a product; none of one that is not in the directory."""
        return self.kept.get(product_id, frozenset())


def by_product(snapshot: Snapshot) -> TherapiesByProduct:
    """The kinds of each product, laid out once a snapshot."""
    return once(snapshot, TherapiesByProduct)
