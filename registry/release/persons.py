"""One person, one place: who was reported under two pseudonyms counts once where it is pooled.

Two sponsors may report the same treatment of the same person. Where a curator confirmed it, only
the first of the two episodes is sealed into a group; what was sealed before stays (decision
record 0012). Nothing here has a field for an outcome.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

Persons = Mapping[str, str]
"""The person behind a pseudonym that a curator called the same as another."""


class Reported(Struct, frozen=True):
    """An episode as one report of a person: its patient's pseudonym and the cohort it pools in."""

    id: str
    patient: str
    cohort: tuple[str, str]
    registered_on: date
    sealed: bool


def persons_of(same: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The person behind each pseudonym that a curator called the same as another."""
    persons: dict[str, str] = {}
    for first, second in same:
        one, other = persons.get(first, first), persons.get(second, second)
        for patient, person in list(persons.items()):
            if person == other:
                persons[patient] = one
        persons[first] = persons[second] = one
    return persons


def reported_before(episodes: Iterable[Reported], persons: Persons) -> set[str]:
    """The unsealed episodes of persons who have another one in the cohort, sealed or earlier.

    The other one stands under another pseudonym: a second treatment at one sponsor is no
    duplicate.
    """
    by_person: dict[tuple[str, tuple[str, str]], list[Reported]] = defaultdict(list)
    for episode in episodes:
        if episode.patient in persons:
            by_person[persons[episode.patient], episode.cohort].append(episode)
    repeats: set[str] = set()
    for mine in by_person.values():
        first = min(mine, key=lambda e: (not e.sealed, e.registered_on, e.id))
        repeats |= {e.id for e in mine if not e.sealed and e.patient != first.patient}
    return repeats
