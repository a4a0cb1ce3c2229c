"""`/desk/acts/cut-off`: the day of a programme's next public cut-off, announced before it comes."""

from registry.intake.own import Own
from registry.language import marked
from registry.model.programme import closed_on
from registry.model.registration import CutOffDraft
from registry.web.desk.sponsor.acts.choices import PROGRAMME
from registry.web.desk.sponsor.acts.fields import Field, Kind, Values
from registry.web.desk.sponsor.acts.form import Act
from registry.web.desk.sponsor.told import Options


def open_programmes(own: Own) -> Options:
    """One's own programmes that accept patients."""
    return [(each.id, each.title) for each in own.programmes if closed_on(each) is None]


def draft_of(values: Values) -> CutOffDraft:
    """What was typed as a cut-off."""
    return CutOffDraft(values["programmeId"], values["on"])


CUT_OFF = Act(
    "cut-off",
    marked("Announce a cut-off"),
    marked("A day up to which an analysis of yours counts patients, before that day comes."),
    (
        marked("The day is public with the next snapshot, and stays."),
        marked("Patients registered up to it form groups apart from later ones, where they can."),
        marked("Only so can your own figures stand beside a verdict with this cut-off."),
    ),
    (
        Field(
            PROGRAMME.name,
            Kind.CHOICE,
            PROGRAMME.label,
            PROGRAMME.missing,
            marked("One that still accepts patients."),
            open_programmes,
        ),
        Field(
            "on",
            Kind.DAY,
            marked("Day of the cut-off"),
            marked("Give the day of the cut-off."),
            marked(
                "After today, within two years, and at least half a year from any other, such as "
                "2028-03-31."
            ),
        ),
    ),
    draft_of,
    marked("Announce it"),
    sure=marked("I know that this is public and cannot be taken back."),
)
