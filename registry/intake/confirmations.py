"""That an approval stands, as its authority or its holder confirmed it to the operator."""

from datetime import date
from typing import TypeVar

from msgspec import Struct, structs

from registry.errors import DataError
from registry.model.product import Approval, Confirmer
from registry.model.source import Source

AnyFact = TypeVar("AnyFact", bound=Struct)


def confirmed(
    approval: Approval | None, by: Confirmer, on: date, source: str, today: date
) -> Approval:
    """The approval, confirmed on a day by somebody, with the source that was checked.

    DataError where there is no such approval, no source, or the day has not come.
    """
    if approval is None:
        raise DataError("There is no approval with this id.", "Look it up in the directory.")
    if on > today:
        raise DataError("This day has not come.", "Give the day of the confirmation.")
    if not source.strip():
        raise DataError("The confirmation has no source.", "Say where it can be checked.")
    note = f"before: {approval.source.reference}" if approval.source else ""
    checked = Source(source.strip(), verified=True, note=note)
    return structs.replace(approval, confirmed_on=on, confirmed_by=by, source=checked)


def with_confirmation(fact: AnyFact, before: Struct | None) -> AnyFact:
    """A fact entered anew; an approval keeps what was confirmed of it, and the source of that."""
    if not isinstance(fact, Approval) or not isinstance(before, Approval):
        return fact
    if fact.confirmed_by is not None or before.confirmed_by is None:
        return fact
    return structs.replace(
        fact,
        confirmed_on=before.confirmed_on,
        confirmed_by=before.confirmed_by,
        source=before.source,
    )
