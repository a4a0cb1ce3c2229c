"""The board has a published content counted anew, with a public reason (design: corrections)."""

import hashlib
from datetime import datetime

import msgspec
from msgspec import Struct

from registry.errors import DataError
from registry.model.sealed import tables_in
from registry.model.transparency import Erratum, ErratumReason
from registry.snapshot import Snapshot
from registry.storage.directory import read_facts, record_facts
from registry.storage.engine import Database
from registry.storage.ledger import Act, actors_of, record_act
from registry.storage.people import agreed
from registry.storage.publication import latest_snapshot

AGREED = "erratum agreed"


class WantedErratum(Struct, frozen=True):
    """What is to be counted anew, and why; `content` is the id of a table or of a curve."""

    subject_id: str
    content: str
    reason: ErratumReason

    def digest(self, number: int) -> str:
        """What different people must have decided alike, for the erratum of this number."""
        return hashlib.sha256(msgspec.json.encode((number, self))).hexdigest()


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
        number = len((await read_facts(database)).all(Erratum)) + 1
        digest = wanted.digest(number)
        if actor not in await actors_of(database, AGREED, digest):
            await record_act(database, Act(at, actor, AGREED, wanted.subject_id, digest))
        people = await agreed(database, AGREED, digest, approvers)
        if len(people) < approvers:
            return Said(len(people))
        parts = (wanted.subject_id, wanted.content, wanted.reason, at.date())
        erratum = Erratum(f"erratum-{number:04}", *parts)
        await record_facts(database, [erratum], "", at)
        await record_act(database, Act(at, actor, "erratum decided", erratum.id, digest))
        return Said(len(people), erratum)


def countable(snapshot: Snapshot, subject_id: str) -> set[str]:
    """What can be counted anew of a group or bundle: tables, and curves as a whole."""
    for group in snapshot.groups:
        if group.id == subject_id:
            return {*tables_in(group), *(curve.curve for curve in group.curves)}
    for bundle in snapshot.bundles:
        if bundle.id == subject_id:
            sums = {bundle.sums.content} if bundle.sums else set()
            return {*sums, *(curve.curve for curve in bundle.curves)}
    return set()
