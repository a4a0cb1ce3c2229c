"""What is left when programmes have ended or years have passed: a last group of several programmes.

Planned from registration order and keys alone, like every group.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from datetime import date

from anonymise.members import Member
from anonymise.remainders import OTHER, Kind, Leftover, Remainder, plan_remainders
from registry.model.calendar import add_months
from registry.model.codes import AtmpClass
from registry.model.programme import Programme
from registry.release.sealing import (
    Sealable,
    SealingEpisode,
    member,
    over_since,
    rules_of,
)
from registry.release.stages import Policy

Classes = Mapping[str, AtmpClass | None]
"""The class of each product, by id; None where no source tells it."""


def planned_remainders(
    programmes: Iterable[Programme],
    classes: Classes,
    left: Mapping[str, Sealable],
    policy: Policy,
    on: date,
) -> list[Remainder]:
    """The remainders a release date forms of those whom no group of their own took."""
    once = first_of_persons(left.values())
    leftovers = [
        leftover
        for programme in programmes
        for leftover in leftovers_of(programme, classes, left[programme.id], once, policy, on)
    ]
    return plan_remainders(leftovers, on, rules_of(policy), policy.sealing.remainder_programmes)


def first_of_persons(left: Iterable[Sealable]) -> set[str]:
    """The first waiting episode of each person: a remainder holds different patients."""
    first: dict[str, SealingEpisode] = {}
    for episode in (episode for sealable in left for episode in sealable.waiting):
        before = first.get(episode.patient, episode)
        first[episode.patient] = min(before, episode, key=lambda e: (e.registered_on, e.id))
    return {episode.id for episode in first.values()}


def leftovers_of(
    programme: Programme,
    classes: Classes,
    sealable: Sealable,
    once: Set[str],
    policy: Policy,
    on: date,
) -> list[Leftover]:
    """Who is left of one programme, apart by timing; none while it goes on and nobody is old."""
    waiting = [episode for episode in sealable.waiting if episode.id in once]
    left = [(episode, left_on(programme, sealable, episode, policy)) for episode in waiting]
    gone = [(episode, since) for episode, since in left if since <= on]
    return [
        Leftover(
            programme.id,
            Kind(classes.get(programme.product_id) or OTHER, timing, programme.synthetic),
            min(since for episode, since in gone if episode.timing == timing),
            tuple(known(programme, episode) for episode, _ in gone if episode.timing == timing),
        )
        for timing in sorted({episode.timing for episode, _ in gone})
    ]


def left_on(
    programme: Programme, sealable: Sealable, episode: SealingEpisode, policy: Policy
) -> date:
    """From when a waiting patient is left over: the programme's end, or five years of waiting."""
    old = add_months(episode.registered_on, policy.sealing.remainder_after_months)
    return min(filter(None, (over_since(programme, sealable, policy), old)))


def is_final(
    programme_ids: Set[str], final: Set[str], formed_on: date, policy: Policy, on: date
) -> bool:
    """Whether a remainder's outcomes are open: the results of all its programmes are final.

    At the latest a year after it formed, for whoever is in it was left over by then (design: R4).
    """
    latest = add_months(formed_on, policy.numbers.final_after_end_months)
    return latest <= on or programme_ids <= final


def known(programme: Programme, episode: SealingEpisode) -> Member:
    """The patient as a member of a group of several programmes: its programme knows it, too."""
    plain = member(episode)
    insiders = {"programme": programme.id, "sponsor": programme.sponsor_id}
    return replace(plain, known_to={**plain.known_to, **insiders})
