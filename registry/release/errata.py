"""The board has a published content counted anew, with a public reason (design: corrections)."""

from datetime import datetime

from registry.errors import DataError
from registry.model.sealed import tables_in
from registry.model.transparency import Erratum, ErratumReason
from registry.snapshot import Snapshot
from registry.storage.directory import read_facts, record_facts
from registry.storage.engine import Database
from registry.storage.ledger import Act, record_act
from registry.storage.publication import latest_snapshot


async def decide_erratum(
    database: Database,
    subject_id: str,
    content: str,
    reason: ErratumReason,
    at: datetime,
    actor: str,
) -> Erratum:
    """Record that a content is to be counted anew at the next release date, with its audit event.

    `content` is the id of a table or of a curve. DataError where it is not public.
    """
    async with database.transaction():
        earlier = await latest_snapshot(database)
        if earlier is None or content not in countable(earlier.snapshot, subject_id):
            raise DataError(
                f"Nothing named {content} is public of {subject_id}.",
                "Name a group or bundle and a content as the latest snapshot does.",
            )
        number = len((await read_facts(database)).all(Erratum)) + 1
        erratum = Erratum(f"erratum-{number:04}", subject_id, content, reason, at.date())
        await record_facts(database, [erratum], "", at)
        await record_act(database, Act(at, actor, "erratum decided", erratum.id, ""))
    return erratum


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
