"""`/desk/acts/result`: the verdict on a locked endpoint, failed or met."""

from decimal import Decimal

from registry import texts
from registry.intake.own import Own
from registry.language import ENGLISH, marked
from registry.model.codes import Verdict
from registry.model.registration import EndpointResultDraft
from registry.web.desk.sponsor.acts.choices import listed
from registry.web.desk.sponsor.acts.fields import Field, Kind, Values
from registry.web.desk.sponsor.acts.form import Act
from registry.web.desk.sponsor.told import Options

OPTIONAL = marked("Your own figure, as in your analysis.")


def unreported(own: Own) -> Options:
    """The locked endpoints of one's own programmes that have no result: programme, then endpoint.

    No id of a programme holds a blank.
    """
    return [
        (
            f"{programme.id} {locked.endpoint.id}",
            ENGLISH.say(
                "%(programme)s: %(endpoint)s",
                programme=programme.title,
                endpoint=locked.endpoint.label,
            ),
        )
        for programme in own.programmes
        for locked in programme.endpoints
        if f"{programme.id}.{locked.endpoint.id}" not in own.results
    ]


def figure(value: Decimal | None) -> float | None:
    """A figure as GraphQL takes it."""
    return None if value is None else float(value)


def draft_of(values: Values) -> EndpointResultDraft:
    """What was typed as a result."""
    programme_id, _, endpoint_id = values["endpointId"].partition(" ")
    return EndpointResultDraft(
        programme_id,
        endpoint_id,
        Verdict(values["verdict"]),
        values["cutOff"],
        figure(values["estimate"]),
        figure(values["low"]),
        figure(values["high"]),
        values["patients"],
        values["publishedOn"],
        values["lesson"],
        values["publication"],
    )


RESULT = Act(
    "result",
    marked("Report an endpoint's result"),
    marked("Whether a goal that was locked at registration was met, was not, or cannot be told."),
    (
        marked("The verdict opens with its release stage, on the same day whatever it says."),
        marked(
            "Your own figures open with it only where their patients are exactly those of open "
            "groups up to a cut-off you announced."
        ),
        marked(
            "Of a programme with fewer than 11 patients it may only be counted: how many of "
            "several programmes met their goal."
        ),
        marked("An endpoint has one result, and it stays."),
    ),
    (
        Field(
            "endpointId",
            Kind.CHOICE,
            marked("Endpoint"),
            marked("Choose an endpoint."),
            marked("Those of your programmes that have no result yet."),
            unreported,
            paths=("programmeId",),
        ),
        Field(
            "verdict",
            Kind.CHOICE,
            marked("Verdict"),
            marked("Choose the verdict."),
            marked("By the goal as it was first locked."),
            listed(Verdict, texts.VERDICTS),
        ),
        Field(
            "cutOff",
            Kind.DAY,
            marked("Cut-off of the analysis"),
            marked("Give the day of the cut-off."),
            marked("Today at the latest, such as 2028-03-31."),
        ),
        Field("patients", Kind.NUMBER, marked("Patients analysed"), hint=OPTIONAL),
        Field(
            "estimate",
            Kind.DECIMAL,
            marked("Estimate"),
            hint=marked("Your own figure, such as 61.5; a share in per cent."),
        ),
        Field("low", Kind.DECIMAL, marked("Lower end of its interval"), hint=OPTIONAL),
        Field("high", Kind.DECIMAL, marked("Upper end of its interval"), hint=OPTIONAL),
        Field(
            "publishedOn",
            Kind.DAY,
            marked("First published elsewhere on"),
            hint=marked("Its final results open here from then on. Give the address, too."),
        ),
        Field(
            "publication",
            Kind.PUBLICATION,
            marked("DOI or address of that publication"),
            hint=marked("Such as 10.1000/182, or an address that begins with https."),
        ),
        Field(
            "lesson",
            Kind.AREA,
            marked("What others should learn from it"),
            hint=marked(
                "Everybody reads it with the verdict, of a programme with an open group. Write no "
                "number, and of no single patient. At most 2,000 characters."
            ),
            most=2000,
        ),
    ),
    draft_of,
    marked("Report this result"),
    sure=marked("I know that this is the one result of this endpoint and stays."),
)
