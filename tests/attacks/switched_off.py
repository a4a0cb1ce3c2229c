"""Each rule of disclosure control, how it is switched off, and the attack that then succeeds.

A row shows the rule at work: on the same registry the attack fails with it and succeeds without.
Rules are switched off where they stand: a number of the policy, or one function exchanged.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import pytest
from msgspec import structs

from anonymise import forming, remainders
from anonymise.bundles import Closes
from anonymise.members import Member, Rules, SealingPlan
from registry.model.bundle import ChangeSums
from registry.model.programme import Programme
from registry.release import bundles, sealing
from registry.release import publish as publishing
from registry.release import remainders as leaving
from registry.release.evidence import Evidence
from registry.release.publish import Numbers
from registry.release.sealing import Sealable, plan_sealing
from registry.release.stages import Policy
from registry.release.steps import bundle, count, small, verdicts
from registry.release.steps.correct import Release
from registry.release.steps.count import Due, due_of
from registry.release.steps.gather import Group, Register, evidence_of, register_of
from registry.release.steps.seal import checked_plan
from registry.release.steps.terms import Terms
from registry.release.verdicts import SmallProgramme
from registry.storage.directory import Facts
from registry.storage.vault import StoredEpisode
from tests.attacks import bites, publication, scenes
from tests.attacks.players import corrected
from tests.attacks.publication import POLICY, Practice, Vault
from tests.attacks.world import Patient, World

Attack = Callable[[World, Practice], bool]
Plan = Callable[[Programme, Sealable, Policy, date], SealingPlan]


@dataclass(frozen=True)
class Row:
    """A rule (design, section 5), a registry, how the rule is switched off there, an attack."""

    rule: str
    world: Callable[[], World]
    off: Callable[[pytest.MonkeyPatch], Practice]
    attack: Attack


def policy(**numbers: int) -> Policy:
    """The policy with other numbers of sealing."""
    return structs.replace(POLICY, sealing=structs.replace(POLICY.sealing, **numbers))


def numbers(**changed: int) -> Callable[[pytest.MonkeyPatch], Practice]:
    """Another number in the policy."""
    return lambda _: Practice(policy(**changed))


def exchanged(
    place: Any, name: str, function: Callable[..., Any], plan: Plan = checked_plan
) -> Callable[[pytest.MonkeyPatch], Practice]:
    """One function of the project exchanged for one without the rule.

    `plan` may be the one that is not checked: a group too small is refused twice.
    """

    def off(monkeypatch: pytest.MonkeyPatch) -> Practice:
        monkeypatch.setattr(place, name, function)
        return Practice(plan=plan)

    return off


def open_at_once(programme: Programme, mine: Sealable, policy: Policy, on: date) -> SealingPlan:
    """A group opens on the day it is formed, so that nobody joins it."""
    plan = checked_plan(programme, mine, policy, on)
    formed = tuple(replace(group, open_now=True) for group in plan.formed)
    return replace(plan, formed=formed)


def every_value_apart(
    value: forming.Value, members: Sequence[Member], _: Rules
) -> list[Sequence[Member]]:
    """A group for each value of a key, however few they are."""
    values = sorted({str(value(member)) for member in members})
    return [[m for m in members if str(value(m)) == one] for one in values]


def those_who_stayed(members: Sequence[Patient], on: date) -> Sequence[Patient]:
    """The members who have not withdrawn by a day."""
    return [p for p in members if p.withdrawn_on is None or p.withdrawn_on > on]


def when_all_are_told(monkeypatch: pytest.MonkeyPatch) -> Practice:
    """Infused and not infused open when it is known of the last member, not by the calendar."""

    def numbers_of(vault: Vault, *rest: Any) -> Numbers:
        *_, on = rest

        def due(terms: Terms, group: Group, *more: Any) -> Due:
            found = due_of(terms, group, *more)
            courses = [vault.truth[member.episode.id].known(on) for member in group.members]
            told = all(course.administrations or course.not_infused for course in courses)
            waits = found.public.accepted is not None and found.public.funnel is None
            return structs.replace(found, tables=("funnel",) if told and waits else (), curves={})

        with monkeypatch.context() as inside:
            inside.setattr(count, "due_of", due)
            return publication_numbers(vault, *rest)

    publication_numbers = publication.numbers_of
    monkeypatch.setattr(publication, "numbers_of", numbers_of)
    return Practice()


def waiting_count(monkeypatch: pytest.MonkeyPatch) -> Practice:
    """Dates are worked out from all who are registered, whether or not their group is open."""
    heard: list[StoredEpisode] = []

    def listening(facts: Facts, episodes: Iterable[StoredEpisode], *rest: Any) -> Register:
        heard[:] = episodes
        return register_of(facts, heard, *rest)

    def evidence(programme: Programme, *rest: Any) -> Evidence:
        days = [s.episode.registered_on for s in heard if s.episode.programme_id == programme.id]
        found = evidence_of(programme, *rest)
        return structs.replace(found, last_registered_on=max(days, default=None))

    monkeypatch.setattr(publication, "register_of", listening)
    monkeypatch.setattr(publishing, "evidence_of", evidence)
    return Practice()


def all_episodes(left: Iterable[Sealable]) -> set[str]:
    """Every waiting episode, several of a person among them."""
    return {episode.id for sealable in left for episode in sealable.waiting}


def at_once(_: int) -> Closes:
    """A run closes with its first group, whatever is in it."""
    return lambda _: True


def curves_of_any(monkeypatch: pytest.MonkeyPatch) -> Practice:
    """Curves of the infused of every group; that enough are hidden is looked at twice."""
    monkeypatch.setattr(bundles, "nobody_or_enough", at_once)
    monkeypatch.setattr(bundle, "hides", always)
    return Practice()


def sums_of_few(monkeypatch: pytest.MonkeyPatch) -> Practice:
    """Sums are published of however few; that they are of 11 is looked at twice."""
    of_eleven = bundle.sums_of

    async def of_any(release: Release, *rest: Any) -> ChangeSums | None:
        return await of_eleven(structs.replace(release, policy=policy(smallest=1)), *rest)

    monkeypatch.setattr(bundles, "enough", at_once)
    monkeypatch.setattr(bundle, "sums_of", of_any)
    return Practice()


def one_by_one(waiting: Iterable[SmallProgramme], *_: object) -> list[tuple[str, ...]]:
    """A set for each programme."""
    return [(programme.id,) for programme in waiting]


def verdicts_alone(monkeypatch: pytest.MonkeyPatch) -> Practice:
    """Every verdict of a small programme stands alone."""
    for place in (small, verdicts):
        monkeypatch.setattr(place, "stands_alone_whole", always)
    monkeypatch.setattr(verdicts, "stands_alone", always)
    return Practice()


def nobody(*_: object) -> None:
    """No insider is looked for, no cut-off is heeded."""


def always(*_: object) -> bool:
    """Whatever a sponsor states is shown."""
    return True


def as_it_is(_: Policy, day: date) -> date:
    """A date that is not rounded up to a release date."""
    return day


def everything_anew(_: pytest.MonkeyPatch) -> Practice:
    """What is open is counted again on every release date."""
    return Practice(anew=True)


ROWS = (
    Row("at least 11 patients", scenes.few, numbers(smallest=3), bites.filters_isolate_few),
    Row("5 others or nobody for an insider", scenes.two_centres, numbers(least_others=0),
        bites.insider_is_left_with_few),
    Row("a group forms before it opens", scenes.eleven_and_five,
        lambda _: Practice(plan=open_at_once), bites.total_leaves_few),
    Row("age classes apart only where each has 11", scenes.adults_and_children,
        exchanged(forming, "split_by", every_value_apart, plan_sealing),
        bites.filters_isolate_few),
    Row("who waits too long joins several countries", scenes.three_countries,
        numbers(longest_waiting_months=1000), bites.patients_stay_hidden),
    Row("retrospective patients apart", scenes.chosen_late,
        lambda _: Practice(pools_timing=True), bites.chosen_successes_count),
    Row("a remainder has three programmes", partial(scenes.left_of, 6, 6),
        numbers(remainder_programmes=2), bites.one_programme_is_told_apart),
    Row("a programme is an insider of a remainder", partial(scenes.left_of, 9, 1, 1),
        exchanged(remainders, "insider_of", nobody), bites.insider_is_left_with_few),
    Row("a person counts once in a remainder", scenes.treated_twice,
        exchanged(leaving, "first_of_persons", all_episodes), bites.few_persons_share_a_remainder),
    Row("curves of the infused with nobody or 11 never infused", scenes.two_never_infused,
        curves_of_any, bites.accepted_less_infused_are_few),
    Row("sums of at least 11 values", scenes.three_measured,
        sums_of_few, bites.values_follow_from_sums),
    Row("a set of verdicts has three programmes", partial(scenes.small_and_reported, 4, 4, 4),
        exchanged(small, "fixed_sets", one_by_one), bites.a_set_tells_one_verdict),
    Row("a verdict leaves three counts either way", partial(scenes.small_and_reported, 1, 5, 5),
        verdicts_alone, bites.a_verdict_tells_an_outcome),
    Row("a cut-off draws a line", scenes.twelve_before_a_cut_off,
        exchanged(sealing, "last_cut_off", nobody), bites.paper_at_the_cut_off_leaves_few),
    Row("own figures of whole groups only", partial(scenes.twelve_before_a_cut_off, False),
        exchanged(verdicts, "are_of_whole_groups", always), bites.own_figures_leave_few),
    Row("a withdrawal changes nothing published", scenes.one_withdraws,
        lambda _: Practice(counts=those_who_stayed, anew=True), bites.a_number_moves),
    Row("who is found late stays a member", scenes.one_is_found_late, everything_anew,
        bites.a_number_moves),
    Row("a correction of one changes nothing published",
        partial(scenes.one_is_told_later, corrected), everything_anew, bites.a_number_moves),
    Row("windows close by the calendar", scenes.twelve, when_all_are_told,
        bites.a_date_moves_with_a_fate),
    Row("dates come from open groups", scenes.one_waits, waiting_count,
        bites.a_waiting_patient_shows),
    Row("public dates are release dates", scenes.two_waves,
        exchanged(count, "release_on_or_after", as_it_is), bites.a_date_tells_a_month),
)  # fmt: skip
