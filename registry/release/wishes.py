"""The board decides on the wish list: in public, two people alike, and on counts alone.

What the board sees is how many groups today's queues would form and how many of them a key would
split. That is for the board: it is not public, and no sponsor sees it. No outcome is read.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import msgspec
from msgspec import Struct, structs

from anonymise.members import SealingPlan
from registry.errors import DataError
from registry.intake.registered import text_digest, wish_decision_leaf
from registry.log.leaves import public_leaf_bytes
from registry.model.programme import Programme
from registry.model.wishes import (
    KeyDecision,
    KeyRequest,
    KeyStatus,
    SplitKey,
    adopted_on,
)
from registry.release.proposals import Board, Proposal, Supported, agree, undecided
from registry.release.reasons import check_reason
from registry.release.sealing import Sealable
from registry.release.stages import Policy, release_on_or_after
from registry.release.steps.seal import checked_plan, sealables_of
from registry.storage import vault
from registry.storage.directory import find_fact, read_facts, record_facts
from registry.storage.engine import Database
from registry.storage.ledger import Act, record_act
from registry.storage.transparency import open_log

AGREED, DECIDED = "wish decision agreed", "wish decided"


class Outlook(Struct, frozen=True):
    """What a key would do to the groups that today's queues would form on `on`; for the board.

    Of `groups` that would form without it, `split` would part into `parts`, each of at least 11.
    """

    on: date
    groups: int
    split: int
    parts: int


class Verdict(Struct, frozen=True):
    """What a member of the board says of a request; `reason` is public."""

    request_id: str
    adopted: bool
    reason: str

    @property
    def proposal(self) -> Proposal:
        """What different people must say alike, of the request and what becomes of it."""
        status = KeyStatus.ADOPTED if self.adopted else KeyStatus.DECLINED
        digest = text_digest(msgspec.json.encode(self).decode())
        return Proposal(AGREED, f"{self.request_id} {status}", digest, self.reason)


def verdict_by(proposal: Proposal) -> Verdict:
    """What a proposal is about."""
    request_id, _, status = proposal.subject.partition(" ")
    return Verdict(request_id, status == KeyStatus.ADOPTED, proposal.reason)


class Decided(Struct, frozen=True):
    """How many people have said so by now, and the request, decided once they are enough."""

    request: KeyRequest
    people: int


async def decide(board: Board, verdict: Verdict, at: datetime, actor: str) -> Decided:
    """Note what a member of the board says; enough people alike decide, with leaf and audit event.

    DataError where there is nothing to decide, or where the reason must not become public.
    """
    database = board.database
    async with database.transaction():
        request = await waiting_request(database, verdict.request_id)
        check_reason(verdict.reason)
        people = await agree(database, verdict.proposal, board.approvers, at, actor)
        if len(people) >= board.approvers:
            request = await decided(board, request, verdict, at, actor)
        return Decided(request, len(people))


async def waiting_request(database: Database, request_id: str) -> KeyRequest:
    """The request that waits for the board; DataError where there is none."""
    request = await find_fact(database, KeyRequest, request_id)
    if request is None or request.decision is not None:
        raise DataError(
            "No request of this id waits for a decision.",
            "Look at `he-registry wishes list`; what was decided stays.",
        )
    return request


async def decided(
    board: Board, request: KeyRequest, verdict: Verdict, at: datetime, actor: str
) -> KeyRequest:
    """The request with its decision, recorded in the caller's transaction."""
    tomorrow = at.date() + timedelta(days=1)
    since = release_on_or_after(board.policy, tomorrow) if verdict.adopted else None
    decision = KeyDecision(verdict.adopted, verdict.reason, at.date(), since)
    done = structs.replace(request, decision=decision)
    await record_facts(board.database, [done], request.asked_by, at)
    await record_act(board.database, Act(at, actor, DECIDED, done.id, verdict.proposal.digest))
    log = await open_log(board.database, board.signer, at)
    await log.add([public_leaf_bytes(wish_decision_leaf(done.id, decision))])
    return done


async def open_verdicts(board: Board) -> list[Supported]:
    """What somebody of the board said of a request that waits."""
    facts = await read_facts(board.database)
    waiting = {request.id for request in facts.all(KeyRequest) if request.decision is None}
    found = await undecided(board.database, AGREED, [DECIDED], board.approvers)
    return [each for each in found if each.proposal.subject.split(" ")[0] in waiting]


async def outlook(database: Database, policy: Policy, key: SplitKey, at: datetime) -> Outlook:
    """What adopting a key would split of the groups that today's queues would form."""
    facts = await read_facts(database)
    on = release_on_or_after(policy, at.date() + timedelta(days=1))
    adopted = {*adopted_on(facts.all(KeyRequest), on)}
    finer_keys = tuple(each for each in SplitKey if each is key or each in adopted)
    before = await sealables_of(database, facts, await vault.read_episodes(database), on)
    pairs = [
        plans(programme, before[programme.id], finer_keys, policy, on)
        for programme in facts.all(Programme)
    ]
    counted = [len(parts) for plain, finer in pairs for parts in parted(plain, finer)]
    split = [parts for parts in counted if parts > 1]
    return Outlook(on, len(counted), len(split), sum(split))


def plans(
    programme: Programme, mine: Sealable, keys: tuple[SplitKey, ...], policy: Policy, on: date
) -> tuple[SealingPlan, SealingPlan]:
    """What a release date seals of one programme as it is, and with these finer keys."""
    finer = structs.replace(mine, finer_keys=keys)
    return checked_plan(programme, mine, policy, on), checked_plan(programme, finer, policy, on)


def parted(plain: SealingPlan, finer: SealingPlan) -> Iterator[set[int]]:
    """For every group that forms as it is, the groups in which its members stand otherwise."""
    place = {id: n for n, group in enumerate(finer.formed) for id in group.members}
    for group in plain.formed:
        yield {place[id] for id in group.members if id in place}
