"""Step one: seal waiting patients and open forming groups, in the vault."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date

from msgspec import structs

from anonymise.members import SEVERAL, Joining, NewGroup, SealingPlan
from registry.errors import SealingError
from registry.model.codes import PersonDecision, Timing
from registry.model.episode import EpisodeKeys
from registry.model.programme import Programme
from registry.model.wishes import KeyRequest, SplitKey, adopted_on
from registry.release.evidence import cohort_of
from registry.release.persons import Persons, Reported, persons_of, reported_before
from registry.release.sealing import GroupRecord, Sealable, SealingEpisode, plan_sealing
from registry.release.stages import Policy
from registry.release.steps.remain import remainders_of, store_remainders
from registry.storage import vault
from registry.storage.columns import unseal_keys
from registry.storage.directory import Facts
from registry.storage.engine import Database
from registry.storage.persons import Pair, read_decisions
from registry.storage.sealing import Sealing


async def seal(
    database: Database,
    policy: Policy,
    facts: Facts,
    episodes: Sequence[vault.StoredEpisode],
    on: date,
) -> list[vault.StoredEpisode]:
    """Apply each programme's sealing plan of the release date `on`, then form remainders.

    `episodes` are all there are; they come back as they are then.
    """
    programmes = facts.all(Programme)
    before = await sealables_of(database, facts, episodes, on)
    left: dict[str, Sealable] = {}
    home: dict[str, str] = {}
    for programme in programmes:
        mine = before[programme.id]
        plan = checked_plan(programme, mine, policy, on)
        home |= await apply(database, programme.id, plan, mine, on)
        left[programme.id] = structs.replace(mine, waiting=mine.without(plan.sealed))
    planned = remainders_of(facts, left, policy, on)
    home |= await store_remainders(database, planned, facts, left, on)
    return await vault.seal_members(database, episodes, home)


async def sealables_of(
    database: Database, facts: Facts, episodes: Sequence[vault.StoredEpisode], on: date
) -> dict[str, Sealable]:
    """What sealing may know of each programme on the release date `on`; no outcome is read."""
    programmes, adopted = facts.all(Programme), adopted_on(facts.all(KeyRequest), on)
    groups = await vault.read_groups(database)
    persons = persons_in(await read_decisions(database))
    relevant = relevant_on(episodes, groups, reported_twice(persons, programmes, episodes), on)
    keyed = await read_keys(database, relevant, persons)
    mine: dict[str, list[vault.StoredEpisode]] = defaultdict(list)
    for stored in episodes:
        mine[stored.episode.programme_id].append(stored)
    return {
        programme.id: sealable(programme.id, mine[programme.id], groups, keyed, on, adopted)
        for programme in programmes
    }


def relevant_on(
    episodes: Iterable[vault.StoredEpisode],
    groups: Iterable[vault.StoredGroup],
    repeats: Set[str],
    on: date,
) -> list[vault.StoredEpisode]:
    """Who waits on a day, and who is in a group that still forms."""
    forming = {group.id for group in groups if group.opened_on is None}
    inside = [stored for stored in episodes if stored.group_id in forming]
    return inside + waiting_on(episodes, repeats, on)


def waiting_on(
    episodes: Iterable[vault.StoredEpisode], repeats: Set[str], on: date
) -> list[vault.StoredEpisode]:
    """The unsealed episodes registered up to `on`, without those who count elsewhere already."""
    return [
        stored
        for stored in episodes
        if stored.group_id is None
        and stored.episode.registered_on <= on
        and stored.episode.id not in repeats
    ]


async def read_keys(
    database: Database,
    episodes: Sequence[vault.StoredEpisode],
    persons: Persons,
) -> dict[str, SealingEpisode]:
    """What sealing may know of each episode, by id; no outcome is read."""
    patients = await vault.find_patients(database, [s.episode.patient for s in episodes])
    return {
        stored.episode.id: sealing_episode(
            stored, database.sealing, patients[stored.episode.patient], persons
        )
        for stored in episodes
    }


def persons_in(decisions: Mapping[Pair, PersonDecision]) -> Persons:
    """The person behind each pseudonym of whom a curator found that it is another one's, too."""
    return persons_of(pair for pair, said in decisions.items() if said is PersonDecision.SAME)


def reported_twice(
    persons: Persons,
    programmes: Iterable[Programme],
    episodes: Iterable[vault.StoredEpisode],
) -> set[str]:
    """The episodes whose person a curator found counted already in the same lineage and disease."""
    cohorts = {programme.id: cohort_of(programme) for programme in programmes}
    reported = (
        Reported(
            stored.episode.id,
            stored.episode.patient,
            cohorts[stored.episode.programme_id],
            stored.episode.registered_on,
            stored.group_id is not None,
        )
        for stored in episodes
        if stored.episode.patient in persons
    )
    return reported_before(reported, persons)


def sealing_episode(
    stored: vault.StoredEpisode,
    sealing: Sealing,
    patient: vault.StoredPatient,
    persons: Persons,
) -> SealingEpisode:
    """What sealing may know of a stored episode; an erased one is of no known country."""
    episode = stored.episode
    keys = EpisodeKeys("", SEVERAL)
    if stored.sealed_keys and patient.wrapped_key:
        keys = unseal_keys(sealing, patient, episode.id, stored.sealed_keys)
    return SealingEpisode(
        episode.id,
        episode.sequence,
        keys.country,
        episode.timing,
        keys.age_band,
        episode.accepted_month,
        episode.registered_on,
        persons.get(episode.patient, episode.patient),
        keys.centre_id or None,
        keys.sex,
    )


def record(group: vault.StoredGroup) -> GroupRecord:
    """The group as sealing sees it."""
    return GroupRecord(
        group.id,
        group.programme_id,
        group.country,
        group.timing,
        group.age_class,
        group.formed_on,
        group.opened_on,
        group.finer,
    )


def sealable(
    programme_id: str,
    episodes: Iterable[vault.StoredEpisode],
    groups: Iterable[vault.StoredGroup],
    keyed: Mapping[str, SealingEpisode],
    on: date,
    finer_keys: tuple[SplitKey, ...] = (),
) -> Sealable:
    """What sealing may know of one programme, put together of what it may know of each episode."""
    mine = [stored for stored in episodes if stored.episode.programme_id == programme_id]
    known = [stored for stored in mine if stored.episode.id in keyed]
    inside: dict[str, list[SealingEpisode]] = defaultdict(list)
    for stored in known:
        inside[stored.group_id or ""].append(keyed[stored.episode.id])
    registered = (s.episode.registered_on for s in mine if s.episode.registered_on <= on)
    return Sealable(
        waiting=tuple(inside.pop("", ())),
        groups=tuple(record(group) for group in groups if group.programme_id == programme_id),
        inside=inside,
        last_registered_on=max(registered, default=None),
        finer_keys=finer_keys,
    )


def checked_plan(programme: Programme, mine: Sealable, policy: Policy, on: date) -> SealingPlan:
    """What the release date `on` seals. SealingError where a group would be too small."""
    plan = plan_sealing(programme, mine, policy, on)
    check_plan(plan, policy.sealing.smallest)
    return plan


def check_plan(plan: SealingPlan, smallest: int) -> None:
    """Raise SealingError where a plan would form a group of fewer than `smallest` patients."""
    if any(len(set(group.members)) < smallest for group in plan.formed):
        raise SealingError(
            f"A sealed group would have fewer than {smallest} different patients.",
            "Nothing was sealed; report this as a fault of the registry.",
        )


def months_of(waiting: Iterable[SealingEpisode]) -> dict[str, str]:
    """The month of acceptance of each episode, by id."""
    return {episode.id: episode.accepted_month for episode in waiting}


async def apply(
    database: Database, programme_id: str, plan: SealingPlan, mine: Sealable, on: date
) -> dict[str, str]:
    """Write a sealing plan, groups numbered in order of forming; who enters which, by episode."""
    months = months_of(mine.waiting)
    named = named_groups(programme_id, plan, len(mine.groups))
    new = [stored(id, programme_id, group, months, on) for id, group in named]
    await vault.add_groups(database, new)
    await join(database, plan.joined, await vault.programme_groups(database, programme_id), months)
    for id in plan.opened:
        await vault.open_group(database, id, on)
    return home_of(named, plan)


def home_of(named: Iterable[tuple[str, NewGroup]], plan: SealingPlan) -> dict[str, str]:
    """The group that each episode of a plan enters, whether it forms or is joined."""
    entered = [(id, group.members) for id, group in named]
    entered += [(joining.group_id, joining.members) for joining in plan.joined]
    return {episode_id: id for id, members in entered for episode_id in members}


def named_groups(
    programme_id: str, plan: SealingPlan, groups_before: int
) -> list[tuple[str, NewGroup]]:
    """The groups a plan forms, with their ids."""
    numbered = enumerate(plan.formed, start=groups_before + 1)
    return [(f"{programme_id}.g{number:03}", group) for number, group in numbered]


async def join(
    database: Database,
    joined: Sequence[Joining],
    before: Iterable[vault.StoredGroup],
    months: Mapping[str, str],
) -> None:
    """The last members of an ended programme enter the groups that still form."""
    groups = {group.id: group for group in before}
    for joining in joined:
        await vault.widen_group(database, widened(groups[joining.group_id], joining, months))


def widened(
    group: vault.StoredGroup, joining: Joining, months: Mapping[str, str]
) -> vault.StoredGroup:
    """A forming group once others joined it."""
    new = [months[id] for id in joining.members]
    return structs.replace(
        group,
        country=joining.country,
        age_class=joining.age_class,
        first_month=min(group.first_month, *new),
        last_month=max(group.last_month, *new),
        finer=dict(joining.finer),
    )


def stored(
    id: str, programme_id: str, group: NewGroup, months: Mapping[str, str], on: date
) -> vault.StoredGroup:
    """A planned group as the vault keeps it."""
    mine = [months[episode_id] for episode_id in group.members]
    return vault.StoredGroup(
        id,
        programme_id,
        group.queue.country,
        Timing(group.queue.timing),
        group.age_class,
        formed_on=on,
        first_month=min(mine),
        last_month=max(mine),
        opened_on=on if group.open_now else None,
        finer=dict(group.finer),
    )
