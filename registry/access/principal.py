"""Who asks, and whether it may: pure functions of a principal and a row of the table."""

from enum import StrEnum

from msgspec import Struct

from registry.access.table import Ownership, Row
from registry.model.access import Role, Scope
from registry.model.parties import Organisation


class Denial(StrEnum):
    """Why somebody known may not do what was asked. All are answered 403 or FORBIDDEN."""

    NO_ROW = "This is not open to anybody."
    SCOPE = "This API key does not have the scope for this. Ask for a key that has."
    ROLE = "Your account does not have a role that may do this. Ask an administrator."
    NO_ORGANISATION = "Only somebody who belongs to an organisation may do this."


class Principal(Struct, frozen=True):
    """Who makes a request, on behalf of which organisation.

    `actor` stands in the audit trail: a key's id, or an account's. `scopes` is None for a person
    who signed in, `roles` is None for an organisation's own key. A person's key has both, and
    both must allow.
    """

    actor: str
    organisation: Organisation | None = None
    scopes: frozenset[Scope] | None = None
    roles: frozenset[Role] | None = None

    @property
    def owner(self) -> Organisation:
        """The organisation behind a request that `denial` let pass."""
        if self.organisation is None:
            raise LookupError("nobody's data were asked for")
        return self.organisation


def denial(principal: Principal, row: Row | None) -> Denial | None:
    """Why a principal may not do what a row is about; None where it may. No row, no way in."""
    if row is None:
        return Denial.NO_ROW
    if row.ownership is Ownership.PUBLIC:
        return None
    if row.ownership is Ownership.OWN and principal.organisation is None:
        return Denial.NO_ORGANISATION
    if principal.roles is not None and not principal.roles & row.roles:
        return Denial.ROLE
    if principal.scopes is not None and row.scope not in {None, *principal.scopes}:
        return Denial.SCOPE
    machine_only = principal.scopes is not None and row.ownership is not Ownership.OWN
    return Denial.ROLE if machine_only else None
