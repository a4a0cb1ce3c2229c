"""A fault planted on purpose: whoever looks after the kills must find it."""

from registry.storage.ledger import Act, acts, record_act
from tests.chaos.scenarios import Doing, Scenario, Told

SUBJECT = "planted"


async def acknowledged_in_halves(doing: Doing) -> Told:
    """What belongs together, in three transactions: a kill between them leaves a part."""
    database = doing.house.database
    present = [act for act in await acts(database) if act.subject == SUBJECT]
    for number in range(len(present), 3):
        act = Act(doing.house.clock(), "operator", f"part {number}", SUBJECT, "")
        await record_act(database, act)
    return Told(table="audit_event", column="action", value="part 2")


PLANTED = Scenario("planted", "with patients", (acknowledged_in_halves,))
