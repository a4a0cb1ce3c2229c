"""Small programmes: how many of their patients are public with others, and which sets they join."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from registry.model.codes import Verdict
from registry.model.decision import Activity, Standing
from registry.model.endpoint import EndpointResult
from registry.release.stages import FINAL_STAGES, Policy
from registry.release.steps.gather import Register
from registry.release.steps.tell import is_open
from registry.release.verdicts import (
    SmallProgramme,
    fixed_sets,
    primary_endpoints,
    stands_alone_whole,
)
from registry.snapshot import FrozenSnapshot, PublicProgramme, PublicVerdictSet
from registry.storage.directory import Facts

Stated = Mapping[str, EndpointResult]
"""What is reported of one programme, by endpoint id or, for cited results, by their own id."""


class Small(Struct, frozen=True):
    """How a programme without a group of its own stands.

    `patients` are those of it in open remainder groups; `in_set` whether it joined a fixed set;
    `shown` the endpoints whose verdict is public already, which it stays.
    """

    patients: int = 0
    in_set: bool = False
    shown: frozenset[str] = frozenset()


def stated_results(facts: Facts) -> Mapping[str, Stated]:
    """What is reported, by programme."""
    stated: dict[str, dict[str, EndpointResult]] = defaultdict(dict)
    for result in facts.all(EndpointResult):
        stated[result.programme_id][result.endpoint_id or result.id] = result
    return stated


def verdict_sets(
    register: Register,
    told: Sequence[PublicProgramme],
    earlier: FrozenSnapshot | None,
    policy: Policy,
    on: date,
) -> tuple[PublicVerdictSet, ...]:
    """The sets of before, unchanged, and those that form on a release date."""
    before = earlier.snapshot.verdict_sets if earlier else ()
    stated = stated_results(register.facts)
    rows = {public.programme.id: public for public in told}
    waiting = waiting_programmes(register, told, stated, earlier)
    numbers = policy.sealing
    formed = fixed_sets(
        waiting, numbers.smallest, numbers.remainder_programmes, numbers.least_others
    )
    new = (
        public_set(len(before) + number, [rows[id] for id in ids], stated, on)
        for number, ids in enumerate(formed, start=1)
    )
    return (*before, *new)


def waiting_programmes(
    register: Register,
    told: Iterable[PublicProgramme],
    stated: Mapping[str, Stated],
    earlier: FrozenSnapshot | None,
) -> list[SmallProgramme]:
    """Programmes whose verdict waits for a set: final, reported, and too small to stand alone."""
    standing = small_programmes(register, earlier, earlier.snapshot.verdict_sets if earlier else ())
    return [
        SmallProgramme(
            public.programme.id,
            public.programme.sponsor_id,
            standing[public.programme.id].patients,
            public.programme.synthetic,
        )
        for public in told
        if joins_a_set(public, stated.get(public.programme.id, {}), standing[public.programme.id])
    ]


def joins_a_set(public: PublicProgramme, stated: Stated, small: Small) -> bool:
    """Whether a programme may enter a set: all its primary endpoints reported, none public."""
    primary = primary_endpoints(public.programme)
    return (
        public.activity is Activity.FEWER_THAN_11
        and is_open(public, FINAL_STAGES)
        and small.patients > 0
        and not small.in_set
        and not stands_alone_whole(small.patients, public.programme)
        and all(e.id in stated and e.id not in small.shown for e in primary)
    )


def public_set(
    number: int, members: Sequence[PublicProgramme], stated: Mapping[str, Stated], on: date
) -> PublicVerdictSet:
    """A set as it is public: of these programmes, how many met all their primary endpoints."""
    met = sum(
        all(
            stated[public.programme.id][endpoint.id].verdict is Verdict.MET
            for endpoint in primary_endpoints(public.programme)
        )
        for public in members
    )
    synthetic = members[0].programme.synthetic
    return PublicVerdictSet(
        f"verdicts.{'fictional.' if synthetic else ''}s{number:03}",
        on,
        tuple(public.programme.id for public in members),
        met,
        len(members),
        synthetic,
    )


def small_programmes(
    register: Register, earlier: FrozenSnapshot | None, sets: Iterable[PublicVerdictSet]
) -> Mapping[str, Small]:
    """How every programme stands where it has no group of its own, by id."""
    in_set = {id for known in sets for id in known.programme_ids}
    patients, shown = remaining_patients(register), shown_endpoints(earlier)
    return {
        id: Small(patients.get(id, 0), id in in_set, frozenset(shown[id]))
        for id in (programme.id for programme in register.programmes())
    }


def shown_endpoints(earlier: FrozenSnapshot | None) -> Mapping[str, set[str]]:
    """The endpoints whose verdict the latest snapshot shows, by programme."""
    shown: dict[str, set[str]] = defaultdict(set)
    for told in earlier.snapshot.endpoint_results if earlier else ():
        if told.standing is Standing.PUBLISHED and told.result.endpoint_id is not None:
            shown[told.result.programme_id].add(told.result.endpoint_id)
    return shown


def remaining_patients(register: Register) -> dict[str, int]:
    """The patients of each programme in open remainder groups.

    A verdict may be of those registered in time or of the others: the fewer of the two count.
    """
    members = (
        (member.episode.programme_id, group.stored.timing)
        for group in register.remainders()
        for member in group.members
    )
    fewest: dict[str, int] = {}
    for (programme_id, _), patients in Counter(members).items():
        fewest[programme_id] = min(patients, fewest.get(programme_id, patients))
    return fewest
