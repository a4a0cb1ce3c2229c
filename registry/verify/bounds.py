"""What public facts say of the evidence behind a decision: its earliest and its latest reading.

The month of a group's last acceptance is public as a half-year; the days of registrations, of
answers and of publications elsewhere are not public at all. Every gate opens the sooner the
earlier those days are, so that two readings hold every possible one between them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct, structs

from registry.model.codes import EndpointRole, ProgrammeEventKind, Timing
from registry.model.programme import Programme, event_of
from registry.model.sealed import SealedGroup
from registry.release.carried import carried_from, held_back
from registry.release.evidence import Evidence, GroupEvidence, closes_on, cohort_of
from registry.release.exemptions import approval_decision
from registry.release.holds import hold_on
from registry.release.stages import Policy, release_on_or_after
from registry.verify.moment import Moment

LONG_AGO = date(1900, 1, 1)
FIRST_MONTHS = {"H1": 1, "H2": 7}
LastMonths = Mapping[str, tuple[str, ...]]


class Reading(Struct, frozen=True):
    """A snapshot read with the earliest days that fit what is public, or with the latest.

    `last_months` are the months in which each open group's last acceptance can have been;
    `groups` the open groups by programme, `cohorts` the programmes by lineage and disease.
    """

    moment: Moment
    last_months: LastMonths
    groups: Mapping[str, Sequence[SealedGroup]]
    cohorts: Mapping[tuple[str, str], Sequence[Programme]]
    is_early: bool

    def evidence(self, programme: Programme, on: date) -> Evidence:
        """The evidence on a programme in this reading, on a release date."""
        listed = [row.programme for row in self.moment.now.programmes]
        directory = self.moment.now.directory
        carried = carried_from(programme.id, self.moment.earlier)
        own = list(self.open_groups(programme))
        groups = [group for group, _ in own]
        family = self.cohorts[cohort_of(programme)]
        return Evidence(
            programme_id=programme.id,
            cited=programme.sponsor_id is None,
            paediatric=programme.paediatric,
            registered_on=programme.registered_on,
            stopped_on=declared(programme, ProgrammeEventKind.STOPPED),
            ended_on=declared(programme, ProgrammeEventKind.ENDED),
            planned_end=self.planned_end(programme),
            blinded_until=programme.blinded_until,
            first_accepted=self.first_accepted(groups),
            last_registered_on=self.last_registered(programme),
            last_answered_on=self.moment.now.as_of if groups and not self.is_early else None,
            owes_visits=self.is_early,
            published_on=LONG_AGO if self.is_early else None,
            approval_decided_on=approval_decision(programme, directory.approvals),
            groups=tuple(g for other in family for _, g in self.open_groups(other)),
            own_groups=tuple(evidence for _, evidence in own),
            opened=carried.opened,
            latest=carried.latest,
            interim_met_on=carried.interim_met_on,
            hold=held_back(hold_on(programme, listed, directory.holds, on), carried.held_until),
        )

    def open_groups(self, programme: Programme) -> Iterator[tuple[SealedGroup, GroupEvidence]]:
        """A programme's open groups, as they are public and as rules see them."""
        primary = (
            e.endpoint for e in programme.endpoints if e.endpoint.role is EndpointRole.PRIMARY
        )
        window = min((endpoint.day for endpoint in primary), default=None)
        for group in self.groups.get(programme.id, ()):
            if group.opened_on is not None:
                yield (
                    group,
                    GroupEvidence(
                        group.id,
                        programme.id,
                        group.accepted or 0,
                        group.opened_on,
                        self.pick(self.last_months[group.id]),
                        programme.longest_wait_days,
                        window,
                    ),
                )

    def pick(self, months: tuple[str, ...]) -> str:
        """The earliest or the latest of some months in order."""
        return months[0] if self.is_early else months[-1]

    def first_accepted(self, groups: list[SealedGroup]) -> str | None:
        """The month of the first acceptance in prospective groups."""
        prospective = (g.first_period for g in groups if g.timing is Timing.PROSPECTIVE)
        return min((self.pick(months_in(period)) for period in prospective if period), default=None)

    def last_registered(self, programme: Programme) -> date | None:
        """The day of the last registration that counts in any of the programme's groups."""
        days = (self.last_registered_in(group) for group in self.groups.get(programme.id, ()))
        return max(days, default=None)

    def last_registered_in(self, group: SealedGroup) -> date:
        """In the last month of acceptance, or at the opening; of one that forms, its sealing."""
        if group.opened_on is None:
            return group.formed_on
        if not self.is_early:
            return group.opened_on
        return date.fromisoformat(f"{self.pick(self.last_months[group.id])}-01")

    def planned_end(self, programme: Programme) -> date | None:
        """The planned end as first registered."""
        leaf = self.moment.registered.get(programme.id)
        return leaf.planned_end if leaf else programme.planned_end


def readings(moment: Moment, months: LastMonths) -> tuple[Reading, Reading]:
    """The earliest and the latest reading of a snapshot."""
    groups: dict[str, list[SealedGroup]] = defaultdict(list)
    for group in moment.now.groups:
        groups[group.programme_id].append(group)
    cohorts: dict[tuple[str, str], list[Programme]] = defaultdict(list)
    for row in moment.now.programmes:
        cohorts[cohort_of(row.programme)].append(row.programme)
    early = Reading(moment, months, groups, cohorts, is_early=True)
    return early, structs.replace(early, is_early=False)


def declared(programme: Programme, kind: ProgrammeEventKind) -> date | None:
    """The day of an end or stop, for the gates never before the day of registration."""
    event = event_of(programme, kind)
    return max(event.on, programme.registered_on) if event else None


def months_in(period: str) -> tuple[str, ...]:
    """The months of a half-year: 2026-H1 has 2026-01 to 2026-06."""
    year, _, half = period.partition("-")
    first = FIRST_MONTHS[half]
    return tuple(f"{year}-{month:02}" for month in range(first, first + 6))


def last_months(moment: Moment, policy: Policy, known: LastMonths) -> LastMonths:
    """The months in which each open group's last acceptance can have been.

    At its opening a group announces the release date at which its funnel opens; that leaves few
    of the six months. What was `known` before stays so.
    """
    waits = {row.programme.id: row.programme.longest_wait_days for row in moment.now.programmes}
    found = {
        group.id: months_of(group, waits.get(group.programme_id, 0), policy)
        for group in moment.now.groups
        if group.opened_on is not None and group.id not in known
    }
    return {**known, **found}


def months_of(group: SealedGroup, longest_wait_days: int, policy: Policy) -> tuple[str, ...]:
    """The months of the group's last period that fit the day its funnel opens."""
    months = months_in(group.last_period or "")
    opens_on = group.funnel_opens_on
    if opens_on is None:
        return months

    def opens(month: str) -> date:
        closed = closes_on(month, longest_wait_days, 0)
        return release_on_or_after(policy, closed + timedelta(days=1))

    return tuple(month for month in months if opens(month) == opens_on) or months
