"""Publishing a simulated registry in memory, with the project's own pure functions.

Release date after release date: seal, form remainders, decide, count, freeze. No database, no
clock. What comes out is what anybody can download, and the roll of every group, which is granted
to the strongest attacker: whoever knows the order of registration can work it out.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from zlib import crc32

from msgspec import Struct, structs

from anonymise.members import SealingPlan
from registry.log.signer import LogSigner
from registry.model.codes import Sex, Timing, WithdrawalScope
from registry.model.course import ends_follow_up
from registry.model.endpoint import EndpointResult
from registry.model.episode import Course, TreatmentEpisode
from registry.model.product import Product
from registry.model.programme import Programme
from registry.model.wishes import SplitKey
from registry.release.labels import labelled
from registry.release.publish import Numbers, Publisher, count, directory, results, tell
from registry.release.sealing import Sealable, SealingEpisode
from registry.release.stages import Policy, load_policy, policy_digest, releases_between
from registry.release.steps.gather import Group, Register, register_of
from registry.release.steps.play import after
from registry.release.steps.remain import named, remainders_of, stored_remainder
from registry.release.steps.seal import (
    checked_plan,
    months_of,
    named_groups,
    relevant_on,
    sealable,
    stored,
)
from registry.release.steps.small import verdict_sets
from registry.snapshot import FrozenSnapshot, PublicProgramme, Snapshot, freeze
from registry.storage.answers import Answers
from registry.storage.directory import FACT_TYPES, Facts
from registry.storage.vault import StoredEpisode, StoredGroup
from tests.attacks.accrual import with_events
from tests.attacks.counting import NO_COURSES, NO_DATABASE, finished, instead_of_a_database
from tests.attacks.world import BEGINS, FOLLOWED, Patient, World

POLICY = load_policy()


def as_published(patients: Sequence[Patient], _on: date) -> Sequence[Patient]:
    """Who is counted of a group: everybody, whatever happened since."""
    return patients


@dataclass(frozen=True)
class Practice:
    """How a registry publishes: as the project does, or with one rule exchanged.

    `counts` says whose courses are summed; with `anew` everything open is counted again on every
    release date. `finer_keys` split groups from a day on. Other rules are exchanged where they
    stand (`switched_off.py`).
    """

    policy: Policy = POLICY
    plan: Callable[[Programme, Sealable, Policy, date], SealingPlan] = checked_plan
    counts: Callable[[Sequence[Patient], date], Sequence[Patient]] = as_published
    anew: bool = False
    pools_timing: bool = False
    finer_keys: tuple[SplitKey, ...] = ()
    adopted_from: date = BEGINS


@dataclass(frozen=True)
class Published:
    """Everything public of a registry, and who stands in which group."""

    world: World
    snapshots: tuple[FrozenSnapshot, ...]
    roll: Mapping[str, tuple[str, ...]]

    @property
    def latest(self) -> Snapshot:
        """The last snapshot."""
        return self.snapshots[-1].snapshot


Told = tuple[PublicProgramme, ...]
State = tuple[str, str | None, bool, Timing]
"""What can change of an episode: its group, whether it was withdrawn, whether it came in time."""


@dataclass
class Vault:
    """What the registry keeps from one release date to the next."""

    world: World
    practice: Practice
    groups: list[StoredGroup] = field(default_factory=list)
    home: dict[str, str] = field(default_factory=dict)
    snapshots: list[FrozenSnapshot] = field(default_factory=list)
    known: dict[State, StoredEpisode] = field(default_factory=dict)

    def episodes(self, on: date) -> list[StoredEpisode]:
        """Every episode registered by a day, in order of programme and registration."""
        return [
            self.stored(patient, place, on)
            for place, patient in self.ordered
            if patient.registered_on <= on
        ]

    @cached_property
    def truth(self) -> dict[str, Patient]:
        """Every patient by id."""
        return {patient.id: patient for patient in self.world.patients}

    @cached_property
    def ordered(self) -> list[tuple[int, Patient]]:
        """Every patient with the place in the programme's order of registration."""
        mine: dict[str, list[Patient]] = defaultdict(list)
        for patient in self.world.patients:
            mine[patient.programme_id].append(patient)
        return [entry for id in sorted(mine) for entry in enumerate(mine[id], start=1)]

    def stored(self, patient: Patient, place: int, on: date) -> StoredEpisode:
        """The episode as the vault has it on a day; made anew where something changed."""
        withdrawn = patient.withdrawn_on is not None and patient.withdrawn_on <= on
        timing = Timing.PROSPECTIVE if self.practice.pools_timing else timing_on(patient, on)
        state = patient.id, self.home.get(patient.id), withdrawn, timing
        if state not in self.known:
            self.known[state] = stored_episode(patient, place, *state[1:])
        return self.known[state]

    @property
    def roll(self) -> dict[str, tuple[str, ...]]:
        """Who stands in which group, in order of registration."""
        members: dict[str, list[str]] = defaultdict(list)
        for patient in self.world.patients:
            if patient.id in self.home:
                members[self.home[patient.id]].append(patient.id)
        return {id: tuple(mine) for id, mine in members.items()}


def publish(world: World, practice: Practice | None = None, years: int = FOLLOWED) -> Published:
    """The registry on each of its release dates."""
    vault = Vault(world, practice or Practice())
    end = BEGINS.replace(year=BEGINS.year + years)
    for on in releases_between(vault.practice.policy, BEGINS, end):
        vault.snapshots.append(released(vault, on))
    return Published(world, tuple(vault.snapshots), vault.roll)


def released(vault: Vault, on: date) -> FrozenSnapshot:
    """What one release date seals, decides and counts."""
    facts = facts_on(vault.world, on)
    seal(vault, facts, on)
    register = register_of(facts, vault.episodes(on), vault.groups, answers_on(vault.world, on))
    policy = vault.practice.policy
    signer = LogSigner("registry.example/log", bytes(32))
    publisher = Publisher(NO_DATABASE, policy, b"salt of decisions", b"", b"", signer)
    earlier = vault.snapshots[-1] if vault.snapshots else None
    told = tell(publisher, register, earlier, on, True)
    sets = verdict_sets(register, told, earlier, policy, on)
    groups, bundles = numbers_of(vault, register, told, on)
    return freeze(
        Snapshot(
            number=len(vault.snapshots) + 1,
            as_of=on,
            predecessor=None,
            policy_version=policy.version,
            policy_digest=policy_digest(policy),
            next_release=on + timedelta(days=183),
            directory=directory(facts),
            programmes=labelled(told, groups, policy),
            endpoint_results=results(register, told, sets, groups, earlier, True),
            groups=groups,
            bundles=bundles,
            released_on=on,
            verdict_sets=sets,
        )
    )


def facts_on(world: World, on: date) -> Facts:
    """The public facts as they stand on a day."""
    latest: dict[type[Struct], dict[str, Struct]] = {kind: {} for kind in FACT_TYPES}
    latest[Product] = {product.id: product for product in world.products}
    known = [study for study in world.studies if study.programme.registered_on <= on]
    latest[Programme] = {s.programme.id: with_events(s.programme, s, on) for s in known}
    told = [result for s in known for day, result in s.results if day <= on]
    latest[EndpointResult] = {result.id: result for result in told}
    return Facts(latest, {study.programme.id: study.programme for study in known})


def answers_on(world: World, on: date) -> Answers:
    """Who answered when by a day, and who owes no visit any more."""
    last = {p.id: day for p in world.patients if (day := last_answer(p, on))}
    ended = (p.id for p in world.patients if any(map(ends_follow_up, facts_of(p.known(on)))))
    return Answers(last, frozenset(ended))


def facts_of(course: Course) -> Iterator[Struct]:
    """What is told of a patient that may end the follow-up."""
    yield from (*course.visits, *course.adverse_events)
    if course.not_infused is not None:
        yield course.not_infused


def last_answer(patient: Patient, on: date) -> date | None:
    """The last day on which a due visit of the patient was answered."""
    return max((told.on for told in patient.told if told.answers and told.on <= on), default=None)


def stored_episode(
    patient: Patient, place: int, group_id: str | None, withdrawn: bool, timing: Timing
) -> StoredEpisode:
    """The episode as the vault keeps it."""
    return StoredEpisode(
        TreatmentEpisode(
            patient.id,
            patient.programme_id,
            place,
            patient.person,
            f"{patient.accepted_on:%Y-%m}",
            patient.registered_on,
            timing,
        ),
        sealed_keys="",
        submission_id="",
        group_id=group_id,
        withdrawal=WithdrawalScope.EXCLUDE_FROM_FUTURE if withdrawn else None,
        withdrawn_on=patient.withdrawn_on if withdrawn else None,
    )


def timing_on(patient: Patient, on: date) -> Timing:
    """Whether the patient counts as registered in time, by what is known on a day."""
    found = patient.found_late_on is not None and patient.found_late_on <= on
    return Timing.RETROSPECTIVE if found else patient.timing


def keys_of(stored: StoredEpisode, patient: Patient) -> SealingEpisode:
    """What sealing may know of an episode."""
    episode = stored.episode
    return SealingEpisode(
        episode.id,
        episode.sequence,
        patient.site.country,
        episode.timing,
        patient.age_band,
        episode.accepted_month,
        episode.registered_on,
        episode.patient,
        patient.site.id,
        Sex.FEMALE if crc32(patient.person.encode()) % 2 else Sex.MALE,
    )


def seal(vault: Vault, facts: Facts, on: date) -> None:
    """Apply every programme's sealing plan, then form remainders, as the project's step does."""
    practice = vault.practice
    episodes = vault.episodes(on)
    keyed = {
        s.episode.id: keys_of(s, vault.truth[s.episode.id])
        for s in relevant_on(episodes, vault.groups, set(), on)
    }
    left: dict[str, Sealable] = {}
    for programme in facts.all(Programme):
        adopted = practice.finer_keys if practice.adopted_from <= on else ()
        mine = sealable(programme.id, episodes, vault.groups, keyed, on, adopted)
        plan = practice.plan(programme, mine, practice.policy, on)
        apply(vault, programme.id, plan, mine, on)
        left[programme.id] = structs.replace(mine, waiting=mine.without(plan.sealed))
    form_remainders(vault, facts, left, on)


def apply(vault: Vault, programme_id: str, plan: SealingPlan, mine: Sealable, on: date) -> None:
    """Keep what a sealing plan does."""
    months = months_of(mine.waiting)
    new = named_groups(programme_id, plan, len(mine.groups))
    for id, group in new:
        vault.home |= dict.fromkeys(group.members, id)
    for joining in plan.joined:
        vault.home |= dict.fromkeys(joining.members, joining.group_id)
    kept = [
        after(group, plan, months, on) if group.programme_id == programme_id else group
        for group in vault.groups
    ]
    formed = [stored(id, programme_id, group, months, on) for id, group in new]
    vault.groups = sorted([*kept, *formed], key=lambda group: (group.formed_on, group.id))


def form_remainders(vault: Vault, facts: Facts, left: Mapping[str, Sealable], on: date) -> None:
    """Keep the remainders that the release date forms."""
    months = {e.id: e.accepted_month for mine in left.values() for e in mine.waiting}
    numbers = {group.id for group in vault.groups}
    for remainder in remainders_of(facts, left, vault.practice.policy, on):
        group = stored_remainder(named(remainder.kind, numbers), remainder, facts, months, on)
        numbers.add(group.id)
        vault.groups.append(group)
        vault.home |= dict.fromkeys(remainder.members, group.id)


def numbers_of(vault: Vault, register: Register, told: Told, on: date) -> Numbers:
    """Every group and every bundle with what is open of it, as the project's step counts it."""
    earlier = vault.snapshots[-1] if vault.snapshots else None
    before = anew(earlier) if vault.practice.anew and earlier else earlier
    dates = [frozen.snapshot.as_of for frozen in vault.snapshots]
    with instead_of_a_database(vault.truth, dates, on):
        return finished(
            count(vault.practice.policy, NO_COURSES, chosen(vault, register, on), told, before, on)
        )


def chosen(vault: Vault, register: Register, on: date) -> Register:
    """The register with those members of groups who are counted."""
    if vault.practice.counts is as_published:
        return register
    groups = {
        id: [among(vault, group, on) for group in groups] for id, groups in register.groups.items()
    }
    return structs.replace(register, groups=groups)


def among(vault: Vault, group: Group, on: date) -> Group:
    """The group with those of its members who are counted."""
    inside = [vault.truth[member.episode.id] for member in group.members]
    some = {patient.id for patient in vault.practice.counts(inside, on)}
    return structs.replace(group, members=tuple(m for m in group.members if m.episode.id in some))


def anew(earlier: FrozenSnapshot) -> FrozenSnapshot:
    """A snapshot whose open groups have no contents yet, so that all are counted again."""
    blank = dict.fromkeys(("funnel", "manufacturing"))
    empty = dict.fromkeys(("known", "safety", "endpoints", "best_responses", "curves"), ())
    bare = tuple(structs.replace(g, **blank, **empty) for g in earlier.snapshot.groups)
    return structs.replace(
        earlier, snapshot=structs.replace(earlier.snapshot, groups=bare, bundles=())
    )
