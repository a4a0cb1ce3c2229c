"""Which organisations sent something about a patient: what the log's records say, by pseudonym."""

from msgspec import Struct
from piccolo.querystring import QueryString

from registry.storage.engine import Database

SENT = (
    "SELECT DISTINCT o.sponsor_id AS sponsor_id, o.kind AS kind, o.recorded_at AS recorded_at, "
    "o.id AS id FROM log_record r JOIN log_opening o ON o.id = r.opening_id "
    "WHERE r.patient = {} ORDER BY o.recorded_at, o.id"
)


class Touch(Struct, frozen=True):
    """One accepted act about a patient: whose, what kind, on which day."""

    organisation_id: str
    kind: str
    on: str


async def touches(database: Database, pseudonym: str) -> list[Touch]:
    """Every accepted act about a registry pseudonym, oldest first."""
    rows = await database.run(QueryString(SENT, pseudonym))
    return [Touch(r["sponsor_id"], r["kind"], r["recorded_at"][:10]) for r in rows]
