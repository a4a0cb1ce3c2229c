"""Who people and machines are to the registry: accounts and their roles, scopes of API keys."""

from collections.abc import Iterator, Set
from enum import StrEnum

from msgspec import Struct


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
OF_SPONSORS = frozenset({Role.SUBMITTER, Role.DATA_STEWARD})
OF_THE_REGISTRY = frozenset(Role) - OF_SPONSORS


class AccountState(StrEnum):
    """INVITED until somebody accepted the invitation; SUSPENDED until restored."""

    INVITED = "INVITED"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"


class Account(Struct, frozen=True):
    """A person who may sign in. `organisation_id` is None for people of the registry itself."""

    id: str
    name: str
    organisation_id: str | None
    state: AccountState
    roles: frozenset[Role] = frozenset()

    @property
    def active_roles(self) -> frozenset[Role]:
        """The roles that count now: none while invited or suspended."""
        return self.roles if self.state is AccountState.ACTIVE else frozenset()


class Duty(Struct, frozen=True):
    """Roles that one person never has together, and why."""

    id: str
    sentence: str
    one: frozenset[Role]
    other: frozenset[Role]


DUTIES = (
    Duty(
        "submit-or-decide",
        "Who submits for a sponsor does not decide, approve, audit or administer at the registry.",
        OF_SPONSORS,
        OF_THE_REGISTRY,
    ),
    Duty(
        "audit-alone",
        "Who audits has no other role, so that nobody audits their own acts.",
        frozenset({Role.AUDITOR}),
        frozenset(Role) - {Role.AUDITOR},
    ),
    Duty(
        "prepare-or-approve",
        "Who curates does not sit on the board: nobody approves what they prepared.",
        frozenset({Role.CURATOR}),
        frozenset({Role.BOARD_MEMBER}),
    ),
    Duty(
        "grant-or-approve",
        "Who grants roles neither approves nor curates: two approvals need two people.",
        frozenset({Role.ADMINISTRATOR}),
        frozenset({Role.BOARD_MEMBER, Role.CURATOR}),
    ),
)


def broken_duties(roles: Set[Role]) -> Iterator[Duty]:
    """The duties that these roles together would break."""
    for duty in DUTIES:
        if roles & duty.one and roles & duty.other:
            yield duty
