"""What another policy would open, close or put off, over the whole registry. Writes nothing.

Each policy is played in memory over what is stored, from the latest snapshot on, and decides anew
as if it had never decided before: so it also shows what a publication would never do, which is to
close what is open or to move a latest date later. For operators only; no outcome is read.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct, structs

from registry.model.decision import PublicDecision
from registry.model.programme import Programme
from registry.release.carried import carried_from
from registry.release.effects import Effect, Judged, effects_of, faults_of
from registry.release.evidence import NOTHING_CARRIED, Carried, Evidence, cohort_of
from registry.release.rules import decide_all
from registry.release.stages import (
    INTERIM,
    Policy,
    policy_digest,
    release_on_or_before,
    releases_between,
)
from registry.release.steps.gather import evidence_of, register_of
from registry.release.steps.play import Own, sealed
from registry.release.steps.seal import persons_in, read_keys
from registry.release.steps.tell import due_on
from registry.snapshot import FrozenSnapshot
from registry.storage import vault
from registry.storage.answers import read_answers
from registry.storage.courses import CourseReader
from registry.storage.directory import Facts, read_facts
from registry.storage.engine import Database
from registry.storage.persons import read_decisions
from registry.storage.publication import latest_snapshot


class Simulation(Struct, frozen=True):
    """A candidate beside the policy in force, on the last of the release dates played."""

    version: str
    digest: str
    as_of: date
    effects: tuple[Effect, ...]
    faults: tuple[str, ...]

    @property
    def is_adoptable(self) -> bool:
        """Whether the candidate closes nothing and moves no latest date later."""
        return not self.faults


class Simulator(Struct, frozen=True):
    """What a simulation works with: the database, the policy in force, the key that opens keys."""

    database: Database
    policy: Policy

    def __repr__(self) -> str:
        return "Simulator()"


async def simulate(simulator: Simulator, candidate: Policy, as_of: date, today: date) -> Simulation:
    """Every stage of every programme under both policies, after the release dates up to a day."""
    earlier = await latest_snapshot(simulator.database)
    own = await read_registry(simulator)
    old, new = (
        played(own, policy, earlier, dates_of(policy, earlier, as_of, today), as_of)
        for policy in (simulator.policy, candidate)
    )
    published = published_stages(earlier)
    effects = tuple(
        effect
        for programme in own.facts.all(Programme)
        for effect in effects_of(
            programme.id, published, old[programme.id], new[programme.id], candidate
        )
    )
    faults = tuple(faults_of(simulator.policy, candidate, effects))
    return Simulation(candidate.version, policy_digest(candidate), as_of, effects, faults)


async def read_registry(simulator: Simulator) -> Own:
    """Everything the decisions rest on, of all sponsors; nothing of outcomes."""
    database = simulator.database
    facts = await read_facts(database)
    episodes, groups = await vault.read_episodes(database), await vault.read_groups(database)
    persons = persons_in(await read_decisions(database))
    forming = {None, *(group.id for group in groups if group.opened_on is None)}
    unopened = [episode for episode in episodes if episode.group_id in forming]
    return Own(
        facts,
        tuple(episodes),
        tuple(groups),
        await read_answers(CourseReader(database), [stored.episode.id for stored in episodes]),
        await read_keys(database, unopened, persons),
        persons,
    )


def dates_of(
    policy: Policy, earlier: FrozenSnapshot | None, as_of: date, today: date
) -> list[date]:
    """The release dates of a policy that were not published yet, up to a day."""
    begins = release_on_or_before(policy, today) - timedelta(days=1)
    released_on = earlier.snapshot.released_on if earlier else None
    return releases_between(policy, released_on or begins, as_of)


def played(
    own: Own, policy: Policy, earlier: FrozenSnapshot | None, dates: Sequence[date], as_of: date
) -> dict[str, Judged]:
    """Every programme after these release dates; without any, as on the last one published."""
    standing = earlier.snapshot.released_on if earlier else None
    judged: dict[str, Judged] = {}
    for family in families(own):
        carried = {p.id: history_of(p.id, earlier) for p in family.facts.all(Programme)}
        if not dates:
            judged |= judge(family, own.facts, carried, policy, standing or as_of)
        for on in dates:
            family = sealed(family, policy, on)
            now = judge(family, own.facts, carried, policy, on)
            carried = {id: met_since(carried[id], found) for id, found in now.items()}
            judged |= now
    return judged


def families(own: Own) -> Iterator[Own]:
    """The registry apart by lineage and disease, over which sealing and gates never reach."""
    programmes: dict[tuple[str, str], dict[str, Programme]] = defaultdict(dict)
    for programme in own.facts.all(Programme):
        programmes[cohort_of(programme)][programme.id] = programme
    episodes, groups = defaultdict(list), defaultdict(list)
    for episode in own.episodes:
        episodes[episode.episode.programme_id].append(episode)
    for group in own.groups:
        groups[group.programme_id].append(group)
    for mine in programmes.values():
        yield structs.replace(
            own,
            facts=Facts({**own.facts.latest, Programme: dict(mine)}, own.facts.first_programmes),
            episodes=tuple(e for id in mine for e in episodes[id]),
            groups=tuple(g for id in mine for g in groups[id]),
        )


def history_of(programme_id: str, earlier: FrozenSnapshot | None) -> Carried:
    """Of earlier decisions only when the gates of interim efficacy were met, a fact by now."""
    carried = carried_from(programme_id, earlier)
    return structs.replace(NOTHING_CARRIED, interim_met_on=carried.interim_met_on)


def met_since(carried: Carried, judged: Judged) -> Carried:
    """The same after one more release date."""
    interim = judged.decisions.get(INTERIM)
    return structs.replace(carried, interim_met_on=interim.gates_met_on if interim else None)


def judge(
    family: Own, facts: Facts, carried: Mapping[str, Carried], policy: Policy, on: date
) -> dict[str, Judged]:
    """The decisions on each programme of a family on a day."""
    register = register_of(facts, family.episodes, family.groups, family.answers)
    found = {}
    for programme in family.facts.all(Programme):
        day = max(on, programme.registered_on)
        evidence = evidence_of(programme, register, carried[programme.id], day)
        found[programme.id] = judged_by(programme, evidence, policy, day)
    return found


def judged_by(programme: Programme, evidence: Evidence, policy: Policy, on: date) -> Judged:
    """What a policy says of one programme."""
    decisions = {d.stage.id: d for d in decide_all(evidence, policy, on)}
    return Judged(decisions, due_on(programme, evidence, policy, on))


def published_stages(earlier: FrozenSnapshot | None) -> dict[tuple[str, str], PublicDecision]:
    """The published decisions, by programme and stage."""
    programmes = earlier.snapshot.programmes if earlier else ()
    return {(p.programme.id, d.stage): d for p in programmes for d in p.decisions}
