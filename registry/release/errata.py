"""The board has a published content counted anew, with a public reason (design: corrections)."""

import hashlib
from datetime import datetime

import msgspec
from msgspec import Struct

from registry.errors import DataError
from registry.model.bundle import PublicBundle
from registry.model.sealed import SealedGroup, tables_in
from registry.model.transparency import Erratum, ErratumReason
from registry.release.proposals import Proposal, Supported, agree, undecided
from registry.snapshot import Snapshot
from registry.storage.directory import read_facts, record_facts
from registry.storage.engine import Database
from registry.storage.ledger import Act, record_act
from registry.storage.publication import latest_snapshot

Subject = SealedGroup | PublicBundle
AGREED, DECIDED = "erratum agreed", "erratum decided"


class WantedErratum(Struct, frozen=True):
    """What is to be counted anew, and why; `content` is the id of a table or of a curve."""

    subject_id: str
    content: str
    reason: ErratumReason

    def proposal(self, number: int) -> Proposal:
        """What different people must decide alike, for the erratum of this number."""
        digest = hashlib.sha256(msgspec.json.encode((number, self))).hexdigest()
        return Proposal(AGREED, f"{self.subject_id} {self.content}", digest, self.reason.value)


def wanted_by(proposal: Proposal) -> WantedErratum:
    """What a proposal is about."""
    subject_id, _, content = proposal.subject.partition(" ")
    return WantedErratum(subject_id, content, ErratumReason(proposal.reason))


class Said(Struct, frozen=True):
    """How many people have decided so by now, and the erratum once they are enough."""

    people: int
    erratum: Erratum | None = None


async def decide_erratum(
    database: Database, wanted: WantedErratum, approvers: int, at: datetime, actor: str
) -> Said:
    """Note what a member of the board decides; enough people alike make it an erratum.

    It is carried out at the next release date. DataError where the content is not public.
    """
    async with database.transaction():
        earlier = await latest_snapshot(database)
        if earlier is None or wanted.content not in countable(earlier.snapshot, wanted.subject_id):
            raise DataError(
                f"Nothing named {wanted.content} is public of {wanted.subject_id}.",
                "Name a group or bundle and a content as the latest snapshot does.",
            )
        number = await next_number(database)
        proposal = wanted.proposal(number)
        people = await agree(database, proposal, approvers, at, actor)
        if len(people) < approvers:
            return Said(len(people))
        parts = (wanted.subject_id, wanted.content, wanted.reason, at.date())
        erratum = Erratum(f"erratum-{number:04}", *parts)
        await record_facts(database, [erratum], "", at)
        await record_act(database, Act(at, actor, DECIDED, erratum.id, proposal.digest))
        return Said(len(people), erratum)


async def next_number(database: Database) -> int:
    """The number of the next erratum: what was agreed for one counts for no other."""
    return len((await read_facts(database)).all(Erratum)) + 1


async def open_errata(database: Database, approvers: int) -> list[Supported]:
    """What somebody of the board wants counted anew and nobody has decided since."""
    number = await next_number(database)
    found = await undecided(database, AGREED, [DECIDED], approvers)
    return [each for each in found if stands(each.proposal, number)]


def stands(proposal: Proposal, number: int) -> bool:
    """Whether a proposal is about the erratum of this number."""
    return wanted_by(proposal).proposal(number).digest == proposal.digest


def countable(snapshot: Snapshot, subject_id: str) -> set[str]:
    """What can be counted anew of a group or bundle: tables, and curves as a whole."""
    subjects: list[Subject] = [*snapshot.groups, *snapshot.bundles]
    found = next((subject for subject in subjects if subject.id == subject_id), None)
    return countable_in(found) if found else set()


def countable_in(subject: Subject) -> set[str]:
    """The same, of a group or bundle at hand."""
    curves = {curve.curve for curve in subject.curves}
    if isinstance(subject, SealedGroup):
        return {*tables_in(subject), *curves}
    return {*([subject.sums.content] if subject.sums else []), *curves}
