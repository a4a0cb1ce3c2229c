"""A fault planted on purpose: whoever looks after the kills must find it."""

from registry.storage.ledger import Act, record_act
from registry.storage.tables import AuditEvent
from tests.chaos.scenarios import Doing, Scenario, Told

SUBJECT = "planted"


async def acknowledged_in_halves(doing: Doing) -> Told:
    """What belongs together, in three transactions: a kill between them leaves a part."""
    database = doing.house.database
    mine = AuditEvent.subject == SUBJECT
    present = await database.run(AuditEvent.count().where(mine))
    for number in range(present, 3):
        act = Act(doing.house.clock(), "operator", f"part {number}", SUBJECT, "")
        await record_act(database, act)
    return Told(table="audit_event", column="subject", value=SUBJECT)


PLANTED = Scenario("planted", "with patients", (acknowledged_in_halves,))
