"""What a sponsor states again after it stated something else: the latest word counts, so it is new.

A draft that came before is a repeat only where what it says still stands.
"""

from typing import Any

from msgspec import Struct, structs

from registry.intake.facts import facts_of
from registry.intake.rules.endpoints import differs
from registry.intake.rules.known import Known
from registry.model.registration import (
    ApprovalChangeDraft,
    AttestationDraft,
    Draft,
    EndpointChangeDraft,
    LaySummaryDraft,
)
from registry.storage.directory import find_fact
from registry.storage.engine import Database

RESTATABLE = AttestationDraft | LaySummaryDraft | ApprovalChangeDraft
OF_ITS_DAY = ("attested_on", "written_on")


async def is_restated(database: Database, draft: Draft, known: Known) -> bool:
    """Whether a draft that was accepted before says something else than what stands now.

    Never where it tells of events: each happened once.
    """
    if isinstance(draft, EndpointChangeDraft):
        return not any(differs(draft, known))
    if not isinstance(draft, RESTATABLE):
        return False
    if isinstance(draft, ApprovalChangeDraft) and draft.events:
        return False
    facts = facts_of(draft, known, "")
    standing = [await find_fact(database, type(fact), fact.id) for fact in facts]
    return [*map(statement, facts)] != [*map(statement, standing)]


def statement(fact: Struct | None) -> dict[str, Any]:
    """What a fact says, whenever it was said."""
    stated = structs.asdict(fact) if fact is not None else {}
    return {name: value for name, value in stated.items() if name not in OF_ITS_DAY}
