"""Reasons that stand in the audit trail alone: stated, short, and without an identifier."""

from registry.language import marked
from registry.release.reasons import ReasonFault, fault_of
from registry.web.desk.frame import Fault, Visit

WORDS = {
    ReasonFault.MISSING: marked("State the reason. It stands in the audit trail."),
    ReasonFault.TOO_LONG: marked("This reason is too long. Keep it under 2,000 characters."),
    ReasonFault.IDENTIFIER: marked(
        "This reason holds what looks like an identifier of a person. Auditors read it: leave that "
        "out."
    ),
}


def note_faults(visit: Visit) -> list[Fault]:
    """What keeps the typed reason out of the audit trail."""
    fault = fault_of(visit.typed("note"))
    return [Fault("note", WORDS[fault])] if fault in WORDS else []
