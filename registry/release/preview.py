"""What would be public of a sponsor's own programme on a day to come. Reads only, writes nothing.

It sees the sponsor's own stored records and the latest snapshot. Where other sponsors contribute
to the same lineage and disease it repeats what is published: anything more would be an oracle on
their patients. No outcome is read.
"""

from datetime import date, timedelta

from msgspec import Struct, structs

from registry.model.calendar import add_months
from registry.model.endpoint import EndpointResult
from registry.model.hold import Hold
from registry.model.preview import Preview, StagePreview
from registry.model.product import Approval
from registry.model.programme import Programme
from registry.model.wishes import KeyRequest
from registry.release.adoption import latest_release
from registry.release.carried import carried_from
from registry.release.evidence import NOTHING_CARRIED, cohort_of
from registry.release.stages import (
    Policy,
    release_on_or_after,
    releases_between,
)
from registry.release.steps.count import Due, due_of, published_groups
from registry.release.steps.foretell import (
    foretold_group,
    foretold_stages,
    horizon_of,
    published_stage,
    shown_by,
)
from registry.release.steps.gather import Group, evidence_of
from registry.release.steps.play import Own, Played, decided, play
from registry.release.steps.seal import persons_in, read_keys
from registry.release.steps.tell import public_programme, reported_endpoints
from registry.release.steps.terms import own_terms
from registry.snapshot import FrozenSnapshot, PublicProgramme, Snapshot
from registry.storage import vault
from registry.storage.answers import read_answers
from registry.storage.courses import CourseReader
from registry.storage.directory import Facts, read_facts
from registry.storage.engine import Database
from registry.storage.persons import read_decisions
from registry.storage.publication import latest_number, latest_snapshot

LONGEST_MONTHS = 15 * 12


class Previewer(Struct, frozen=True):
    """What a preview works with: the database, the policy, and the key that opens keys."""

    database: Database
    policy: Policy

    def __repr__(self) -> str:
        return "Previewer()"


class Listing(Struct, frozen=True):
    """A preview, and its programme as the snapshot of that day would list it.

    `listed` has no labels: they are read off numbers. It is None where the programme is shared and
    not listed yet.
    """

    preview: Preview
    listed: PublicProgramme | None


async def preview(
    previewer: Previewer, sponsor_id: str, programme_id: str, as_of: date, today: date
) -> Preview | None:
    """The programme as it would be public on `as_of`; None where it is not the sponsor's.

    No preview reaches further than 15 years from today: a later day is answered for that one.
    """
    found = await listing(previewer, sponsor_id, programme_id, as_of, today)
    return found.preview if found else None


async def listing(
    previewer: Previewer, sponsor_id: str, programme_id: str, as_of: date, today: date
) -> Listing | None:
    """The same beside the programme as it would then be listed."""
    as_of = min(as_of, add_months(today, LONGEST_MONTHS))
    while True:
        earlier = await latest_snapshot(previewer.database)
        asked = Asked(previewer.policy, earlier, as_of, today)
        answer = await answered(previewer, asked, sponsor_id, programme_id)
        # a publication meanwhile would mix what was and what is: look again
        if await latest_number(previewer.database) == asked.number:
            return answer


class Asked(Struct, frozen=True):
    """The day asked for, on the day of asking, beside what is public by then."""

    policy: Policy
    earlier: FrozenSnapshot | None
    as_of: date
    today: date

    @property
    def number(self) -> int:
        """The number of the latest snapshot; 0 before the first."""
        return self.earlier.snapshot.number if self.earlier else 0

    @property
    def released_on(self) -> date | None:
        """The release date the latest snapshot contains."""
        return self.earlier.snapshot.released_on if self.earlier else None

    @property
    def dates(self) -> list[date]:
        """The release dates from the one that today is published for, up to the day asked for."""
        before = self.earlier.snapshot if self.earlier else None
        begins = latest_release(self.policy, before, self.today) - timedelta(days=1)
        after = max(begins, self.released_on or begins)
        return releases_between(self.policy, after, self.as_of)

    def release_after(self, day: date) -> date:
        """The first release date after a day."""
        return release_on_or_after(self.policy, day + timedelta(days=1))


async def answered(
    previewer: Previewer, asked: Asked, sponsor_id: str, programme_id: str
) -> Listing | None:
    """The preview beside one latest snapshot. Of a shared cohort no person is read."""
    facts = own_facts(await read_facts(previewer.database), sponsor_id, asked.earlier)
    programme = next((p for p in facts.all(Programme) if p.id == programme_id), None)
    if programme is None:
        return None
    if asked.earlier is not None and is_shared(programme, asked.earlier.snapshot):
        return as_published(programme, asked, asked.earlier.snapshot)
    return foretold(programme, await read_own(previewer, facts, programme), asked)


def own_facts(facts: Facts, sponsor_id: str, earlier: FrozenSnapshot | None) -> Facts:
    """The sponsor's programmes with results and holds; approvals its own or published already."""
    mine = {p.id: p for p in facts.all(Programme) if p.sponsor_id == sponsor_id}
    published = earlier.snapshot.directory.approvals if earlier else ()
    held = (a for a in facts.all(Approval) if a.holder_id == sponsor_id)
    results = (r for r in facts.all(EndpointResult) if r.programme_id in mine)
    return Facts(
        {
            Programme: dict(mine),
            Approval: {a.id: a for a in (*published, *held)},
            EndpointResult: {r.id: r for r in results},
            Hold: {hold.id: hold for hold in facts.all(Hold) if hold.programme_id in mine},
            KeyRequest: {request.id: request for request in facts.all(KeyRequest)},
        },
        facts.first_programmes,
    )


def is_shared(programme: Programme, snapshot: Snapshot) -> bool:
    """Whether another sponsor's programme is public in the same lineage and disease."""
    public = (p.programme for p in snapshot.programmes)
    family = {p.sponsor_id for p in public if cohort_of(p) == cohort_of(programme)}
    return bool(family - {None, programme.sponsor_id})


async def read_own(previewer: Previewer, facts: Facts, programme: Programme) -> Own:
    """What the sponsor has stored in the programme's lineage and disease."""
    database = previewer.database
    family = {p.id: p for p in facts.all(Programme) if cohort_of(p) == cohort_of(programme)}
    episodes = [e for id in family for e in await vault.programme_episodes(database, id)]
    groups = [g for id in family for g in await vault.programme_groups(database, id)]
    forming = {None, *(group.id for group in groups if group.opened_on is None)}
    unopened = [episode for episode in episodes if episode.group_id in forming]
    patients = {stored.episode.patient for stored in episodes}
    decisions = (await read_decisions(database)).items()
    persons = persons_in({pair: said for pair, said in decisions if patients.issuperset(pair)})
    return Own(
        Facts({**facts.latest, Programme: dict(family)}, facts.first_programmes),
        tuple(episodes),
        tuple(groups),
        await read_answers(CourseReader(database), [stored.episode.id for stored in episodes]),
        await read_keys(database, unopened, persons),
        persons,
    )


def as_published(programme: Programme, asked: Asked, snapshot: Snapshot) -> Listing:
    """The stages of the latest snapshot and the next release date, and nothing else."""
    preview = Preview(
        programme.id,
        asked.as_of,
        snapshot.released_on,
        max(snapshot.next_release, release_on_or_after(asked.policy, asked.today)),
        shared=True,
        stages=published_stages(programme, asked),
    )
    return Listing(preview, published_row(programme, asked))


def published_row(programme: Programme, asked: Asked) -> PublicProgramme | None:
    """The programme as the latest snapshot lists it, with its facts of today; None if it is not."""
    programmes = asked.earlier.snapshot.programmes if asked.earlier else ()
    found = next((row for row in programmes if row.programme.id == programme.id), None)
    return found and without_labels(structs.replace(found, programme=programme))


def without_labels(row: PublicProgramme) -> PublicProgramme:
    """The row without what is read off its numbers."""
    decisions = (structs.replace(decision, labels=()) for decision in row.decisions)
    return structs.replace(row, decisions=tuple(decisions))


def published_stages(programme: Programme, asked: Asked) -> tuple[StagePreview, ...]:
    """The programme's stages in the latest snapshot; none where it is not listed yet."""
    row = published_row(programme, asked)
    return tuple(published_stage(d, asked.policy) for d in (row.decisions if row else ()))


def foretold(programme: Programme, own: Own, asked: Asked) -> Listing:
    """The programme after every release date up to the day asked for."""
    carried = carried_from(programme.id, asked.earlier)
    played = play(own, programme, carried, asked.policy, asked.dates)
    stages = foretold_stages(played.decisions, asked.policy)
    stages = stages or standing_stages(programme, own, asked)
    released_on = max(asked.dates, default=asked.released_on)
    next_release = asked.release_after(max(asked.as_of, asked.today, released_on or asked.today))
    horizon = horizon_of(stages, asked.policy, next_release)
    groups = played.own.register().groups.get(programme.id, ())
    mine = [e for e in played.own.episodes if e.episode.programme_id == programme.id]
    preview = Preview(
        programme.id,
        asked.as_of,
        released_on,
        next_release,
        shared=False,
        stages=stages,
        groups=tuple(
            foretold_group(programme, due_at(programme, group, stages, asked), horizon)
            for group in groups
        ),
        waiting=sum(episode.group_id is None for episode in mine),
    )
    return Listing(preview, foretold_row(programme, played, asked))


def foretold_row(programme: Programme, played: Played, asked: Asked) -> PublicProgramme:
    """The programme as it would be listed; between release dates stages stand still."""
    row = published_row(programme, asked)
    if row is not None and not asked.dates:
        return row
    on = max(*asked.dates, asked.released_on or programme.registered_on, programme.registered_on)
    register = played.own.register()
    return public_programme(
        programme,
        evidence_of(programme, register, played.before, on),
        bool(register.groups.get(programme.id)),
        reported_endpoints(register.facts)[programme.id],
        asked.policy,
        b"",
        on,
    )


def standing_stages(programme: Programme, own: Own, asked: Asked) -> tuple[StagePreview, ...]:
    """The stages before any release date to come: as published, or as first listed."""
    on = asked.released_on or programme.registered_on
    listed = published_stages(programme, asked)
    decisions = decided(own, programme, NOTHING_CARRIED, asked.policy, on)
    return listed or foretold_stages(decisions, asked.policy)


def due_at(
    programme: Programme, group: Group, stages: tuple[StagePreview, ...], asked: Asked
) -> Due:
    """What of a group is open after the last release date played; without one, what was."""
    on = max(asked.dates, default=date.min)
    before = published_groups(asked.earlier)
    return due_of(own_terms(programme), group, before, asked.policy, on, shown_by(stages))
