"""Which tables a backup holds, in an order in which every row finds what it refers to."""

import re
from collections.abc import Iterable
from graphlib import TopologicalSorter

from registry.storage.migrations import Migration

NOT_KEPT = {
    "invitation",
    "sign_in_failure",
    "person_session",
    "provider_request",
    "passkey_challenge",
    "rate_use",
}
"""What is over within hours. Restored, it would let in whoever was shut out since."""
_TABLE = re.compile(r"\s*(?:CREATE|ALTER) TABLE (\w+)")
_REFERS = re.compile(r"\bREFERENCES (\w+)")


def tables_of(migrations: Iterable[Migration]) -> list[str]:
    """The tables of this schema that are kept, each after those it refers to."""
    refers: dict[str, set[str]] = {}
    for migration in migrations:
        for statement in migration.statements:
            if found := _TABLE.match(statement):
                refers.setdefault(found[1], set()).update(_REFERS.findall(statement))
    kept = ((name, sorted(to)) for name, to in sorted(refers.items()))
    return [name for name in TopologicalSorter(dict(kept)).static_order() if name not in NOT_KEPT]
