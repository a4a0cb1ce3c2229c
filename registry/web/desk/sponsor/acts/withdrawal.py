"""`/desk/acts/withdraw`: a patient withdraws. The pseudonym is shown only before it is sent."""

from collections.abc import Mapping, Sequence

from registry.intake.own import Own
from registry.language import marked
from registry.model.codes import WithdrawalScope
from registry.model.submission import Withdrawal
from registry.web.desk.frame import PSEUDONYM
from registry.web.desk.sponsor.acts.choices import PROGRAMME, listed
from registry.web.desk.sponsor.acts.fields import Field, Kind, Values
from registry.web.desk.sponsor.acts.form import Act

SCOPES: Mapping[str, str] = {
    WithdrawalScope.STOP_FOLLOW_UP: marked("no more follow-up"),
    WithdrawalScope.EXCLUDE_FROM_FUTURE: marked("to be left out of what opens later, too"),
    WithdrawalScope.ERASE: marked("to have everything erased"),
}
LEFT_OUT = marked(
    "Once a curator confirms, the patient counts in what opens later as accepted and withdrawn, "
    "and as nothing else."
)
FOLLOWS: Mapping[WithdrawalScope, Sequence[str]] = {
    WithdrawalScope.STOP_FOLLOW_UP: (
        marked("No visit is due any more. What was told before goes on being counted."),
    ),
    WithdrawalScope.EXCLUDE_FROM_FUTURE: (LEFT_OUT,),
    WithdrawalScope.ERASE: (
        LEFT_OUT,
        marked(
            "All your rows of the patient, in every programme, and the key to their copies in "
            "backups are destroyed then. Nobody can bring them back."
        ),
    ),
}


def draft_of(values: Values) -> Withdrawal:
    """What was typed as a withdrawal."""
    scope = WithdrawalScope(values["scope"])
    return Withdrawal(values["programmeId"], values[PSEUDONYM], scope)


def happens(values: Values, _own: Own) -> Sequence[str]:
    """What becomes of what is stored."""
    return FOLLOWS[WithdrawalScope(values["scope"])]


WITHDRAW = Act(
    "withdraw",
    marked("A patient withdraws"),
    marked("No more follow-up, left out of what opens later, or everything erased."),
    (
        marked("What is public stays as it is, for ever."),
        marked("From now on nothing new of this patient is taken. A curator confirms the rest."),
    ),
    (
        PROGRAMME,
        Field(
            PSEUDONYM,
            Kind.TEXT,
            marked("Pseudonym of the patient"),
            marked("Give the pseudonym of the patient."),
            marked("The random one that you sent, never a name or a hospital number."),
            paths=("outcomes[0].pseudonym",),
            most=64,
        ),
        Field(
            "scope",
            Kind.CHOICE,
            marked("What the patient wishes"),
            marked("Choose what the patient wishes."),
            options=listed(WithdrawalScope, SCOPES),
        ),
    ),
    draft_of,
    marked("Report the withdrawal"),
    happens,
    marked("I checked the pseudonym, and I know that this cannot be taken back."),
)
