"""Release dates to come, played in memory over one sponsor's own records. Nothing is written.

No outcome is here to be read: episodes come with registration order, keys and months only.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct, structs

from anonymise.members import SealingPlan
from registry.model.programme import Programme
from registry.model.wishes import KeyRequest, adopted_on
from registry.release.carried import carried_by
from registry.release.evidence import Carried
from registry.release.explain import public_decision
from registry.release.persons import Persons
from registry.release.rules import Decision, decide_all
from registry.release.sealing import SealingEpisode
from registry.release.stages import Policy
from registry.release.steps.gather import Register, evidence_of, register_of
from registry.release.steps.seal import (
    checked_plan,
    home_of,
    months_of,
    named_groups,
    relevant_on,
    reported_twice,
    sealable,
    stored,
    widened,
)
from registry.storage.answers import Answers
from registry.storage.directory import Facts
from registry.storage.vault import StoredEpisode, StoredGroup


class Own(Struct, frozen=True):
    """What one sponsor has stored in one lineage and disease, apart from outcomes.

    `facts` hold its programmes there; `keys` what sealing may know of each episode in no open
    group, by id; `persons` those behind its own patients whom curators found twice.
    """

    facts: Facts
    episodes: tuple[StoredEpisode, ...]
    groups: tuple[StoredGroup, ...]
    answers: Answers
    keys: Mapping[str, SealingEpisode]
    persons: Persons

    def register(self) -> Register:
        """As publication sees it."""
        return register_of(self.facts, self.episodes, self.groups, self.answers)


class Played(Struct, frozen=True):
    """How the sponsor's records stand after release dates, and what was decided on the last.

    `before` is what had been decided before that one.
    """

    own: Own
    decisions: tuple[Decision, ...]
    before: Carried


def play(
    own: Own, programme: Programme, carried: Carried, policy: Policy, dates: Iterable[date]
) -> Played:
    """Seal and decide on each release date in turn, beginning with what was decided before."""
    decisions: tuple[Decision, ...] = ()
    before = carried
    for on in dates:
        own, before = sealed(own, policy, on), carried
        decisions = decided(own, programme, carried, policy, on)
        carried = carried_by(public_decision(d, policy, "") for d in decisions)
    return Played(own, decisions, before)


def decided(
    own: Own, programme: Programme, carried: Carried, policy: Policy, on: date
) -> tuple[Decision, ...]:
    """The decisions on one programme; never before the day it was registered."""
    on = max(on, programme.registered_on)
    return decide_all(evidence_of(programme, own.register(), carried, on), policy, on)


def sealed(own: Own, policy: Policy, on: date) -> Own:
    """The records once every programme's sealing plan of a release date is applied."""
    programmes = own.facts.all(Programme)
    repeats = reported_twice(own.persons, programmes, own.episodes)
    relevant = {s.episode.id for s in relevant_on(own.episodes, own.groups, repeats, on)}
    keyed = {id: keys for id, keys in own.keys.items() if id in relevant}
    adopted = adopted_on(own.facts.all(KeyRequest), on)
    for programme in programmes:
        mine = sealable(programme.id, own.episodes, own.groups, keyed, on, adopted)
        plan = checked_plan(programme, mine, policy, on)
        own = applied(own, programme.id, plan, months_of(mine.waiting), on)
    return own


def applied(
    own: Own, programme_id: str, plan: SealingPlan, months: Mapping[str, str], on: date
) -> Own:
    """The records with one sealing plan applied, as `seal.apply` writes it."""
    before = sum(group.programme_id == programme_id for group in own.groups)
    named = named_groups(programme_id, plan, before)
    home = home_of(named, plan)
    return structs.replace(
        own,
        episodes=tuple(
            structs.replace(e, group_id=home.get(e.episode.id, e.group_id)) for e in own.episodes
        ),
        groups=(
            *(after(group, plan, months, on) for group in own.groups),
            *(stored(id, programme_id, group, months, on) for id, group in named),
        ),
    )


def after(
    group: StoredGroup, plan: SealingPlan, months: Mapping[str, str], on: date
) -> StoredGroup:
    """A group of before, wider or open where the plan says so."""
    for joining in plan.joined:
        if joining.group_id == group.id:
            group = widened(group, joining, months)
    opened_on = on if group.id in plan.opened else group.opened_on
    return structs.replace(group, opened_on=opened_on)
