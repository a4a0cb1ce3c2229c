"""Who approved a publication: different people, each of exactly these bytes.

An approval names the digest that `publish --dry-run` prints. If anything changes until the
publication, the digest is another one and the approvals do not count.
"""

from datetime import datetime

from registry.errors import ApprovalMissing, DataError
from registry.release.preparing import PUBLISHED, counted
from registry.release.proposals import Supported, undecided
from registry.storage.engine import Database
from registry.storage.ledger import Act, actors_of, acts_of, record_act

APPROVED = "publication approved"
DIGEST_LENGTH = 64


async def approve(
    database: Database, digest: str, actor: str, at: datetime, plan: str = "snapshot"
) -> int:
    """Note that a person approves a snapshot's digest; how many different people have by now.

    The same person approving twice counts once. `plan` says in the audit trail what was read.
    DataError for what is no digest.
    """
    if len(digest) != DIGEST_LENGTH or not set(digest) <= set("0123456789abcdef"):
        raise DataError(
            "This is no digest of a planned snapshot.",
            "Copy the 64 characters that `he-registry publish --dry-run` prints.",
        )
    async with database.transaction():
        before = await actors_of(database, APPROVED, digest)
        if actor not in before:
            await record_act(database, Act(at, actor, APPROVED, plan, digest))
    return len(before | {actor})


async def check_approved(
    database: Database, digest: str, approvers: int, expected: str | None = None
) -> None:
    """ApprovalMissing unless so many different people approved this very snapshot.

    They must be active members of the board now, not only when they approved. `expected` is the
    digest that whoever publishes has read, where they read one.
    """
    if expected not in (None, digest):
        raise ApprovalMissing(
            "What would be published has changed since it was read.", "Read the plan anew."
        )
    found = await approved_by(database, digest, approvers)
    if len(found) < approvers:
        raise ApprovalMissing(
            f"{len(found)} of {approvers} people have approved what would be published now.",
            f"Run `he-registry publish --dry-run`, then `he-registry approve {digest}` "
            "under the names of different people.",
        )


async def approved_by(database: Database, digest: str, approvers: int) -> frozenset[str]:
    """Who counts as having approved these bytes."""
    return await counted(database, APPROVED, digest, approvers)


async def open_approvals(database: Database, approvers: int) -> list[Supported]:
    """The plans that somebody approved since the last publication.

    They count for a plan of the same digest alone.
    """
    published = await acts_of(database, PUBLISHED)
    found = await undecided(database, APPROVED, [PUBLISHED], approvers)
    return [each for each in found if not published or each.since >= published[-1].at]
