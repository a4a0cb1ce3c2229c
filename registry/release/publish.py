"""The second half of the story: what is sealed, decided and counted becomes a snapshot.

`publish_snapshot` is the whole of it, top to bottom, in one transaction: a reader sees the old
snapshot or the new one, never a mixture. Groups are sealed from registration order and keys;
stages are decided from evidence without outcomes; only then are open groups counted.
"""

from contextlib import suppress
from datetime import date, datetime, timedelta

from msgspec import Struct, structs

from registry.errors import SnapshotError
from registry.log.signer import LogSigner
from registry.model.bundle import PublicBundle
from registry.model.hold import Hold
from registry.model.parties import Authority, Centre, Offer, Organisation
from registry.model.product import Approval, Product
from registry.model.programme import Programme
from registry.model.sealed import SealedGroup
from registry.model.transparency import Advice, Cost, Delay, Erratum, LaySummary
from registry.model.wishes import KeyRequest
from registry.release.adoption import check_version, latest_release, missed_releases
from registry.release.approval import check_approved
from registry.release.carried import carried_from
from registry.release.costs import named_costs, pooled_costs
from registry.release.labels import labelled
from registry.release.plan import Plan, plan_of
from registry.release.preparing import PUBLISHED
from registry.release.proposals import Board
from registry.release.reporting import compared_sponsors
from registry.release.stages import (
    Policy,
    notice_day_on_or_before,
    policy_digest,
    release_on_or_after,
)
from registry.release.steps.ahead import read_ahead
from registry.release.steps.bundle import count_bundles
from registry.release.steps.correct import release_on
from registry.release.steps.count import count_groups
from registry.release.steps.enter import enter_publication
from registry.release.steps.gather import Register, evidence_of, gather
from registry.release.steps.memory import Archive
from registry.release.steps.notify import safety_notices
from registry.release.steps.seal import seal
from registry.release.steps.small import verdict_sets
from registry.release.steps.tell import public_programme, reported_endpoints
from registry.release.steps.terms import to_count
from registry.release.steps.verdicts import public_results
from registry.release.summaries import public_summaries
from registry.snapshot import (
    Directory,
    FrozenSnapshot,
    PooledCost,
    PublicEndpointResult,
    PublicProgramme,
    PublicVerdictSet,
    Snapshot,
    check_follows,
    freeze,
)
from registry.storage.courses import CourseReader
from registry.storage.directory import Facts, read_facts
from registry.storage.engine import Database
from registry.storage.ledger import Act, record_act
from registry.storage.publication import latest_snapshot, store_snapshot
from registry.storage.trail import enter_trail
from registry.storage.vault import read_episodes


class Publisher(Struct, frozen=True):
    """What publication works with: the database, the policy, derived keys, the log's signer.

    `approvers` is how many different people must have approved a snapshot's digest.
    """

    database: Database
    policy: Policy
    decision_salt: bytes
    members_key: bytes
    trail_key: bytes
    signer: LogSigner
    approvers: int = 0

    def __repr__(self) -> str:
        return "Publisher()"

    @property
    def board(self) -> Board:
        """What decisions of the board work with."""
        return Board(self.database, self.policy, self.signer, self.approvers)


class Planned(Exception):
    """Leaves the transaction of a plan, so that nothing of it is stored."""


async def publish_snapshot(
    publisher: Publisher, as_of: date, at: datetime, actor: str, expected: str | None = None
) -> FrozenSnapshot:
    """Freeze everything public on `as_of` and chain it to the snapshot before.

    Groups are sealed and contents opened once per release date, safety notices issued once per
    monthly day; at any other time only the directory's facts are refreshed. ApprovalMissing
    without enough approvers of these very bytes, or where they are not the `expected` ones.
    """
    database = publisher.database
    reader = await read_ahead(database, publisher.policy, as_of)
    async with database.transaction():
        earlier = await latest_snapshot(database)
        frozen, register = await next_snapshot(publisher, reader, earlier, as_of, at)
        await check_approved(database, frozen.digest, publisher.approvers, expected)
        await store_snapshot(database, frozen, earlier)
        await enter_trail(database, publisher.signer, publisher.trail_key, at)
        await enter(publisher, frozen, earlier, register, at)
        number = str(frozen.snapshot.number)
        await record_act(database, Act(at, actor, PUBLISHED, number, frozen.digest))
    return frozen


async def enter(
    publisher: Publisher,
    frozen: FrozenSnapshot,
    earlier: FrozenSnapshot | None,
    register: Register,
    at: datetime,
) -> None:
    """Add the leaves of a snapshot to the log, in the caller's transaction."""
    database, signer, members_key = publisher.database, publisher.signer, publisher.members_key
    members = register.members()
    await enter_publication(database, signer, members_key, frozen, earlier, members, at)


async def begin_with(publisher: Publisher, latest: FrozenSnapshot, at: datetime) -> None:
    """Add to a new log what an older registry had made public, in the caller's transaction."""
    register = await gathered(CourseReader(publisher.database))
    await enter(publisher, latest, None, register, at)


async def plan_snapshot(publisher: Publisher, as_of: date, at: datetime) -> Plan:
    """What publishing for `as_of` would make public, with its bytes' digest; stores nothing."""
    return plan_of(*await foresee(publisher, as_of, at))


async def foresee(
    publisher: Publisher, as_of: date, at: datetime
) -> tuple[FrozenSnapshot, FrozenSnapshot | None]:
    """The snapshot that publishing for `as_of` would store, and the latest one. It holds outcomes.

    It goes the whole way of a publication and takes it back.
    """
    database = publisher.database
    reader = await read_ahead(database, publisher.policy, as_of)
    with suppress(Planned):
        async with database.transaction():
            earlier = await latest_snapshot(database)
            frozen, _ = await next_snapshot(publisher, reader, earlier, as_of, at)
            check_follows(frozen.snapshot, earlier)
            raise Planned
    return frozen, earlier


async def next_snapshot(
    publisher: Publisher,
    reader: CourseReader,
    earlier: FrozenSnapshot | None,
    as_of: date,
    at: datetime,
) -> tuple[FrozenSnapshot, Register]:
    """Seal, decide and count what is due, in the caller's transaction, and freeze it.

    The register of which it is made comes with it. Of what `reader` has read before, it reads
    again what changed.
    """
    if as_of > at.date():
        raise SnapshotError("This day has not come yet.", "Publish as of today or a day before.")
    policy, before = publisher.policy, earlier.snapshot if earlier else None
    released_on = latest_release(policy, before, as_of)
    check_version(policy, before)
    due = earlier is None or (earlier.snapshot.released_on or date.min) < released_on
    await reader.keep_current()
    register = await sealed(reader, policy, released_on) if due else await gathered(reader)
    told = tell(publisher, register, earlier, released_on, due)
    groups, bundles = (
        await count(policy, reader, register, told, earlier, released_on) if due else kept(earlier)
    )
    told = labelled(told, groups, policy) if due else told
    noticed_on = notice_day_on_or_before(policy, as_of)
    notices = await safety_notices(reader, policy, register, before, noticed_on)
    sets = verdict_sets(register, told, earlier, policy, released_on) if due else kept_sets(earlier)
    snapshot = Snapshot(
        number=earlier.snapshot.number + 1 if earlier else 1,
        as_of=as_of,
        predecessor=earlier.digest if earlier else None,
        policy_version=policy.version,
        policy_digest=policy_digest(policy),
        next_release=release_on_or_after(policy, as_of + timedelta(days=1)),
        directory=structs.replace(
            directory(register.facts),
            lay_summaries=public_summaries(register.facts.all(LaySummary), told, before),
        ),
        programmes=told,
        endpoint_results=results(register, told, sets, groups, earlier, due),
        groups=groups,
        bundles=bundles,
        errata=register.facts.all(Erratum) if due else kept_errata(earlier),
        released_on=released_on,
        pooled_costs=care_costs(register.facts, earlier, due),
        verdict_sets=sets,
        missed_releases=missed_releases(policy, before, released_on),
        safety_notices=notices,
        noticed_on=noticed_on,
        key_requests=register.facts.all(KeyRequest),
        delays=register.facts.all(Delay),
        compared_sponsors=compared_sponsors(policy, register.programmes(), groups, released_on),
    )
    return freeze(snapshot), register


async def gathered(reader: CourseReader) -> Register:
    """The register between release dates: nothing is sealed, and nothing decided of a group."""
    database = reader.database
    return await gather(
        reader, await read_facts(database), await read_episodes(database), due=False
    )


async def sealed(reader: CourseReader, policy: Policy, on: date) -> Register:
    """The register once the queues of a release date are sealed."""
    database = reader.database
    facts, episodes = await read_facts(database), await read_episodes(database)
    after = await seal(database, policy, facts, episodes, on)
    return await gather(reader, facts, after, due=True)


def tell(
    publisher: Publisher,
    register: Register,
    earlier: FrozenSnapshot | None,
    released_on: date,
    due: bool,
) -> tuple[PublicProgramme, ...]:
    """Every registered programme with its stage; between release dates stages stand still."""
    before = {p.programme.id: p for p in earlier.snapshot.programmes} if earlier else {}
    reported = reported_endpoints(register.facts)

    def decided(programme: Programme) -> PublicProgramme:
        on = max(released_on, programme.registered_on)
        return public_programme(
            programme,
            evidence_of(programme, register, carried_from(programme.id, earlier), on),
            bool(register.groups.get(programme.id)),
            reported[programme.id],
            publisher.policy,
            publisher.decision_salt,
            on,
        )

    return tuple(
        decided(programme)
        if due or programme.id not in before
        else structs.replace(before[programme.id], programme=programme)
        for programme in register.programmes()
    )


Numbers = tuple[tuple[SealedGroup, ...], tuple[PublicBundle, ...]]
"""Everything that is counted of patients: sealed groups, and bundles of them."""


def kept(earlier: FrozenSnapshot | None) -> Numbers:
    """Groups and bundles exactly as they are public already."""
    return (earlier.snapshot.groups, earlier.snapshot.bundles) if earlier else ((), ())


def kept_errata(earlier: FrozenSnapshot | None) -> tuple[Erratum, ...]:
    """The board's decisions that were carried out already."""
    return earlier.snapshot.errata if earlier else ()


async def count(
    policy: Policy,
    reader: CourseReader,
    register: Register,
    told: tuple[PublicProgramme, ...],
    earlier: FrozenSnapshot | None,
    released_on: date,
) -> Numbers:
    """Every sealed group, and every bundle, with what is open of it on the release date."""
    before = earlier.snapshot if earlier else None
    release = await release_on(reader.database, policy, register, before, released_on)
    groups: list[SealedGroup] = []
    bundles: list[PublicBundle] = []
    for terms, mine, shows in to_count(register, told, policy, released_on):
        archive = Archive(reader, release.number_of)
        public = await count_groups(release, archive, terms, mine, shows)
        groups += public
        if not terms.waits:
            bundles += await count_bundles(release, archive, terms, mine, public, shows)
    return tuple(groups), tuple(bundles)


def kept_sets(earlier: FrozenSnapshot | None) -> tuple[PublicVerdictSet, ...]:
    """The sets of verdicts exactly as they are public already."""
    return earlier.snapshot.verdict_sets if earlier else ()


def results(
    register: Register,
    told: tuple[PublicProgramme, ...],
    sets: tuple[PublicVerdictSet, ...],
    groups: tuple[SealedGroup, ...],
    earlier: FrozenSnapshot | None,
    due: bool,
) -> tuple[PublicEndpointResult, ...]:
    """Every endpoint with its verdict; between release dates verdicts stand as they were."""
    before = {r.result.id: r for r in earlier.snapshot.endpoint_results} if earlier else {}
    now = public_results(register, told, sets, groups, earlier)
    return tuple(r if due else before.get(r.result.id, r) for r in now)


def care_costs(facts: Facts, earlier: FrozenSnapshot | None, due: bool) -> tuple[PooledCost, ...]:
    """What care costs over several sponsors; between release dates it stands as it was."""
    if not due and earlier is not None:
        return earlier.snapshot.pooled_costs
    programmes = {programme.id: programme for programme in facts.all(Programme)}
    products = {product.id: product for product in facts.all(Product)}
    return pooled_costs(facts.all(Cost), programmes, products)


def directory(facts: Facts) -> Directory:
    """The sourced public facts; nothing here derives from a patient."""
    return Directory(
        organisations=facts.all(Organisation),
        centres=facts.all(Centre),
        authorities=facts.all(Authority),
        products=facts.all(Product),
        approvals=facts.all(Approval),
        offers=facts.all(Offer),
        costs=named_costs(facts.all(Cost)),
        advice=facts.all(Advice),
        holds=facts.all(Hold),
    )
