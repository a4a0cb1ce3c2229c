"""Which organisations sent or read something about a patient, by pseudonym.

What was sent stands in the log's records, what was read in the audit trail. A list of due visits
and a receipt are reads of every patient in them.
"""

from collections.abc import Mapping, Set

from msgspec import Struct
from piccolo.querystring import QueryString

from registry.model.programme import Programme
from registry.storage.directory import find_fact
from registry.storage.engine import Database
from registry.storage.ledger import Act, acts_of
from registry.storage.openings import enclosed_in
from registry.storage.transaction import Row
from registry.storage.vault import episodes_of

RECORD_READ, CONTENT_READ, DUE_READ = "record read", "submission read", "due visits read"
LOOKED_UP, VALUES_COMPARED = "pseudonym looked up", "stored values compared"
SENT = (
    "SELECT DISTINCT o.id, o.kind, o.recorded_at, o.sealed FROM log_record r "
    "JOIN log_opening o ON o.id = r.opening_id WHERE r.patient = {}"
)


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
    episodes = await episodes_of(database, [pseudonym])
    programmes = {stored.episode.programme_id for stored in episodes}
    about = {
        RECORD_READ: {pseudonym},
        LOOKED_UP: {pseudonym},
        VALUES_COMPARED: {pseudonym},
        DUE_READ: programmes,
        CONTENT_READ: {row["id"] for row in sent},
    }
    told = [sent_in(database, row) for row in sent]
    owner = await owner_of(database, programmes)
    read = [read_by(owner, act) for act in await acts_of(database, *about) if concerns(about, act)]
    return sorted([*told, *read], key=lambda touch: touch.at)


def sent_in(database: Database, row: Row) -> Touch:
    """What was sent, from the row of its leaf."""
    enclosed = enclosed_in(database.sealing, row)
    return Touch(enclosed.sponsor_id, row["kind"], row["recorded_at"])


def concerns(about: Mapping[str, Set[str]], act: Act) -> bool:
    """Whether a read was of one of the subjects that matter for it."""
    return act.subject in about[act.action]


def read_by(owner: str | None, act: Act) -> Touch:
    """A read; all but a curator's question were the patient's own sponsor's."""
    organisation = None if act.action == LOOKED_UP else owner
    return Touch(organisation, act.action, act.at.isoformat(), act.actor)


async def owner_of(database: Database, programmes: Set[str]) -> str | None:
    """The sponsor of a patient: that of its programmes; None where it has none."""
    for id in sorted(programmes):
        if (programme := await find_fact(database, Programme, id)) is not None:
            return programme.sponsor_id
    return None
