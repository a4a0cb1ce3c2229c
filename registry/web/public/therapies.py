"""Kinds of therapy that a search names, with the slips that names of diseases are forgiven too."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from functools import cache

from msgspec import Struct

from registry.model.folding import TWO_SLIPS, is_within, letters, slips_in
from registry.model.therapies import therapies_of, therapy_names
from registry.snapshot import Snapshot, once
from registry.web.public.phrases import LITTLE, taken

Codes = frozenset[str]


class Called(Struct, frozen=True):
    """The kinds that some words name, these words, and those that are left."""

    codes: Codes
    typed: str
    left: list[str]


NO_KIND = Called(frozenset(), "", [])


class TherapyNames(Struct, frozen=True):
    """The kinds by their names without little words, the names by how many words they have, and
    the words in them by their length, each with its letters."""

    named: Mapping[tuple[str, ...], Codes]
    by_count: Mapping[int, Sequence[tuple[str, ...]]]
    by_length: Mapping[int, Sequence[tuple[str, int]]]


@cache
def known_names() -> TherapyNames:
    """The names of `therapy_names.csv`."""
    named: defaultdict[tuple[str, ...], Codes] = defaultdict(frozenset)
    for code, words in therapy_names():
        named[tuple(word for word in words if word not in LITTLE)] |= {code}
    by_count: defaultdict[int, list[tuple[str, ...]]] = defaultdict(list)
    for name in named:
        by_count[len(name)].append(name)
    by_length: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    for word in sorted({word for name in named for word in name}):
        by_length[len(word)].append((word, letters(word)))
    return TherapyNames(dict(named), dict(by_count), dict(by_length))


def called(words: Sequence[str]) -> Called:
    """The kinds of therapy among folded words, long names before short ones."""
    names = known_names()
    like = {word: alike(word, names) for word in words}
    found, left = taken(words, max(names.by_count), lambda phrase: meant_by(phrase, names, like))
    codes = frozenset[str]().union(*(codes for _, codes in found))
    return Called(codes, " ".join(typed for typed, _ in found), left)


def alike(word: str, names: TherapyNames) -> Set[str]:
    """The words of names that a word may be meant as."""
    slips, own, length = slips_in(len(word)), letters(word), len(word)
    return {
        each
        for as_long in range(length - slips, length + slips + 1)
        for each, its in names.by_length.get(as_long, ())
        if (its ^ own).bit_count() <= 2 * slips and is_within(slips, word, each)
    }


def meant_by(
    phrase: Sequence[str], names: TherapyNames, like: Mapping[str, Set[str]]
) -> Codes | None:
    """The kinds a phrase names. Slips are forgiven in eight letters or more: care is no CAR-T."""
    if exact := names.named.get(tuple(phrase)):
        return exact
    if not all(like[word] for word in phrase) or len("".join(phrase)) < TWO_SLIPS:
        return None
    near = (
        names.named[name]
        for name in names.by_count.get(len(phrase), ())
        if all(word in like[typed] for word, typed in zip(name, phrase, strict=True))
    )
    return frozenset[str]().union(*near) or None


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
