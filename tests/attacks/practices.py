"""Other ways to publish the same registries, measured beside the rules as they are.

Numbers of the policy, and what becomes of few patients of a second centre (decision record 0015).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from unittest.mock import patch

from msgspec import structs

from anonymise import forming
from anonymise.members import Member
from tests.attacks.measures import Row, Table, coverage, left_by
from tests.attacks.papers import totals
from tests.attacks.players import play_world
from tests.attacks.public import Reading
from tests.attacks.publication import POLICY, Practice, publish
from tests.attacks.truth import successes
from tests.attacks.world import World

PROGRAMMES = 6


def numbers(**changed: int) -> Practice:
    """The policy with other numbers of sealing."""
    return Practice(structs.replace(POLICY, sealing=structs.replace(POLICY.sealing, **changed)))


def all_or_none(members: Sequence[Member]) -> Iterator[Sequence[Member]]:
    """A queue in which an insider would be left with few waits whole."""
    yield members


@dataclass(frozen=True)
class Way:
    """A way to publish: a practice, and how few patients of a second centre are dealt with."""

    name: str
    practice: Practice
    choices: Callable[[Sequence[Member]], Iterator[Sequence[Member]]] = forming.choices


WAYS = (
    Way("as it is", Practice()),
    Way("few of a second centre keep all others waiting", Practice(), all_or_none),
    Way("no rule on insiders", numbers(least_others=0)),
    Way("forming for 12 months", numbers(longest_forming_months=12)),
    Way("forming for 24 months", numbers(longest_forming_months=24)),
    Way("12 months to the mixed queue", numbers(longest_waiting_months=12)),
    Way("36 months to the mixed queue", numbers(longest_waiting_months=36)),
    Way("left over after 4 years", numbers(remainder_after_months=48)),
    Way("groups of at least 15", numbers(smallest=15)),
)


def published_in(way: Way, world: World) -> Reading:
    """A registry as it is public in one way."""
    with patch.object(forming, "choices", way.choices):
        return Reading(publish(world, way.practice))


def compared(seed: int) -> Table:
    """Every way on the registry of a seed."""
    world = play_world(seed, PROGRAMMES)
    return {way.name: measured(published_in(way, world)) for way in WAYS}


def measured(reading: Reading) -> Row:
    """What a way costs, and what full publications elsewhere leave beside it."""
    row: Row = {}
    for part in coverage(reading)["coverage"].values():
        for name, value in part.items():
            row[name] = row.get(name, 0) + value
    left = left_by(reading, totals(reading, successes(reading))).get("11 and more accepted", {})
    return row | left
