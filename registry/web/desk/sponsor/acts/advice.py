"""`/desk/acts/advice`: scientific advice or an exemption evaluation a product received."""

from registry import texts
from registry.language import marked
from registry.model.codes import AdviceKind
from registry.model.registration import AdviceDraft
from registry.web.desk.sponsor.acts.choices import PRODUCT, listed
from registry.web.desk.sponsor.acts.fields import Field, Kind, Values
from registry.web.desk.sponsor.acts.form import Act


def draft_of(values: Values) -> AdviceDraft:
    """What was typed as advice."""
    return AdviceDraft(
        values["productId"],
        AdviceKind(values["kind"]),
        values["body"],
        values["year"],
        values["topic"],
        values["publicSummary"],
    )


ADVICE = Act(
    "advice",
    marked("Report what a regulator advised"),
    marked("Scientific advice, or the evaluation of a Hospital Exemption, for others to learn."),
    (
        marked(
            "Everybody reads all of it with the next snapshot, under your product, and it stays."
        ),
        marked("Write no number of patients, and nothing of a single patient."),
    ),
    (
        PRODUCT,
        Field(
            "kind",
            Kind.CHOICE,
            marked("What it was"),
            marked("Choose what it was."),
            options=listed(AdviceKind, texts.ADVICE_KINDS),
        ),
        Field(
            "body",
            Kind.TEXT,
            marked("Who gave it"),
            marked("Name who gave it."),
            marked("An authority or a committee, never a person."),
        ),
        Field("year", Kind.NUMBER, marked("Year"), marked("Give the year, such as 2028.")),
        Field(
            "topic",
            Kind.TEXT,
            marked("On what"),
            marked("Say what it was on."),
            marked("In a few words, such as: potency assay."),
        ),
        Field(
            "publicSummary",
            Kind.AREA,
            marked("What they said"),
            hint=marked("In your words, for everybody. At most 2,000 characters."),
            most=2000,
        ),
    ),
    draft_of,
    marked("Report this advice"),
)
