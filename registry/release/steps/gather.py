"""Step two: gather the evidence on which stages are decided. No outcome is read here."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct

from registry.model.codes import ApprovalEventKind, EndpointRole, ProgrammeEventKind, Route
from registry.model.diseases import NOT_STATED, wider
from registry.model.endpoint import EndpointResult
from registry.model.product import Approval
from registry.model.programme import Programme, event_of
from registry.release.evidence import Evidence, GroupEvidence
from registry.snapshot import FrozenSnapshot
from registry.storage import vault
from registry.storage.directory import Facts, read_facts
from registry.storage.engine import Database

DECIDING = (
    ApprovalEventKind.RENEWED,
    ApprovalEventKind.SUSPENDED,
    ApprovalEventKind.WITHDRAWN,
    ApprovalEventKind.REVOKED,
    ApprovalEventKind.LAPSED,
)
SILENT = vault.Activity(None, None)


class Group(Struct, frozen=True):
    """A sealed group with its members, in order of registration."""

    stored: vault.StoredGroup
    members: tuple[vault.StoredEpisode, ...]

    @property
    def months(self) -> list[str]:
        """The members' months of acceptance."""
        return [member.episode.accepted_month for member in self.members]


class Register(Struct, frozen=True):
    """What the registry holds at publication, apart from outcomes."""

    facts: Facts
    groups: dict[str, list[Group]]
    first_accepted: dict[str, str]
    activity: dict[str, vault.Activity]

    def programmes(self) -> tuple[Programme, ...]:
        """Every registered programme."""
        return self.facts.all(Programme)


async def gather(database: Database) -> Register:
    """Read facts, groups with members, first acceptances and last signs of activity."""
    return register_of(
        await read_facts(database),
        await vault.read_episodes(database),
        await vault.read_groups(database),
        await vault.read_activity(database),
    )


def register_of(
    facts: Facts,
    episodes: Iterable[vault.StoredEpisode],
    stored_groups: Iterable[vault.StoredGroup],
    activity: dict[str, vault.Activity],
) -> Register:
    """The register, put together of episodes in order of registration and groups of forming."""
    members: dict[str, list[vault.StoredEpisode]] = defaultdict(list)
    first: dict[str, str] = {}
    for stored in episodes:
        episode = stored.episode
        first[episode.programme_id] = min(
            episode.accepted_month, first.get(episode.programme_id, episode.accepted_month)
        )
        members[stored.group_id or ""].append(stored)
    groups: dict[str, list[Group]] = defaultdict(list)
    for group in stored_groups:
        groups[group.programme_id].append(Group(group, tuple(members[group.id])))
    return Register(facts, groups, first, activity)


def evidence_of(programme: Programme, register: Register, opened: dict[str, date]) -> Evidence:
    """What is known of one programme without any outcome; `opened` are its open stages."""
    ended = event_of(programme, ProgrammeEventKind.ENDED)
    stopped = event_of(programme, ProgrammeEventKind.STOPPED)
    activity = register.activity.get(programme.id, SILENT)
    family = [other for other in register.programmes() if cohort_of(other) == cohort_of(programme)]
    return Evidence(
        programme_id=programme.id,
        cited=programme.sponsor_id is None,
        paediatric=programme.paediatric,
        registered_on=programme.registered_on,
        stopped_on=stopped.on if stopped else None,
        ended_on=ended.on if ended else None,
        planned_end=register.facts.first_programmes[programme.id].planned_end,
        blinded_until=programme.blinded_until,
        first_accepted=register.first_accepted.get(programme.id),
        last_registered_on=activity.last_registered_on,
        last_answered_on=activity.last_answered_on,
        published_on=first_publication(programme, register.facts),
        approval_decided_on=approval_decision(programme, register.facts),
        groups=tuple(g for other in family for g in open_groups(other, register)),
        own_groups=tuple(open_groups(programme, register)),
        opened=opened,
    )


def cohort_of(programme: Programme) -> tuple[str, str]:
    """The lineage and disease over which gates count and a person counts once."""
    return programme.lineage, programme.disease


def open_groups(programme: Programme, register: Register) -> Iterator[GroupEvidence]:
    """The programme's open groups, as numbers and dates."""
    days = [e.endpoint.day for e in programme.endpoints if is_primary(e.endpoint.role)]
    for group in register.groups.get(programme.id, ()):
        if group.stored.opened_on is not None:
            yield GroupEvidence(
                group.stored.id,
                programme.id,
                len(group.members),
                group.stored.opened_on,
                max(group.months),
                programme.longest_wait_days,
                min(days, default=None),
            )


def is_primary(role: EndpointRole) -> bool:
    """Whether an endpoint of this role decides a gate's window."""
    return role is EndpointRole.PRIMARY


def opened_stages(programme_id: str, earlier: FrozenSnapshot | None) -> dict[str, date]:
    """The stages the latest snapshot shows open, and since when."""
    if earlier is None:
        return {}
    return {
        decision.stage: decision.opened_on
        for public in earlier.snapshot.programmes
        if public.programme.id == programme_id
        for decision in public.decisions
        if decision.opened_on is not None
    }


def first_publication(programme: Programme, facts: Facts) -> date | None:
    """The first day a result of the programme was published elsewhere."""
    days = (r.published_on for r in facts.all(EndpointResult) if r.programme_id == programme.id)
    return min((day for day in days if day is not None), default=None)


def approval_decision(programme: Programme, facts: Facts) -> date | None:
    """The first decision on, or end of, an exemption the programme uses since it began.

    An exemption covers its disease with every narrower one.
    """
    if programme.route is not Route.HOSPITAL_EXEMPTION:
        return None
    covering = {*wider(programme.disease), NOT_STATED}
    approvals = (
        approval
        for approval in facts.all(Approval)
        if approval.product_id == programme.product_id and approval.disease in covering
    )
    days = (day for approval in approvals for day in decision_days(approval))
    return min((day for day in days if day > programme.registered_on), default=None)


def decision_days(approval: Approval) -> Iterable[date]:
    """The latest possible day of each decision, and the end of validity."""
    days = [last_day(event.on) for event in approval.events if event.kind in DECIDING]
    return [*days, approval.valid_to] if approval.valid_to else days


def last_day(partial: str) -> date:
    """The last day a partial date (YYYY, YYYY-MM or a day) can mean."""
    year, month, day = (*(int(part) for part in partial.split("-")), 0, 0)[:3]
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])
