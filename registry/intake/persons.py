"""Possible duplicates: a curator decides whether two pseudonyms are one person.

A person counts once in what is pooled: release leaves the later of two episodes unsealed.
"""

from datetime import datetime

from registry.errors import AccountError
from registry.model.codes import PersonDecision
from registry.storage.engine import Database
from registry.storage.ledger import Act, record_act
from registry.storage.persons import add_decision, possible_persons


async def decide(
    database: Database,
    patients: tuple[str, str],
    decision: PersonDecision,
    at: datetime,
    actor: str,
    reason: str = "",
) -> None:
    """Decide about a pair with its audit event. AccountError where no such pair waits."""
    first, second = sorted(patients)
    async with database.transaction():
        waiting = {(p.first, p.second) for p in await possible_persons(database)}
        if (first, second) not in waiting:
            raise AccountError("No such pair waits for a decision.", "List those that wait.")
        await add_decision(database, (first, second), decision, at)
        subject = f"{first} {second}"
        act = Act(at, actor, f"persons: {decision.value}", subject, "", reason)
        await record_act(database, act)
