"""`/desk/acts/attest`: a hospital's word that all consecutive patients of a year are entered."""

from registry.intake.own import Own
from registry.language import ENGLISH, marked
from registry.model.registration import AttestationDraft
from registry.web.desk.sponsor.acts.fields import Field, Kind, Values
from registry.web.desk.sponsor.acts.form import Act
from registry.web.desk.sponsor.told import Options


def hospitals(own: Own) -> Options:
    """The hospitals of one's own programmes: programme, then hospital. No id holds a blank."""
    return [
        (
            f"{programme.id} {centre_id}",
            ENGLISH.say(
                "%(hospital)s: %(programme)s",
                hospital=own.centres[centre_id].name,
                programme=programme.title,
            ),
        )
        for programme in own.programmes
        for centre_id in programme.centre_ids
        if centre_id in own.centres
    ]


def draft_of(values: Values) -> AttestationDraft:
    """What was typed as an attestation."""
    programme_id, _, centre_id = values["centreId"].partition(" ")
    return AttestationDraft(
        programme_id, centre_id, values["year"], values["planned"], values["actual"]
    )


ATTEST = Act(
    "attest",
    marked("Attest a year"),
    marked("That a hospital entered every patient it accepted in a year, whatever became of them."),
    (
        marked("Nothing of it is published. Your receipt proves that you attested, and when."),
        marked("A later one for the same hospital and year counts instead; both are kept."),
    ),
    (
        Field(
            "centreId",
            Kind.CHOICE,
            marked("Hospital and programme"),
            marked("Choose a hospital of a programme."),
            options=hospitals,
            paths=("programmeId",),
        ),
        Field(
            "year",
            Kind.NUMBER,
            marked("Year"),
            marked("Give the year, such as 2028."),
            marked("One that has ended."),
        ),
        Field(
            "planned",
            Kind.NUMBER,
            marked("Patients planned for the year"),
            marked("Give how many were planned; 0 where none were."),
        ),
        Field(
            "actual",
            Kind.NUMBER,
            marked("Patients accepted in the year"),
            marked("Give how many were accepted; 0 where none were."),
            marked("Treated or not: everybody who was accepted."),
        ),
    ),
    draft_of,
    marked("Attest this year"),
    sure=marked("I attest that every patient accepted there in that year is in the registry."),
)
