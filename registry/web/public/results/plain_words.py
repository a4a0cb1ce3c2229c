"""What a sponsor says of its product in plain words: shown as text, as its own, and so marked."""

from registry.language import Language
from registry.snapshot import Snapshot
from registry.views.lay_summaries import LaySummaryRow, lay_summaries
from registry.web.public.frame import Page
from registry.web.public.results.cells import day, sentences
from registry.web.public.wording import name


def plain_words(snapshot: Snapshot, product_id: str, language: Language) -> list[Page]:
    """The summaries of a product, the one in the reader's language first, then English."""
    order = (language.code, "en")
    rows = lay_summaries(snapshot, product=product_id)
    known = sorted(rows, key=lambda row: (*(row.language != code for code in order), row.language))
    missing = not any(row.language == language.code for row in known)
    return [as_words(row, language, missing and row is known[0]) for row in known]


def as_words(row: LaySummaryRow, language: Language, instead: bool) -> Page:
    """One summary with whose words they are, who wrote them, and who read them.

    `instead`: it stands in place of one in the reader's language, which there is not.
    """
    say = language.say
    whose = say("These are the words of %(author)s, not of the registry.", author=name(row.author))
    machine = say("A machine wrote or translated them.") if row.machine_written else ""
    on = row.reviewed_on
    foreign = say("Not available in your language.") if instead else ""
    unread = "" if on else say("Nobody else has reviewed them yet.")
    reviewed = say("Reviewed on %(day)s.", day=day(on, language)) if on else ""
    return {
        "language": row.language,
        "name": language.tongue(row.language),
        "paragraphs": [line for line in row.text.split("\n") if line.strip()],
        "about": sentences(whose, reviewed),
        "warnings": list(filter(None, (foreign, machine, unread))),
        "fictional": row.synthetic,
    }
