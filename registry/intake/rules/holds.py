"""Rules on holds: short, once per lineage, and before the gate date (design: release policy, R3).

The gate date is the release date with which interim efficacy opens. Only what is public decides
whether it has come, so that no refusal tells of patients who wait.
"""

from collections.abc import Iterator

from registry.intake.rules.known import DraftRule, Known
from registry.model.codes import ProgrammeEventKind
from registry.model.hold import LONGEST_HOLD_MONTHS
from registry.model.programme import event_of
from registry.model.registration import Draft, HoldDraft

BEYOND_HOLD = ("R3", "R4", "R6")


def short(draft: Draft, _: Known) -> Iterator[str]:
    """A hold lasts from one to twelve months."""
    if isinstance(draft, HoldDraft) and not 1 <= draft.months <= LONGEST_HOLD_MONTHS:
        yield "months"


def once(draft: Draft, known: Known) -> Iterator[str]:
    """No hold was asked for in this lineage before, by whomever."""
    if isinstance(draft, HoldDraft) and known.holds:
        yield "programmeId"


def before_gate(draft: Draft, known: Known) -> Iterator[str]:
    """Interim efficacy is not open, its release date has not come, and the programme runs."""
    if not isinstance(draft, HoldDraft):
        return
    programme = known.programmes.get(draft.programme_id)
    over = (ProgrammeEventKind.STOPPED, ProgrammeEventKind.ENDED)
    has_ended = programme is not None and event_of(programme, *over) is not None
    if has_ended or has_passed(known):
        yield "programmeId"


def has_passed(known: Known) -> bool:
    """Whether the gate date has come, as far as is public; a release date to be published counts.

    Without a snapshot nothing is open.
    """
    public = known.published
    if public is None:
        return False
    reached = any(
        decision.stage in BEYOND_HOLD and (decision.open or decision.gates_met_on is not None)
        for decision in public.decisions
    )
    return reached or public.silent or public.next_release <= known.received_on


def in_order(draft: Draft, known: Known) -> Iterator[str]:
    """The registry's clock has not gone back: a hold counts from the day it was asked for."""
    last = known.last_act_on
    if isinstance(draft, HoldDraft) and last is not None and known.received_on < last:
        yield ""


HOLD_RULES = (
    DraftRule(
        "hold-short",
        "A hold lasts from 1 to 12 months.",
        "Ask for at most 12 months; it begins today and ends by itself.",
        short,
    ),
    DraftRule(
        "hold-once",
        "A hold was asked for already in this product's lineage.",
        "There is one hold per lineage; prepare for the release date that the preview names.",
        once,
    ),
    DraftRule(
        "hold-before-gate",
        "Interim efficacy can no longer be held: its release date has come, or the programme "
        "stopped, ended or fell silent.",
        "A hold is asked for before the gate date. Safety, final results and what has ended are "
        "never held.",
        before_gate,
    ),
    DraftRule(
        "clock-in-order",
        "The registry's clock stands before its latest entry, so nothing can be dated.",
        "Tell the registry's operator, and ask again when its clock is right.",
        in_order,
    ),
)
