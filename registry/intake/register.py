"""Registering what a sponsor declares: products, approvals, programmes, status, endpoint results.

A programme's endpoints are locked, with digest and day, when it is registered. What a sponsor
states later stands beside them and changes none.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from msgspec import Struct, structs

from registry.intake.facts import facts_of
from registry.intake.leaves import (
    Concern,
    LeafRecords,
    enter_opaque,
    enter_programmes,
    enter_public,
    kept_receipt,
)
from registry.intake.once import KEY_CONFLICT, SIGNED_ONCE, was_accepted
from registry.intake.registered import registration_leaf, wish_leaf
from registry.intake.restated import is_restated
from registry.intake.rules.known import Known, Published
from registry.intake.rules.registration import check_draft, result_id
from registry.intake.schedule import schedule_of
from registry.intake.tools import Envelope, Intake, enter_in_ledger
from registry.log.leaves import HoldLeaf
from registry.log.receipts import OpaqueKind
from registry.model.endpoint import EndpointResult
from registry.model.hold import Hold
from registry.model.parties import Authority, Centre, Organisation
from registry.model.product import Approval, Product
from registry.model.programme import Lineage, Programme, ProgrammeDocument
from registry.model.registration import (
    ApprovalChangeDraft,
    ApprovalDraft,
    CostDraft,
    Draft,
    HoldDraft,
    KeyRequestDraft,
    ProgrammeDraft,
    Recorded,
    StatusDraft,
)
from registry.model.submission import Rejected, batch_digest
from registry.model.transparency import Cost, LaySummary
from registry.model.wishes import KeyRequest
from registry.storage.directory import Fact, find_fact, read_facts, record_facts
from registry.storage.engine import Database
from registry.storage.ledger import Act, last_act_at, record_act
from registry.storage.publication import latest_snapshot
from registry.storage.submissions import StoredSubmission, find_submission
from registry.storage.vault import last_sequence


async def accept_draft(intake: Intake, draft: Draft, envelope: Envelope) -> Recorded | Rejected:
    """Store what a sponsor registers, with its audit event, or list every finding."""
    async with intake.database.transaction():
        return await take_in_draft(intake, draft, envelope)


async def take_in_draft(intake: Intake, draft: Draft, envelope: Envelope) -> Recorded | Rejected:
    """The same in the caller's transaction. What is rejected has written nothing."""
    digest = batch_digest(draft)
    sponsor_id = envelope.sender.sponsor_id
    key = intake.ledger_key(envelope.idempotency_key or digest)
    received_on = envelope.received.date()
    earlier = await find_submission(intake.database, sponsor_id, key)
    known = await look_up(intake.database, draft, sponsor_id, received_on)
    if earlier is not None:
        if envelope.idempotency_key or not await is_restated(intake.database, draft, known):
            return await repeat(intake, earlier, digest)
        if await was_accepted(intake.database, sponsor_id, digest, envelope.signed):
            return Rejected((SIGNED_ONCE,))
        key = intake.ledger_key(f"{key} {intake.new_id()}")
    findings = check_draft(draft, known)
    if findings:
        return Rejected(findings)
    facts = facts_of(draft, known, intake.random_bytes(4).hex())
    recorded = Recorded(facts[0].id, digest, received_on, envelope.dry_run)
    if not envelope.dry_run:
        received_at = envelope.received.isoformat()
        submission = StoredSubmission(
            intake.new_id(),
            sponsor_id,
            key,
            digest,
            facts[0].id,
            received_at,
            signature=envelope.signed,
        )
        await enter_in_ledger(intake, envelope, submission, f"{type(draft).__name__} accepted")
        await record_facts(intake.database, facts, sponsor_id, envelope.received)
        receipt = await enter_draft(intake, draft, facts[0], submission)
        recorded = structs.replace(recorded, receipt=receipt)
    return recorded


async def enter_draft(
    intake: Intake, draft: Draft, fact: Fact, submission: StoredSubmission
) -> str:
    """The leaf of a draft, public where it registers a programme, a hold or a wish; its receipt."""
    concern = Concern.of(submission)
    if isinstance(draft, ProgrammeDraft) and isinstance(fact, Programme):
        return await enter_public(intake, concern, registration_leaf(fact))
    if isinstance(fact, Hold):
        return await enter_public(intake, concern, await hold_leaf(intake.database, fact))
    if isinstance(fact, KeyRequest):
        return await enter_public(intake, concern, wish_leaf(fact))
    records = LeafRecords(intake.random_bytes)
    records.add(draft)
    return await enter_opaque(intake, concern, OpaqueKind.STATEMENT, records)


async def hold_leaf(database: Database, hold: Hold) -> HoldLeaf:
    """A hold, under the lineage of its programme."""
    programme = await find_fact(database, Programme, hold.programme_id)
    lineage = programme.lineage if programme else ""
    return HoldLeaf(lineage, hold.programme_id, hold.asked_on, hold.until, hold.reason.value)


async def repeat(intake: Intake, earlier: StoredSubmission, digest: str) -> Recorded | Rejected:
    """The same draft gets the same answer; the same key with other content is a conflict."""
    if earlier.digest != digest:
        return Rejected((KEY_CONFLICT,))
    received_on = date.fromisoformat(earlier.received_at[:10])
    receipt = await kept_receipt(intake.database, earlier.id)
    return Recorded(earlier.subject, digest, received_on, repeated=True, receipt=receipt)


async def enter_directory(
    intake: Intake, facts: Iterable[Fact], envelope: Envelope, source: str, reason: str = ""
) -> None:
    """The registry itself enters sourced facts, with an audit event and the leaves of programmes.

    A programme entered anew keeps the leaf it had when it was first registered.
    """
    entered, database = tuple(facts), intake.database
    digest = batch_digest(Entry(entered))
    act = Act(envelope.received, envelope.sender.actor, "directory entered", source, digest, reason)
    async with database.transaction():
        named = [fact for fact in entered if isinstance(fact, Programme)]
        known = await found(database, Programme, [programme.id for programme in named])
        await record_facts(database, entered, envelope.sender.sponsor_id, envelope.received)
        await record_act(database, act)
        first = [programme for programme in named if programme.id not in known]
        await enter_programmes(intake, first, envelope.received)


class Entry(Struct, frozen=True):
    """Facts entered together."""

    facts: tuple[Any, ...]


async def look_up(database: Database, draft: Draft, sponsor_id: str, received_on: date) -> Known:
    """What is registered among the things the draft names."""
    programme_id = getattr(draft, "programme_id", None)
    product_id = getattr(draft, "product_id", None)
    approvals = await found(database, Approval, [getattr(draft, "approval_id", None)])
    programmes = await found(database, Programme, [programme_id])
    used = [each.product_id for each in (*programmes.values(), *approvals.values())]
    authority_id = getattr(draft, "authority_id", None)
    result = result_id(programme_id or "", getattr(draft, "endpoint_id", ""))
    sponsor = await find_fact(database, Organisation, sponsor_id)
    known = Known(
        sponsor_id,
        sponsor is not None and sponsor.synthetic,
        received_on,
        products=await found(database, Product, [product_id, *used]),
        centres=await found(database, Centre, centres_of(draft)),
        authorities=await found(database, Authority, [authority_id]),
        programmes=programmes,
        results=await found(database, EndpointResult, [result]),
        lineages=await found(database, Lineage, [product_id]),
        approvals=approvals,
    )
    if isinstance(draft, HoldDraft):
        return await with_holds(database, known, draft)
    if isinstance(draft, KeyRequestDraft):
        requests = (await read_facts(database)).all(KeyRequest)
        return structs.replace(known, key_requests=requests)
    if isinstance(draft, CostDraft):
        return await with_costs(database, known, draft)
    return await with_accepted(database, known, draft) if isinstance(draft, StatusDraft) else known


async def with_costs(database: Database, known: Known, draft: CostDraft) -> Known:
    """What the sponsor's own programme cost so far; of another's nothing is looked up."""
    programme = known.programmes.get(draft.programme_id)
    if programme is None or programme.sponsor_id != known.sponsor_id:
        return known
    told = (await read_facts(database)).all(Cost)
    return structs.replace(known, costs=tuple(c for c in told if c.programme_id == programme.id))


async def with_accepted(database: Database, known: Known, draft: StatusDraft) -> Known:
    """How many patients the sponsor's own programme has; of another's nothing is looked up."""
    programme = known.programmes.get(draft.programme_id)
    if programme is None or programme.sponsor_id != known.sponsor_id:
        return known
    return structs.replace(known, accepted=await last_sequence(database, programme.id))


async def with_holds(database: Database, known: Known, draft: HoldDraft) -> Known:
    """What the rules on holds ask beside: the lineage's holds, what is public, the last entry."""
    facts = await read_facts(database)
    lineages = {programme.id: programme.lineage for programme in facts.all(Programme)}
    lineage = lineages.get(draft.programme_id)
    last = await last_act_at(database)
    return structs.replace(
        known,
        holds=tuple(h for h in facts.all(Hold) if lineages.get(h.programme_id) == lineage),
        published=await published(database, draft.programme_id),
        last_act_on=last.date() if last else None,
    )


async def published(database: Database, programme_id: str) -> Published | None:
    """What the latest snapshot says of a programme; None before the first."""
    frozen = await latest_snapshot(database)
    if frozen is None:
        return None
    now = frozen.snapshot
    told = (p for p in now.programmes if p.programme.id == programme_id)
    states = [(public.decisions, public.silent) for public in told]
    return Published(now.next_release, *(states[0] if states else ()))


def centres_of(draft: Draft) -> list[str]:
    """The centres a draft names."""
    if isinstance(draft, ProgrammeDraft):
        return list(draft.centre_ids)
    if isinstance(draft, ApprovalDraft | ApprovalChangeDraft):
        return [offer.centre_id for offer in draft.offers]
    return []


async def found(database: Database, kind: Any, ids: Iterable[str | None]) -> dict[str, Any]:
    """The facts of a type among these ids."""
    facts = {id: await find_fact(database, kind, id) for id in set(ids) if id}
    return {id: fact for id, fact in facts.items() if fact is not None}


async def programme_document(
    database: Database, sponsor_id: str, programme_id: str
) -> ProgrammeDocument | None:
    """A sponsor's programme for offline use; None where it is not the sponsor's."""
    programme = await find_fact(database, Programme, programme_id)
    if programme is None or programme.sponsor_id != sponsor_id:
        return None
    product = await find_fact(database, Product, programme.product_id)
    return ProgrammeDocument(programme, schedule_of(product).windows if product else ())


async def programmes_of(database: Database, sponsor_id: str) -> tuple[Programme, ...]:
    """The programmes a sponsor registered, by id."""
    programmes = (await read_facts(database)).all(Programme)
    return tuple(p for p in programmes if p.sponsor_id == sponsor_id)


async def products_of(database: Database, sponsor_id: str) -> tuple[Product, ...]:
    """The products a sponsor registered, by id."""
    products = (await read_facts(database)).all(Product)
    return tuple(p for p in products if p.sponsor_id == sponsor_id)


async def summaries_of(database: Database, sponsor_id: str) -> tuple[LaySummary, ...]:
    """What a sponsor says of its products in plain words, in the latest version."""
    facts = await read_facts(database)
    own = {p.id for p in facts.all(Product) if p.sponsor_id == sponsor_id}
    return tuple(each for each in facts.all(LaySummary) if each.product_id in own)
