"""`/desk/acts/status`: a programme closes to acceptance, stops early, or ends."""

from collections.abc import Mapping, Sequence

from registry.intake.own import Own
from registry.language import marked
from registry.model.codes import ProgrammeEventKind, StopReason
from registry.model.registration import StatusDraft
from registry.texts import STOP_REASONS
from registry.web.desk.sponsor.acts.choices import PROGRAMME, listed
from registry.web.desk.sponsor.acts.fields import Field, Kind, Values
from registry.web.desk.sponsor.acts.form import Act

KINDS: Mapping[str, str] = {
    ProgrammeEventKind.ACCEPTANCE_CLOSED: marked("it accepts no more patients"),
    ProgrammeEventKind.STOPPED: marked("it stopped early"),
    ProgrammeEventKind.ENDED: marked("it ended"),
}
CLOSED = (
    marked("Nobody accepted in a later month can be registered in this programme."),
    marked("Whoever was accepted before can be, and follow-up goes on."),
)
OVER = (
    marked("Its results become due. They open by the release policy, whatever they say."),
    marked("No hold makes them wait."),
    marked("Its patients who are in no group can join a group of several programmes, once."),
)
NEVER_STARTED = (marked("Nobody can be registered in it, and no result is due."),)


def draft_of(values: Values) -> StatusDraft:
    """What was typed as a change of status."""
    reason = StopReason(values["reason"]) if values["reason"] else None
    kind = ProgrammeEventKind(values["kind"])
    return StatusDraft(values["programmeId"], kind, values["on"], reason)


def happens(values: Values, _own: Own) -> Sequence[str]:
    """What follows for patients, results and groups."""
    if values["reason"] == StopReason.NEVER_STARTED:
        return NEVER_STARTED
    closed = values["kind"] == ProgrammeEventKind.ACCEPTANCE_CLOSED
    return CLOSED if closed else CLOSED + OVER


STATUS = Act(
    "status",
    marked("Close, stop or end a programme"),
    marked("Acceptance closed, the programme stopped early, or it ended."),
    (
        marked("The change, its day and the reason of a stop are public with the next snapshot."),
        marked("A programme does each of these once. None can be taken back."),
    ),
    (
        PROGRAMME,
        Field(
            "kind",
            Kind.CHOICE,
            marked("What happened"),
            marked("Choose what happened."),
            options=listed(ProgrammeEventKind, KINDS),
        ),
        Field(
            "on",
            Kind.DAY,
            marked("Day"),
            marked("Give the day on which it happened."),
            marked("The day on which it happened, today at the latest, such as 2028-03-31."),
        ),
        Field(
            "reason",
            Kind.CHOICE,
            marked("Reason of a stop"),
            hint=marked("Only for a programme that stopped early."),
            options=listed(StopReason, STOP_REASONS),
        ),
    ),
    draft_of,
    marked("Declare it"),
    happens,
    marked("I know that this is public and cannot be taken back."),
)
