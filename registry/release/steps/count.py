"""Step four: count what is open of each sealed group. Each content is published once."""

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date, timedelta
from typing import Any

from msgspec import Struct, structs

from registry.model.calendar import half_year
from registry.model.episode import Course
from registry.model.sealed import (
    GRID,
    BestResponse,
    EndpointCounts,
    GroupState,
    KnownStatus,
    SafetyCounts,
    SealedGroup,
    Table,
    tables_in,
)
from registry.release.contents import tally
from registry.release.contents.countings import countings
from registry.release.contents.curves import OF_ACCEPTED, SEEN_BY, days_in
from registry.release.contents.tally import Counting, Shows
from registry.release.evidence import closes_on
from registry.release.stages import Policy, release_on_or_after
from registry.release.steps.correct import Release, corrected, days_counted, is_pending
from registry.release.steps.follow import corrected_curves, followed
from registry.release.steps.gather import Group
from registry.release.steps.memory import Archive, Memory, seats_of
from registry.release.steps.terms import Terms
from registry.snapshot import FrozenSnapshot

IN_TUPLES: tuple[tuple[str, type[Table]], ...] = (
    ("known", KnownStatus),
    ("safety", SafetyCounts),
    ("endpoints", EndpointCounts),
    ("best_responses", BestResponse),
)


class Due(Struct, frozen=True):
    """A group with what of it opens on a release date: ids of tables, intervals of curves."""

    group: Group
    public: SealedGroup
    tables: tuple[str, ...] = ()
    curves: Mapping[str, tuple[int, ...]] = {}


async def count_groups(
    release: Release, archive: Archive, terms: Terms, groups: Sequence[Group], shows: Set[Shows]
) -> tuple[SealedGroup, ...]:
    """Groups of the same terms as they are public on a release date.

    What was public stays as it was, but for corrections. Only the courses of groups are read of
    which something opens, or may be corrected.
    """
    dues = [due_of(terms, g, release.published, release.policy, release.on, shows) for g in groups]
    wanted = [due for due in dues if due.tables or due.curves or is_news(release, due)]
    memory = await archive.memory_of([due.group for due in wanted])
    now = {due.public.id: await opened(release, terms, due, memory) for due in wanted}
    return tuple(now.get(due.public.id, due.public) for due in dues)


def is_news(release: Release, due: Due) -> bool:
    """Whether what is public of a group may have to be corrected."""
    return is_pending(release, [due.public.id], days_counted(due.public), due.group.members)


def published_groups(earlier: FrozenSnapshot | None) -> dict[str, SealedGroup]:
    """The groups of the latest snapshot, by id."""
    return {group.id: group for group in earlier.snapshot.groups} if earlier else {}


def due_of(
    terms: Terms,
    group: Group,
    published: Mapping[str, SealedGroup],
    policy: Policy,
    on: date,
    shows: Set[Shows],
) -> Due:
    """What of a group opens on `on`: by the calendar and the stage, never by who is left."""
    public = keep(published.get(group.stored.id), group, terms, policy)
    if public.state is GroupState.FORMING:
        return Due(group, public)
    last, wait, shown = group.stored.last_month, terms.longest_wait_days, tables_in(public)
    closed = [
        row.content
        for row in countings(terms.endpoints, wait).values()
        if row.shows in shows and row.content not in shown and closes_on(last, wait, row.day) < on
    ]
    days = [day for day in GRID if closes_on(last, wait, SEEN_BY.get(day, day)) < on]
    return Due(
        group,
        public,
        tuple(closed),
        curves_due(public, days if Shows.EFFICACY in shows else []),
    )


def curves_due(public: SealedGroup, days: Sequence[int]) -> dict[str, tuple[int, ...]]:
    """The intervals of each curve of the accepted that are closed and not public yet."""
    shown = {curve.curve: days_in(curve) for curve in public.curves}
    due = {c.id: tuple(day for day in days if day not in shown.get(c.id, ())) for c in OF_ACCEPTED}
    return {curve: days for curve, days in due.items() if days}


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
        finer=stored.finer or None,
        first_period=half_year(stored.first_month),
        last_period=half_year(stored.last_month),
        accepted=len(group.members),
        funnel_opens_on=release_on_or_after(policy, closing),
        remainder_of=stored.remainder_of,
        programme_ids=group.programme_ids if stored.remainder_of else (),
    )


async def opened(release: Release, terms: Terms, due: Due, memory: Memory) -> SealedGroup:
    """The group with corrections where they may show, and what opens now.

    Curves are corrected last: a curve is one table, with the intervals that open now.
    """
    news = is_news(release, due)
    if news:
        public = await corrected_tables(release, terms, due.group, due.public, memory)
        due = structs.replace(due, public=public)
    shown = counted(terms, due, memory, release.on)
    if not (news or due.curves):
        return shown
    seats = seats_of(due.group, terms, shown.funnel, memory.months)
    curves = await corrected_curves(release, shown.id, memory, seats, shown.curves)
    return structs.replace(shown, curves=curves)


async def corrected_tables(
    release: Release, terms: Terms, group: Group, public: SealedGroup, memory: Memory
) -> SealedGroup:
    """The tables of a group, moved where enough of its patients changed; the funnel first."""
    tables = tables_in(public)
    for id, row in countings(terms.endpoints, terms.longest_wait_days).items():
        if id in tables:
            funnel = None if id == "funnel" else tables.get("funnel")
            seats = seats_of(group, terms, funnel, memory.months)
            tables[id] = await corrected(release, public.id, memory, seats, row, tables[id])
    return with_tables(public, tables)


def counted(terms: Terms, due: Due, memory: Memory, on: date) -> SealedGroup:
    """The group with what opens now counted over all its members.

    The funnel comes first: infused or not is as it shows in everything that opens later.
    """
    rows = countings(terms.endpoints, terms.longest_wait_days)
    tables = tables_in(due.public)
    if "funnel" in due.tables:
        seats = seats_of(due.group, terms, None, memory.months)
        tables |= new_tables([rows["funnel"]], map(memory.course, seats), on)
    seats = seats_of(due.group, terms, tables.get("funnel"), memory.months)
    others = [rows[id] for id in due.tables if id != "funnel"]
    tables |= new_tables(others, [memory.course(seat) for seat in seats], on)
    curves = followed(OF_ACCEPTED, due.public.curves, memory, seats, due.curves, on)
    return structs.replace(with_tables(due.public, tables), curves=curves)


def new_tables(
    rows: Iterable[Counting[Any]], courses: Iterable[Course], on: date
) -> dict[str, Table]:
    """Tables over these patients, counted for a release date, by id."""
    return {row.content: structs.replace(tally.counted(row, courses), as_of=on) for row in rows}


def with_tables(public: SealedGroup, tables: Mapping[str, Table]) -> SealedGroup:
    """The group with these tables, each where it belongs."""
    several = {
        field: tuple(sorted((t for t in tables.values() if type(t) is kind), key=place))
        for field, kind in IN_TUPLES
    }
    single = {name: tables.get(name) for name in ("funnel", "manufacturing")}
    waits = {} if single["funnel"] is None else {"funnel_opens_on": None}
    return structs.replace(public, **single, **several, **waits)


def place(table: Any) -> tuple[int, str]:
    """Tables of a kind stand in order of their day, then of their name."""
    return getattr(table, "day", 0), table.content
