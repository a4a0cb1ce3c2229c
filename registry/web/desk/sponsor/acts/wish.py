"""`/desk/acts/key`: a wish that groups to come be split by one more key."""

from registry import texts
from registry.language import marked
from registry.model.registration import KeyRequestDraft
from registry.model.wishes import SplitKey
from registry.web.desk.sponsor.acts.choices import listed
from registry.web.desk.sponsor.acts.fields import Field, Kind, Values
from registry.web.desk.sponsor.acts.form import Act


def draft_of(values: Values) -> KeyRequestDraft:
    """What was typed as a wish."""
    return KeyRequestDraft(SplitKey(values["key"]), values["purpose"])


WISH = Act(
    "key",
    marked("Wish for one more key"),
    marked("That groups to come be told apart by age, sex or half-year of acceptance, too."),
    (
        marked(
            "The wish stands on the public wish list with its purpose and your organisation's "
            "name, from the next snapshot on."
        ),
        marked(
            "The board decides on counts alone, in public. Groups that formed stay as they are."
        ),
    ),
    (
        Field(
            "key",
            Kind.CHOICE,
            marked("Key"),
            marked("Choose a key."),
            options=listed(SplitKey, texts.SPLIT_KEYS),
        ),
        Field(
            "purpose",
            Kind.AREA,
            marked("What for"),
            marked("Say what it is for."),
            marked("In words, without any number. Everybody reads it. At most 2,000 characters."),
            most=2000,
        ),
    ),
    draft_of,
    marked("Put it on the wish list"),
)
