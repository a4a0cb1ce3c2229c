"""Public facts, each version kept: organisations, products, programmes, endpoint results …

A fact is one frozen struct, stored as its canonical JSON. A change is a new version; nothing is
overwritten, so the first version of a programme (as locked) can always be read again.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

import msgspec
from msgspec import Struct

from registry.model.endpoint import EndpointResult
from registry.model.hold import Hold
from registry.model.parties import Authority, Centre, Offer, Organisation
from registry.model.product import Approval, Product
from registry.model.programme import Lineage, Programme
from registry.model.transparency import Advice, Attestation, Cost, Delay, Erratum, LaySummary
from registry.model.wishes import KeyRequest
from registry.storage.engine import Database
from registry.storage.rows import insert
from registry.storage.tables import DirectoryRecord

Fact = (
    Organisation
    | Centre
    | Authority
    | Offer
    | Product
    | Approval
    | Programme
    | EndpointResult
    | Cost
    | Advice
    | LaySummary
    | Attestation
    | Erratum
    | Lineage
    | Hold
    | KeyRequest
    | Delay
)
FACT_TYPES: tuple[type[Fact], ...] = (
    Organisation,
    Centre,
    Authority,
    Offer,
    Product,
    Approval,
    Programme,
    EndpointResult,
    Cost,
    Advice,
    LaySummary,
    Attestation,
    Erratum,
    Lineage,
    Hold,
    KeyRequest,
    Delay,
)
AnyFact = TypeVar("AnyFact", bound=Struct)


class Facts(Struct, frozen=True):
    """The latest version of every fact, by type and id, and the first version of programmes."""

    latest: dict[type[Struct], dict[str, Struct]]
    first_programmes: dict[str, Programme]

    def all(self, kind: type[AnyFact]) -> tuple[AnyFact, ...]:
        """Every fact of one type, by id."""
        return tuple(self.latest[kind].values())  # type: ignore[arg-type]


async def record_facts(
    database: Database, facts: Iterable[Fact], sponsor_id: str, at: datetime
) -> None:
    """Store each fact as the next version of its id; inside the caller's transaction."""
    rows = [await _row(database, fact, sponsor_id, at) for fact in facts]
    await insert(database, DirectoryRecord, rows)


async def _row(database: Database, fact: Fact, sponsor_id: str, at: datetime) -> dict[str, object]:
    kind = type(fact).__name__
    versions = await database.run(
        DirectoryRecord.count().where(
            (DirectoryRecord.kind == kind) & (DirectoryRecord.id == fact.id)
        )
    )
    return {
        "kind": kind,
        "id": fact.id,
        "version": versions + 1,
        "sponsor_id": sponsor_id,
        "document": msgspec.json.encode(fact, order="sorted").decode(),
        "recorded_at": at.isoformat(),
    }


async def read_facts(database: Database) -> Facts:
    """Every fact in its latest version."""
    types = {kind.__name__: kind for kind in FACT_TYPES}
    latest: dict[type[Struct], dict[str, Struct]] = {kind: {} for kind in FACT_TYPES}
    first: dict[str, Programme] = {}
    rows = await database.run(
        DirectoryRecord.select(DirectoryRecord.kind, DirectoryRecord.document).order_by(
            DirectoryRecord.kind, DirectoryRecord.id, DirectoryRecord.version
        )
    )
    for row in rows:
        fact = msgspec.json.decode(row["document"], type=types[row["kind"]])
        latest[types[row["kind"]]][fact.id] = fact
        if isinstance(fact, Programme):
            first.setdefault(fact.id, fact)
    # databases sort text by their own collation; snapshots must not depend on it
    return Facts({kind: dict(sorted(found.items())) for kind, found in latest.items()}, first)


async def find_fact(database: Database, kind: type[AnyFact], id: str) -> AnyFact | None:
    """The latest version of one fact, or None."""
    rows = await database.run(
        DirectoryRecord.select(DirectoryRecord.document)
        .where((DirectoryRecord.kind == kind.__name__) & (DirectoryRecord.id == id))
        .order_by(DirectoryRecord.version, ascending=False)
        .limit(1)
    )
    return msgspec.json.decode(rows[0]["document"], type=kind) if rows else None
