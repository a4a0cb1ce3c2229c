"""The roles of accounts in words."""

from collections.abc import Iterable, Mapping

from registry.language import marked
from registry.model.access import Role

ROLES: Mapping[Role, str] = {
    Role.SUBMITTER: marked("Submitter"),
    Role.DATA_STEWARD: marked("Data steward"),
    Role.CURATOR: marked("Curator"),
    Role.BOARD_MEMBER: marked("Board member"),
    Role.AUDITOR: marked("Auditor"),
    Role.ADMINISTRATOR: marked("Administrator"),
}


def role_words(roles: Iterable[Role]) -> str:
    """Several roles as people list them; that there is none where there is none."""
    return ", ".join(words for role, words in ROLES.items() if role in set(roles)) or marked("none")
