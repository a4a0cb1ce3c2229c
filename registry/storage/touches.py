"""Which organisations sent or read something about a patient, by pseudonym.

What was sent stands in the log's records, what was read in the audit trail. A list of due visits
and a receipt are reads of every patient in them.
"""

from msgspec import Struct
from piccolo.querystring import QueryString

from registry.storage.engine import Database

RECORD_READ, CONTENT_READ, DUE_READ = "record read", "submission read", "due visits read"
LOOKED_UP, VALUES_COMPARED = "pseudonym looked up", "stored values compared"
SENT = (
    "SELECT DISTINCT o.sponsor_id AS organisation, o.kind AS kind, o.recorded_at AS at, "
    "o.id AS id FROM log_record r JOIN log_opening o ON o.id = r.opening_id "
    "WHERE r.patient = {}"
)
READ = (
    "SELECT DISTINCT e.number, e.actor, e.action, e.at FROM audit_event e WHERE "
    "(e.action IN ({}, {}, {}) AND e.subject = {}) OR "
    "(e.action = {} AND e.subject IN (SELECT programme_id FROM episode WHERE patient = {})) OR "
    "(e.action = {} AND e.subject IN (SELECT opening_id FROM log_record WHERE patient = {}))"
)
OWNER = "SELECT sponsor_id FROM patient WHERE pseudonym = {}"


class Touch(Struct, frozen=True):
    """One act about a patient: whose, what kind, at which moment, and for a read by whom.

    `organisation_id` is None where the registry itself looked.
    """

    organisation_id: str | None
    kind: str
    at: str
    by: str = ""

    @property
    def on(self) -> str:
        """The day."""
        return self.at[:10]


async def touches(database: Database, pseudonym: str) -> list[Touch]:
    """Everything accepted and everything read about a registry pseudonym, oldest first."""
    sent = await database.run(QueryString(SENT, pseudonym))
    told = [Touch(row["organisation"], row["kind"], row["at"]) for row in sent]
    return sorted([*told, *await reads(database, pseudonym)], key=lambda touch: touch.at)


async def reads(database: Database, pseudonym: str) -> list[Touch]:
    """Every read; all but a curator's question were the patient's own sponsor's."""
    owners = await database.run(QueryString(OWNER, pseudonym))
    owner = str(owners[0]["sponsor_id"]) if owners else None
    whom = (RECORD_READ, LOOKED_UP, VALUES_COMPARED, pseudonym)
    asked = (*whom, DUE_READ, pseudonym, CONTENT_READ, pseudonym)
    return [
        Touch(None if row["action"] == LOOKED_UP else owner, row["action"], row["at"], row["actor"])
        for row in await database.run(QueryString(READ, *asked))
    ]
