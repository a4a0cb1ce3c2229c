"""Step four, at its side: corrections of what is public, where they may show.

A table changes only where at least five of its patients, of sums of a change eleven, add something
else to it now than when it was counted, and no insider knows all of them but a few. Then it moves
by the difference those patients make, and by nothing else: who withdrew keeps what was published
(decision records 0031 and 0121).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from msgspec import Struct, structs

from anonymise.insiders import Known, insider_of
from registry.model.bundle import ChangeSums, PublicBundle
from registry.model.sealed import SealedGroup, tables_in
from registry.model.transparency import Erratum
from registry.release.contents.tally import AnyTable, Counting, cells_in, filled, tally
from registry.release.sealing import member
from registry.release.stages import Policy
from registry.release.steps.gather import Register
from registry.release.steps.memory import Memory, NumberOf, Seat
from registry.release.steps.seal import read_keys
from registry.snapshot import Snapshot
from registry.storage.courses import last_told
from registry.storage.engine import Database
from registry.storage.publication import snapshot_days
from registry.storage.vault import StoredEpisode


class Release(Struct, frozen=True):
    """A release date on which groups are counted.

    `published` are the groups of the latest snapshot by id, `bundles` its bundles by programme.
    `number_of` finds the snapshot that was counted for a release date; `last_told` is the snapshot
    after which news of an episode last came; `last_counted` the one of the release date before,
    0 where there is none. `sponsors` names the sponsor of each programme. `errata` are the board's
    decisions that this release date carries out.
    """

    database: Database
    policy: Policy
    on: date
    published: Mapping[str, SealedGroup]
    bundles: Mapping[str, Sequence[PublicBundle]]
    number_of: NumberOf
    last_counted: int
    last_told: Mapping[str, int]
    sponsors: Mapping[str, str | None]
    errata: Sequence[Erratum]

    def __repr__(self) -> str:
        return "Release()"

    @property
    def least(self) -> int:
        """How many patients must change in a table before it does."""
        return self.policy.sealing.least_others

    def least_in(self, table: AnyTable) -> int:
        """The same in one table: sums of a change of a few would tell their values."""
        return self.policy.sealing.smallest if isinstance(table, ChangeSums) else self.least

    def decided(self, subject_id: str, content: str | None = None) -> bool:
        """Whether the board has a content, or any, of a group or bundle counted anew."""
        return any(
            erratum.subject_id == subject_id and content in (None, erratum.content)
            for erratum in self.errata
        )


async def release_on(
    database: Database,
    policy: Policy,
    register: Register,
    earlier: Snapshot | None,
    on: date,
) -> Release:
    """The release date with what is known of the snapshots before it."""
    days = await snapshot_days(database)
    bundles: dict[str, list[PublicBundle]] = defaultdict(list)
    for bundle in earlier.bundles if earlier else ():
        bundles[bundle.programme_id].append(bundle)
    return Release(
        database,
        policy,
        on,
        {group.id: group for group in earlier.groups} if earlier else {},
        bundles,
        partial(number_of, days),
        last_counted(days, earlier),
        await last_told(database) if days else {},
        {programme.id: programme.sponsor_id for programme in register.programmes()},
        [e for e in register.facts.all(Erratum) if e not in (earlier.errata if earlier else ())],
    )


def number_of(days: Mapping[int, date], as_of: date) -> int | None:
    """The snapshot that was counted for a release date: the first of that day or a later one."""
    return next((number for number, day in days.items() if day >= as_of), None)


def last_counted(days: Mapping[int, date], earlier: Snapshot | None) -> int:
    """The snapshot that was counted for the release date before, 0 where there is none."""
    day = earlier.released_on if earlier else None
    return (day and number_of(days, day)) or 0


class Changed(Struct, frozen=True):
    """A member who adds something else to a table now than when it was counted."""

    seat: Seat
    before: Counter[Any]
    after: Counter[Any]


def is_pending(
    release: Release,
    subject_ids: Iterable[str],
    counted: Iterable[date],
    members: Iterable[StoredEpisode],
) -> bool:
    """Whether news came of enough members since something of theirs was first counted.

    Where none of it came since the release date before, it was looked at then (decision record
    0117). What the board decided of one of the subjects is a reason to look, too.
    """
    day = min(counted, default=None)
    number = None if day is None else release.number_of(day)
    if number is None:
        return False
    last = [release.last_told.get(stored.episode.id, -1) for stored in members]
    decided = any(map(release.decided, subject_ids))
    is_new = decided or max(last, default=-1) >= release.last_counted
    return is_new and sum(told >= number for told in last) >= (1 if decided else release.least)


def days_counted(public: SealedGroup) -> Iterator[date]:
    """The release dates for which what is public of a group was counted, old funnels among it."""
    yield from (table.as_of for table in tables_in(public).values() if table.as_of is not None)
    yield from (day for curve in public.curves for day in curve.as_of)
    yield from public.funnel.superseded if public.funnel else ()


async def corrected(
    release: Release,
    subject_id: str,
    memory: Memory,
    seats: Sequence[Seat],
    row: Counting[AnyTable],
    shown: AnyTable,
) -> AnyTable:
    """A table with what changed of its patients, or as it stands while that may not show."""
    if shown.as_of is None:
        return shown
    decided = release.decided(subject_id, shown.content)
    news = with_news(release, decided, memory, seats, shown.as_of)
    changed = changed_in(row, memory, news, shown.as_of)
    few = not decided and len(changed) < release.least_in(shown)
    if few or not await may_show(release, decided, [one.seat for one in changed]):
        return shown
    return counted_anew(row, shown, shown.as_of, changed, release.on)


def counted_anew(
    row: Counting[AnyTable],
    shown: AnyTable,
    as_of: date,
    changed: Sequence[Changed],
    on: date,
) -> AnyTable:
    """A table moved by what these members add now, counted for `on` instead of `as_of`."""
    numbers = filled(row.empty, moved(cells_in(shown), changed))
    return structs.replace(numbers, as_of=on, superseded=(*shown.superseded, as_of))


def with_news(
    release: Release, decided: bool, memory: Memory, seats: Sequence[Seat], since: date
) -> list[Seat]:
    """Of whom something was told since a release date; nobody where they are too few to matter.

    Where the funnel was counted before it, what was told in between counts too: a table shows it
    once the funnel does.
    """
    news = [seat for seat in seats if memory.has_news(seat, min((since, *seat.funnel_days)))]
    return news if decided or len(news) >= release.least else []


def changed_in(
    row: Counting[Any], memory: Memory, news: Sequence[Seat], since: date
) -> list[Changed]:
    """Those of whom there is news who add something else to a table than on a release date."""
    both = ((seat, memory.course(seat, since), memory.course(seat)) for seat in news)
    told = (
        Changed(seat, tally(row, [then]), tally(row, [now]))
        for seat, then, now in both
        if then != now
    )
    return [one for one in told if one.before != one.after]


def moved(cells: Counter[Any], changed: Sequence[Changed]) -> Counter[Any]:
    """Published cells, moved by what the changed members add now instead of before."""
    cells = cells.copy()
    for one in changed:
        cells.update(one.after)
        cells.subtract(one.before)
    return cells


async def may_show(release: Release, decided: bool, changed: Sequence[Seat]) -> bool:
    """Whether a change of these patients may show: at least five, whoever looks.

    Who knows some of them takes these off; what is left must be nobody, or five others. What the
    board decided shows, however few they are.
    """
    if decided or len(changed) < release.least:
        return decided and bool(changed)
    return insider_of(await known_to(release, changed), release.least) is None


async def known_to(release: Release, seats: Sequence[Seat]) -> list[Known]:
    """Who knows each patient: programme, sponsor, centre and country."""
    stored = [seat.stored for seat in seats]
    keys = await read_keys(release.database, stored, {})
    return [
        {
            **member(keys[seat.id]).known_to,
            "programme": seat.stored.episode.programme_id,
            "sponsor": release.sponsors.get(seat.stored.episode.programme_id),
        }
        for seat in seats
    ]
