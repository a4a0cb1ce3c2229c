"""Step two: gather the evidence on which stages are decided. No outcome is read here."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from registry.model.codes import EndpointRole, ProgrammeEventKind, Timing
from registry.model.endpoint import EndpointResult
from registry.model.hold import Hold
from registry.model.product import Approval
from registry.model.programme import Programme, event_of
from registry.release.carried import held_back
from registry.release.evidence import Carried, Evidence, GroupEvidence, cohort_of
from registry.release.exemptions import approval_decision
from registry.release.holds import hold_on
from registry.storage import vault
from registry.storage.answers import Answers, read_answers
from registry.storage.courses import CourseReader
from registry.storage.directory import Facts


class Group(Struct, frozen=True):
    """A sealed group with its members, in order of registration."""

    stored: vault.StoredGroup
    members: tuple[vault.StoredEpisode, ...]

    @property
    def programme_ids(self) -> tuple[str, ...]:
        """The programmes whose patients are in the group; several in a remainder."""
        return tuple(sorted({member.episode.programme_id for member in self.members}))


class Register(Struct, frozen=True):
    """What the registry holds at publication, apart from outcomes.

    `episodes` and `groups` stand by programme. `answers` say when due visits were answered, and
    who owes none any more.
    """

    facts: Facts
    episodes: dict[str, list[vault.StoredEpisode]]
    groups: dict[str, list[Group]]
    answers: Answers

    def programmes(self) -> tuple[Programme, ...]:
        """Every registered programme."""
        return self.facts.all(Programme)

    def episodes_of(self, programme_id: str) -> Sequence[vault.StoredEpisode]:
        """The episodes of a programme, in order of registration."""
        return self.episodes.get(programme_id, ())

    def members(self) -> dict[str, list[str]]:
        """The ids of the episodes in each group, by the group's id."""
        every = (group for groups in self.groups.values() for group in groups)
        return {group.stored.id: [m.episode.id for m in group.members] for group in every}

    def remainders(self) -> tuple[Group, ...]:
        """The groups of several programmes, in order of forming."""
        return tuple(self.groups.get("", ()))


async def gather(
    reader: CourseReader, facts: Facts, episodes: Sequence[vault.StoredEpisode], due: bool
) -> Register:
    """Read groups and, where stages are decided, when visits were answered in open groups."""
    groups = await vault.read_groups(reader.database)
    shown = {group.id for group in groups if group.opened_on is not None} if due else set()
    members = [stored.episode.id for stored in episodes if stored.group_id in shown]
    return register_of(facts, episodes, groups, await read_answers(reader, members))


def register_of(
    facts: Facts,
    episodes: Iterable[vault.StoredEpisode],
    stored_groups: Iterable[vault.StoredGroup],
    answers: Answers,
) -> Register:
    """The register, put together of episodes in order of registration and groups of forming."""
    members: dict[str, list[vault.StoredEpisode]] = defaultdict(list)
    mine: dict[str, list[vault.StoredEpisode]] = defaultdict(list)
    for stored in episodes:
        members[stored.group_id or ""].append(stored)
        mine[stored.episode.programme_id].append(stored)
    groups: dict[str, list[Group]] = defaultdict(list)
    for group in stored_groups:
        groups[group.programme_id].append(Group(group, tuple(members[group.id])))
    return Register(facts, mine, groups, answers)


def evidence_of(programme: Programme, register: Register, carried: Carried, on: date) -> Evidence:
    """What is known of one programme on a day without any outcome, beside what was decided before.

    Acceptances and answers count once their group is open, before that the day it was sealed: a
    date that moved with one patient who waits would show that there is one. What ended before it
    was registered ended, for the gates, on the day of registration.
    """
    ended = event_of(programme, ProgrammeEventKind.ENDED)
    stopped = event_of(programme, ProgrammeEventKind.STOPPED)
    mine = register.groups.get(programme.id, ())
    shown = [group for group in mine if group.stored.opened_on is not None]
    members = [member for group in shown for member in group.members]
    answers = (register.answers.last.get(member.episode.id) for member in members)
    prospective = (g.stored for g in shown if g.stored.timing is Timing.PROSPECTIVE)
    family = [other for other in register.programmes() if cohort_of(other) == cohort_of(programme)]
    return Evidence(
        programme_id=programme.id,
        cited=programme.sponsor_id is None,
        paediatric=programme.paediatric,
        registered_on=programme.registered_on,
        stopped_on=max(stopped.on, programme.registered_on) if stopped else None,
        ended_on=max(ended.on, programme.registered_on) if ended else None,
        planned_end=register.facts.first_programmes[programme.id].planned_end,
        blinded_until=programme.blinded_until,
        first_accepted=min((group.first_month for group in prospective), default=None),
        last_registered_on=last_acceptance(mine),
        last_answered_on=max((day for day in answers if day is not None), default=None),
        owes_visits=any(owes_visits(member, register.answers) for member in members),
        published_on=first_publication(programme, register.facts),
        approval_decided_on=approval_decision(programme, register.facts.all(Approval)),
        groups=tuple(g for other in family for g in open_groups(other, register)),
        own_groups=tuple(open_groups(programme, register)),
        opened=carried.opened,
        latest=carried.latest,
        interim_met_on=carried.interim_met_on,
        hold=held_back(
            hold_on(programme, register.programmes(), register.facts.all(Hold), on),
            carried.held_until,
        ),
    )


def owes_visits(member: vault.StoredEpisode, answers: Answers) -> bool:
    """Whether a visit may come: neither withdrawn nor known to have ended the follow-up."""
    return member.withdrawn_on is None and member.episode.id not in answers.ended


def last_acceptance(groups: Sequence[Group]) -> date | None:
    """The last registration in open groups, or the day the latest of the others was sealed.

    That a group still forms is public with its day, and that patients came for it.
    """
    days = (
        max(member.episode.registered_on for member in group.members)
        if group.stored.opened_on is not None
        else group.stored.formed_on
        for group in groups
    )
    return max(days, default=None)


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
                group.stored.last_month,
                programme.longest_wait_days,
                min(days, default=None),
            )


def is_primary(role: EndpointRole) -> bool:
    """Whether an endpoint of this role decides a gate's window."""
    return role is EndpointRole.PRIMARY


def first_publication(programme: Programme, facts: Facts) -> date | None:
    """The first day a result of the programme was published elsewhere."""
    days = (r.published_on for r in facts.all(EndpointResult) if r.programme_id == programme.id)
    return min((day for day in days if day is not None), default=None)
