"""What a public reason of the board must be: stated, short, without identifier and number."""

from enum import StrEnum

from anonymise.identifiers import FieldKind, scan
from registry.errors import DataError
from registry.model.wishes import LONGEST_REASON, holds_number


class ReasonFault(StrEnum):
    """What is wrong with a reason that everybody would read; never the reason itself."""

    MISSING = "State the reason. Everybody reads it."
    TOO_LONG = "This reason is too long. Everybody reads it: keep it under 2,000 characters."
    IDENTIFIER = (
        "This reason holds what looks like an identifier of a person. Everybody reads it: leave "
        "that out."
    )
    NUMBER = (
        "This reason holds a number. Everybody reads it: say why in words, without any count of "
        "groups or patients."
    )


def fault_of(reason: str) -> ReasonFault | None:
    """What keeps a reason from being public; None for one that may be."""
    if not reason.strip():
        return ReasonFault.MISSING
    if len(reason) > LONGEST_REASON:
        return ReasonFault.TOO_LONG
    if scan(reason, kind=FieldKind.TEXT):
        return ReasonFault.IDENTIFIER
    return ReasonFault.NUMBER if holds_number(reason) else None


def check_reason(reason: str) -> None:
    """DataError where a reason may not be public."""
    fault = fault_of(reason)
    if fault is not None:
        what, _, remedy = fault.value.partition(". ")
        raise DataError(f"{what}.", remedy)
