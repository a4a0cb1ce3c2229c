"""Whose word counts at the board: members of it who prepared nothing of what they decide about.

Roles keep one person from doing both at the same time; this holds where somebody changed sides.
"""

from collections.abc import Mapping

from registry.model.access import Role
from registry.storage.accounts import owners_of
from registry.storage.engine import Database
from registry.storage.ledger import actors_of, last_done
from registry.storage.people import holders

PUBLISHED, ENTERED, ASKED = "snapshot published", "directory entered", "withdrawal asked for"
Done = Mapping[tuple[str, str], int]
"""The number of the last event of each actor and action."""


async def counted(database: Database, action: str, digest: str, needed: int) -> frozenset[str]:
    """Who did this with this content, and counts.

    Where people are needed, active members of the board do who prepared nothing; else whatever
    name was given.
    """
    found = frozenset(await actors_of(database, action, digest))
    if not needed:
        return found
    members = await holders(database, Role.BOARD_MEMBER)
    return (found & members) - await preparers(database)


async def preparers(database: Database) -> frozenset[str]:
    """Who prepared what is decided, whatever they are now; with a key of their own, too."""
    actors = prepared(await last_done(database))
    return actors | await owners_of(database, actors)


def prepared(done: Done) -> frozenset[str]:
    """Who ever sent something for a sponsor, or entered a fact since the last publication.

    A publication shows every fact the registry entered. What a sponsor sent waits for years: of
    each patient something opens at the next horizon, or counts in a correction, up to the last one.
    """
    published = max((n for (_, action), n in done.items() if action == PUBLISHED), default=0)
    return frozenset(
        actor
        for (actor, action), number in done.items()
        if sends(action) or (action == ENTERED and number > published)
    )


def sends(action: str) -> bool:
    """Whether a sponsor does this, and something of it becomes public now or later."""
    taken = action.endswith(" accepted") and action != "invitation accepted"
    return taken or action == ASKED
