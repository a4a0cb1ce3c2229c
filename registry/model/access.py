"""Who people and machines are to the registry: roles of accounts, scopes of API keys."""

from enum import StrEnum


class Role(StrEnum):
    """What an account may be. What each role may do is the table of `registry.access.table`."""

    SUBMITTER = "SUBMITTER"
    DATA_STEWARD = "DATA_STEWARD"
    CURATOR = "CURATOR"
    BOARD_MEMBER = "BOARD_MEMBER"
    AUDITOR = "AUDITOR"
    ADMINISTRATOR = "ADMINISTRATOR"


class Scope(StrEnum):
    """What an API key may be used for; a key has one or several."""

    SUBMIT = "submit"
    DECLARE = "declare"
    WITHDRAW = "withdraw"
    READ_OWN = "read-own"
    PREVIEW = "preview"


EVERY_SCOPE = frozenset(Scope)
