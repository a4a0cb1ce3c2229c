"""Step four: count what is open of each sealed group. Each content is published once."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct, structs

from registry.model.episode import Course
from registry.model.sealed import EndpointCounts, GroupState, SealedGroup
from registry.release.contents.infusion import funnel
from registry.release.contents.outcomes import endpoint_counts
from registry.release.evidence import closes_on
from registry.release.stages import Policy, release_on_or_after
from registry.release.steps.gather import Group
from registry.release.steps.terms import Terms
from registry.snapshot import FrozenSnapshot
from registry.storage.courses import read_courses
from registry.storage.engine import Database
from registry.storage.vault import StoredEpisode, StoredGroup


class Due(Struct, frozen=True):
    """A group with what of it opens on this release date."""

    group: Group
    public: SealedGroup
    funnel: bool
    endpoint_ids: tuple[str, ...]


async def count_groups(
    database: Database,
    terms: Terms,
    groups: Sequence[Group],
    earlier: Mapping[str, SealedGroup],
    policy: Policy,
    on: date,
    efficacy_open: bool,
) -> tuple[SealedGroup, ...]:
    """Groups of the same terms as they are public on `on`; what was public stays as it was."""
    dues = [due_of(terms, g, earlier, policy, on, efficacy_open) for g in groups]
    wanted = [due for due in dues if due.funnel or due.endpoint_ids]
    members = [m.episode.id for due in wanted for m in due.group.members]
    courses = await read_courses(database, members)
    return tuple(counted(terms, due, courses) for due in dues)


def published_groups(earlier: FrozenSnapshot | None) -> dict[str, SealedGroup]:
    """The groups of the latest snapshot, by id."""
    return {group.id: group for group in earlier.snapshot.groups} if earlier else {}


def due_of(
    terms: Terms,
    group: Group,
    earlier: Mapping[str, SealedGroup],
    policy: Policy,
    on: date,
    efficacy_open: bool,
) -> Due:
    """What of a group opens on `on`: by the calendar and the stage, never by who is left."""
    before = earlier.get(group.stored.id)
    public = keep(before, group, terms, policy)
    if public.state is GroupState.FORMING:
        return Due(group, public, False, ())
    last, wait = group.stored.last_month, terms.longest_wait_days
    published = {counts.endpoint_id for counts in public.endpoints}
    endpoints = terms.endpoints if efficacy_open else ()
    return Due(
        group,
        public,
        funnel=public.funnel is None and closes_on(last, wait, 0) < on,
        endpoint_ids=tuple(
            endpoint.id
            for endpoint in endpoints
            if endpoint.id not in published and closes_on(last, wait, endpoint.day) < on
        ),
    )


def keep(before: SealedGroup | None, group: Group, terms: Terms, policy: Policy) -> SealedGroup:
    """The group as it was public before, or newly forming or opened."""
    if before is not None and before.state is GroupState.OPEN:
        return before
    stored = group.stored
    forming = SealedGroup(
        stored.id, stored.programme_id, GroupState.FORMING, stored.formed_on, stored.timing
    )
    if stored.opened_on is None:
        return forming
    closing = closes_on(stored.last_month, terms.longest_wait_days, 0) + timedelta(days=1)
    return structs.replace(
        forming,
        state=GroupState.OPEN,
        opened_on=stored.opened_on,
        country=stored.country,
        age_class=stored.age_class,
        first_period=half_year(stored.first_month),
        last_period=half_year(stored.last_month),
        accepted=len(group.members),
        funnel_opens_on=release_on_or_after(policy, closing),
        remainder_of=stored.remainder_of,
        programme_ids=group.programme_ids if stored.remainder_of else (),
    )


def half_year(month: str) -> str:
    """The half-year of a month: 2026-03 lies in 2026-H1."""
    return f"{month[:4]}-H{1 if month[5:7] <= '06' else 2}"


def counted(terms: Terms, due: Due, courses: Mapping[str, Course]) -> SealedGroup:
    """The group with what opens now counted over all its members."""
    mine = [course_of(member, due.group.stored, courses, terms) for member in due.group.members]
    public = due.public
    if due.funnel:
        public = structs.replace(
            public, funnel=funnel(mine, terms.longest_wait_days), funnel_opens_on=None
        )
    new = (
        endpoint_counts(endpoint, mine, terms.longest_wait_days)
        for endpoint in terms.endpoints
        if endpoint.id in due.endpoint_ids
    )
    return structs.replace(public, endpoints=in_order(public.endpoints, tuple(new)))


def course_of(
    member: StoredEpisode, group: StoredGroup, courses: Mapping[str, Course], terms: Terms
) -> Course:
    """A member's course; of one who withdrew nothing counts but the acceptance.

    Nor of one who was sealed as prospective and then turned out to be late (decision record 0013).
    A member of a remainder is infused in time by what the own programme locked.
    """
    id = member.episode.id
    if member.is_excluded:
        return Course(id, withdrawn=True)
    if member.episode.timing is not group.timing:
        return Course(id, registered_late=True)
    wait = terms.waits.get(member.episode.programme_id)
    return structs.replace(courses.get(id, Course(id)), locked_wait_days=wait)


def in_order(
    before: tuple[EndpointCounts, ...], new: tuple[EndpointCounts, ...]
) -> tuple[EndpointCounts, ...]:
    """All published counts of a group, by endpoint."""
    return tuple(sorted((*before, *new), key=lambda counts: counts.endpoint_id))
