"""Which pseudonyms are possibly one person: link tokens, and what curators decided.

Nothing here leaves the curators' commands: no answer to a sponsor or reader depends on a token.
"""

from collections.abc import Mapping, Set
from datetime import datetime
from itertools import combinations

from msgspec import Struct
from piccolo.querystring import QueryString

from registry.model.codes import PersonDecision
from registry.storage.engine import Database
from registry.storage.rows import chunks, insert_rows
from registry.storage.tables import LinkTokenRecord, PersonDecisionRecord

Pair = tuple[str, str]
SHARED = QueryString(
    "SELECT patient, token FROM link_token WHERE token IN "
    "(SELECT token FROM link_token GROUP BY token HAVING COUNT(*) > 1)"
)


class PossiblePerson(Struct, frozen=True):
    """Two registry pseudonyms, the first sorting before the second, that share `tokens` tokens."""

    first: str
    second: str
    tokens: int


async def add_links(database: Database, links: Mapping[str, Set[str]]) -> None:
    """Keep tokens of patients; what is known already is left as it is."""
    known: set[Pair] = set()
    for some in chunks(list(links)):
        query = LinkTokenRecord.select().where(LinkTokenRecord.patient.is_in(list(some)))
        known |= {(row["patient"], row["token"]) for row in await database.run(query)}
    told = [(patient, token) for patient, tokens in links.items() for token in sorted(tokens)]
    rows = [pair for pair in told if pair not in known]
    await insert_rows(database, LinkTokenRecord, ("patient", "token"), rows)


async def possible_persons(database: Database) -> list[PossiblePerson]:
    """Every pair that shares a token and waits for a decision."""
    by_token: dict[str, list[str]] = {}
    for row in await database.run(SHARED):
        by_token.setdefault(str(row["token"]), []).append(str(row["patient"]))
    shared: dict[Pair, int] = {}
    for patients in by_token.values():
        for pair in combinations(sorted(patients), 2):
            shared[pair] = shared.get(pair, 0) + 1
    decided = await read_decisions(database)
    return [PossiblePerson(*p, shared[p]) for p in sorted(shared) if p not in decided]


async def read_decisions(database: Database) -> dict[Pair, PersonDecision]:
    """What curators decided, by pair."""
    rows = await database.run(PersonDecisionRecord.select())
    return {
        (row["first_patient"], row["second_patient"]): PersonDecision(row["decision"])
        for row in rows
    }


async def add_decision(
    database: Database, pair: Pair, decision: PersonDecision, at: datetime
) -> None:
    """Store a decision; UniqueViolation where the pair is decided already."""
    columns = ("first_patient", "second_patient", "decision", "decided_at")
    row = (*pair, decision.value, at.isoformat())
    await insert_rows(database, PersonDecisionRecord, columns, [row])
