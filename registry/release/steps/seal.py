"""Step one: seal waiting patients and open forming groups, in the vault."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date

from msgspec import structs

from anonymise.grouping import SEVERAL, Joining, NewGroup, SealingPlan
from registry.errors import SealingError
from registry.model.codes import PersonDecision, Timing
from registry.model.episode import EpisodeKeys
from registry.model.programme import Programme
from registry.release.persons import Reported, persons_of, reported_before
from registry.release.sealing import GroupRecord, SealingEpisode, plan_sealing
from registry.release.stages import Policy
from registry.release.steps.gather import cohort_of
from registry.storage import vault
from registry.storage.columns import unseal_keys
from registry.storage.engine import Database
from registry.storage.persons import Pair, read_decisions


async def seal(
    database: Database, wrapping: bytes, policy: Policy, programmes: Iterable[Programme], on: date
) -> None:
    """Apply each programme's sealing plan of the release date `on`."""
    programmes = list(programmes)
    waiting = await read_waiting(database, wrapping, programmes, on)
    groups: dict[str, list[vault.StoredGroup]] = defaultdict(list)
    for group in await vault.read_groups(database):
        groups[group.programme_id].append(group)
    for programme in programmes:
        mine = groups[programme.id]
        plan = checked_plan(programme, waiting[programme.id], mine, policy, on)
        await apply(database, programme.id, plan, mine, months_of(waiting[programme.id]), on)


async def read_waiting(
    database: Database, wrapping: bytes, programmes: Iterable[Programme], on: date
) -> dict[str, list[SealingEpisode]]:
    """What sealing may know of the waiting episodes of the release date `on`, by programme."""
    stored_episodes = await vault.read_episodes(database)
    repeats = reported_twice(await read_decisions(database), programmes, stored_episodes)
    episodes = waiting_on(stored_episodes, repeats, on)
    waiting: dict[str, list[SealingEpisode]] = defaultdict(list)
    for stored, keyed in zip(episodes, await read_keys(database, wrapping, episodes), strict=True):
        waiting[stored.episode.programme_id].append(keyed)
    return waiting


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
    database: Database, wrapping: bytes, episodes: Sequence[vault.StoredEpisode]
) -> list[SealingEpisode]:
    """What sealing may know of each episode, in the same order; no outcome is read."""
    patients = await vault.find_patients(database, [s.episode.patient for s in episodes])
    return [
        sealing_episode(stored, wrapping, patients[stored.episode.patient].wrapped_key)
        for stored in episodes
    ]


def reported_twice(
    decisions: Mapping[Pair, PersonDecision],
    programmes: Iterable[Programme],
    episodes: Iterable[vault.StoredEpisode],
) -> set[str]:
    """The episodes whose person a curator found counted already in the same lineage and disease."""
    persons = persons_of(pair for pair, said in decisions.items() if said is PersonDecision.SAME)
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


def sealing_episode(stored: vault.StoredEpisode, wrapping: bytes, wrapped: str) -> SealingEpisode:
    """What sealing may know of a stored episode; an erased one is of no known country."""
    episode = stored.episode
    keys = EpisodeKeys("", SEVERAL)
    if stored.sealed_keys and wrapped:
        keys = unseal_keys(wrapping, wrapped, episode.id, stored.sealed_keys)
    return SealingEpisode(
        episode.id,
        episode.sequence,
        keys.country,
        episode.timing,
        keys.age_band,
        episode.accepted_month,
        episode.registered_on,
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
    )


def checked_plan(
    programme: Programme,
    waiting: Sequence[SealingEpisode],
    groups: Sequence[vault.StoredGroup],
    policy: Policy,
    on: date,
) -> SealingPlan:
    """What the release date `on` seals. SealingError where a group would be too small."""
    plan = plan_sealing(programme, waiting, [record(group) for group in groups], policy, on)
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
    database: Database,
    programme_id: str,
    plan: SealingPlan,
    before: Sequence[vault.StoredGroup],
    months: Mapping[str, str],
    on: date,
) -> None:
    """Write a sealing plan; groups are numbered in order of forming."""
    named = named_groups(programme_id, plan, len(before))
    new = [stored(id, programme_id, group, months, on) for id, group in named]
    await vault.add_groups(database, new)
    for id, group in named:
        await vault.seal_members(database, id, group.members)
    await join(database, plan.joined, before, months)
    for id in plan.opened:
        await vault.open_group(database, id, on)


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
        await vault.seal_members(database, joining.group_id, joining.members)


def widened(
    group: vault.StoredGroup, joining: Joining, months: Mapping[str, str]
) -> vault.StoredGroup:
    """A forming group once others joined it."""
    new = [months[id] for id in joining.members]
    return structs.replace(
        group,
        age_class=joining.age_class,
        first_month=min(group.first_month, *new),
        last_month=max(group.last_month, *new),
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
    )
