"""Step four, at its end: bundles, for what one group alone would tell of too few."""

from collections.abc import Mapping, Sequence, Set
from datetime import date
from itertools import takewhile

from msgspec import Struct, structs

from anonymise.bundles import Patients
from registry.model.bundle import BundleKind, ChangeSums, PublicBundle
from registry.model.sealed import GRID, SealedGroup
from registry.release.bundles import never_infused, new_bundles
from registry.release.contents import tally
from registry.release.contents.curves import OF_INFUSED, SEEN_BY, days_in
from registry.release.contents.outcomes import sums_counting
from registry.release.contents.tally import Shows
from registry.release.evidence import closes_on
from registry.release.steps.correct import Release, corrected, is_pending
from registry.release.steps.follow import corrected_curves, followed
from registry.release.steps.gather import Group
from registry.release.steps.memory import Archive, Memory, Seat, seats_of
from registry.release.steps.terms import Terms


class Run(Struct, frozen=True):
    """The groups of a bundle, as stored and as public now, in order."""

    groups: tuple[Group, ...]
    public: tuple[SealedGroup, ...]

    def seats(self, terms: Terms, months: Mapping[str, str]) -> list[Seat]:
        """The members of all its groups."""
        both = zip(self.groups, self.public, strict=True)
        return [seat for g, public in both for seat in seats_of(g, terms, public.funnel, months)]

    @property
    def rests(self) -> list[Patients]:
        """How many of each group are not infused; perhaps one of a group that does not say."""
        return [never_infused(group) or Patients(0, 1) for group in self.public]

    @property
    def everybody_counts(self) -> bool:
        """Whether nobody withdrew or was found late."""
        timed = ((m, g.stored.timing) for g in self.groups for m in g.members)
        return all(not m.is_excluded and m.episode.timing is timing for m, timing in timed)


async def count_bundles(
    release: Release,
    archive: Archive,
    terms: Terms,
    groups: Sequence[Group],
    public: Sequence[SealedGroup],
    shows: Set[Shows],
) -> list[PublicBundle]:
    """A programme's bundles as they are public on a release date; those of before come first."""
    before = release.bundles.get(public[0].programme_id, ()) if public else ()
    smallest = release.policy.sealing.smallest
    new = new_bundles(public, before, terms.endpoints, smallest, release.on)
    stored = {group.stored.id: group for group in groups}
    shown = {group.id: group for group in public}
    return [
        await one_bundle(
            release,
            archive,
            terms,
            bundle,
            Run(
                tuple(stored[id] for id in bundle.group_ids),
                tuple(shown[id] for id in bundle.group_ids),
            ),
            shows,
        )
        for bundle in (*before, *new)
    ]


async def one_bundle(
    release: Release,
    archive: Archive,
    terms: Terms,
    bundle: PublicBundle,
    run: Run,
    shows: Set[Shows],
) -> PublicBundle:
    """A bundle with corrections where they may show, and what opens of it."""
    days = days_due(release, terms, bundle, run) if Shows.EFFICACY in shows else ()
    waits = bundle.kind is BundleKind.CHANGE and bundle.sums is None and Shows.EFFICACY in shows
    members = (member for group in run.groups for member in group.members)
    subjects, counted = (bundle.id, *bundle.group_ids), counted_for(bundle, run)
    if not (days or waits or is_pending(release, subjects, counted, members)):
        return bundle
    memory = await archive.memory_of(run.groups)
    if bundle.kind is BundleKind.CHANGE:
        return structs.replace(bundle, sums=await sums_of(release, terms, bundle, run, memory))
    seats = run.seats(terms, memory.months)
    due = dict.fromkeys((curve.id for curve in OF_INFUSED), days)
    grown = followed(OF_INFUSED, bundle.curves, memory, seats, due, release.on)
    if leaves_few(release, run):
        return structs.replace(bundle, curves=grown)
    curves = await corrected_curves(release, bundle.id, memory, seats, grown)
    return structs.replace(bundle, curves=curves)


def counted_for(bundle: PublicBundle, run: Run) -> list[date]:
    """The release dates for which what is public of a bundle was counted, its funnels among it.

    A funnel that was counted before moves the bundle once it moves.
    """
    found = [day for curve in bundle.curves for day in curve.as_of]
    if bundle.sums is not None and bundle.sums.as_of is not None:
        found.append(bundle.sums.as_of)
    funnels = (group.funnel for group in run.public if found and group.funnel)
    days = (day for funnel in funnels for day in (*funnel.superseded, funnel.as_of))
    return found + [day for day in days if day is not None]


def days_due(release: Release, terms: Terms, bundle: PublicBundle, run: Run) -> tuple[int, ...]:
    """The intervals of the infused that open: closed for every group, while enough are hidden."""
    if bundle.kind is not BundleKind.INFUSED:
        return ()
    shown = days_in(bundle.curves[0]) if bundle.curves else ()
    wait = terms.longest_wait_days
    closed = (
        day
        for day in GRID
        if day not in shown
        and all(
            closes_on(group.stored.last_month, wait, SEEN_BY.get(day, day)) < release.on
            for group in run.groups
        )
    )
    return tuple(takewhile(lambda day: hides(release, run, day), closed))


def hides(release: Release, run: Run, day: int) -> bool:
    """Whether accepted less infused is nobody, or so many that no single fate is the difference.

    Where everybody was infused, who withdrew would be that difference in an interval which his or
    her own group showed before.
    """
    if leaves_few(release, run):
        return False
    if any(rest.surely for rest in run.rests):
        return True
    return run.everybody_counts or all(opened(group, day) == release.on for group in run.public)


def leaves_few(release: Release, run: Run) -> bool:
    """Whether one to ten of a run are beside its infused, by the funnels that are public now.

    Corrected funnels may say so of a run that was cut with more; its curves then stand as they are.
    """
    surely = sum(rest.surely for rest in run.rests)
    perhaps = any(rest.perhaps for rest in run.rests)
    return (surely > 0 or perhaps) and surely < release.policy.sealing.smallest


def opened(group: SealedGroup, day: int) -> date | None:
    """The release date for which an interval of all accepted of a group was counted."""
    dated = (zip(days_in(curve), curve.as_of, strict=True) for curve in group.curves[:1])
    return next((as_of for some in dated for end, as_of in some if end == day), None)


async def sums_of(
    release: Release, terms: Terms, bundle: PublicBundle, run: Run, memory: Memory
) -> ChangeSums | None:
    """The sums of a change over a run; as they stood where too few would be in them."""
    endpoint = next(e for e in terms.endpoints if e.id == bundle.endpoint_id)
    row = sums_counting(endpoint, terms.longest_wait_days)
    seats = run.seats(terms, memory.months)
    if bundle.sums is not None:
        sums = await corrected(release, bundle.id, memory, seats, row, bundle.sums)
    else:
        first = tally.counted(row, map(memory.course, seats))
        sums = structs.replace(first, as_of=release.on)
    return sums if sums.patients >= release.policy.sealing.smallest else bundle.sums
