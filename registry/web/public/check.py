"""Check an offer: four questions, three possible answers, never "safe". Nothing is stored.

The answers come in the body of a form, so that they stand in no address, history or log.
"""

from collections.abc import Iterator

from markupsafe import escape
from msgspec import Struct

from registry import texts
from registry.geography.places import outlines
from registry.language import ENGLISH, Language, marked
from registry.views.check_offer import check_offer
from registry.views.offer_checked import Asked as Offered
from registry.views.offer_checked import OfferAnswer, OfferCheck, WarningSign
from registry.web.public.frame import Asked, Page, framed
from registry.web.public.wording import english, name

ELSEWHERE = "XX"  # a code that no country has
LONGEST = 200
UNSURE = ("unsure", marked("I do not know"))
YES, NO = ("yes", marked("Yes")), ("no", marked("No"))


class Question(Struct, frozen=True):
    """A question with its choices; `bad` is the answer that makes a warning sign."""

    name: str
    text: str
    hint: str
    choices: tuple[tuple[str, str], ...]
    bad: str
    sign: WarningSign


QUESTIONS = (
    Question(
        "named",
        marked("Did they name the product, the hospital and the permit from the authority?"),
        marked("A hospital that holds a permit can tell you all three."),
        (YES, NO, UNSURE),
        "no",
        WarningSign.PERMIT_NOT_NAMED,
    ),
    Question(
        "trial",
        marked("Do they call the treatment experimental?"),
        marked("An authorised trial has a public number that you can look up."),
        (
            ("no", marked("No")),
            ("trial", marked("Yes, within an authorised trial with a number")),
            ("outside", marked("Yes, without an authorised trial")),
            UNSURE,
        ),
        "outside",
        WarningSign.EXPERIMENTAL_OUTSIDE_TRIAL,
    ),
    Question(
        "claims",
        marked("Do they say that it works better than approved treatments?"),
        marked("Answer no if they showed you published results for that."),
        (YES, NO, UNSURE),
        "yes",
        WarningSign.CLAIMS_WITHOUT_EVIDENCE,
    ),
    Question(
        "sold",
        marked("Is it sold online or by social media, or are you pressed to decide or to pay?"),
        marked("Take your time. A good hospital lets you ask others first."),
        (YES, NO, UNSURE),
        "yes",
        WarningSign.SOLD_ONLINE_OR_UNDER_PRESSURE,
    ),
)
NAMES = (
    ("product", marked("Name of the product"), marked("Leave empty if you were not told.")),
    ("hospital", marked("Name of the hospital"), marked("Leave empty if you were not told.")),
    ("approval", marked("Number of the permit"), marked("Leave empty if you were not told.")),
)
MARKS = {
    OfferAnswer.CONFIRMED_PERMIT: "calm",
    OfferAnswer.CANNOT_CONFIRM: "care",
    OfferAnswer.WARNING: "warning",
}


def check_page(asked: Asked) -> Page:
    """The questions; or, once every one is answered, what can be said and whom to ask."""
    say, sent = asked.language.say, "sent" in asked.answers
    faults = list(_faults(asked)) if sent else []
    answered = sent and not faults
    return framed(
        asked,
        say("Check an offer"),
        answered=answered,
        action=asked.href("/check"),
        faults=faults,
        questions=[_question(asked, question, faults) for question in QUESTIONS],
        names=[
            {"name": n, "label": say(label), "hint": say(hint), "value": _text(asked, n)}
            for n, label, hint in NAMES
        ],
        countries=_countries(asked),
        country_fault=next((f["words"] for f in faults if f["name"] == "country"), ""),
        always=_both(texts.OFFER_ALWAYS, asked.language),
        result=_result(asked) if answered else None,
        unreviewed=asked.language != ENGLISH and asked.language.reviewed_on is None,
    )


def _text(asked: Asked, name: str) -> str:
    return asked.one(name)[:LONGEST]


def _faults(asked: Asked) -> Iterator[Page]:
    """What is not answered yet, in the words that also stand at the question."""
    say = asked.language.say
    if asked.one("country") not in (*outlines(), ELSEWHERE):
        yield {"name": "country", "words": say("Choose the country of the hospital.")}
    for question in QUESTIONS:
        if asked.one(question.name) not in dict(question.choices):
            words = say("Choose an answer: %(question)s", question=say(question.text))
            yield {"name": question.name, "words": words}


def _question(asked: Asked, question: Question, faults: list[Page]) -> Page:
    say, chosen = asked.language.say, asked.one(question.name)
    return {
        "name": question.name,
        "text": say(question.text),
        "hint": say(question.hint),
        "fault": next((f["words"] for f in faults if f["name"] == question.name), ""),
        "choices": [
            {"value": value, "label": say(label), "chosen": value == chosen}
            for value, label in question.choices
        ],
    }


def _countries(asked: Asked) -> list[Page]:
    """Every country whose authority we may know, by name, and any other."""
    chosen, language = asked.one("country"), asked.language
    known = [(language.country(code), code) for code in outlines() if code != "others"]
    named = [*sorted(known), (language.say("Another country"), ELSEWHERE)]
    return [{"value": c, "label": name, "chosen": c == chosen} for name, c in named]


def _result(asked: Asked) -> Page:
    """The answer, why, whom to ask, and a letter to them."""
    say, language = asked.language.say, asked.language
    found = check_offer(asked.snapshot, offered(asked))
    return {
        "mark": MARKS[found.answer],
        "answer": _both(
            texts.OFFER_ANSWERS[found.answer], language, authority=found.authority.name
        ),
        "signs": [_both(texts.WARNING_SIGNS[sign], language) for sign in found.signs],
        "doubt": _both(texts.OFFER_DOUBTS[found.doubt], language) if found.doubt else None,
        "permit": _permit(found, language),
        "notes": [
            in_place(
                say(texts.COUNTRY_NOTES[note]),
                authority=english(found.authority.name, language),
                rule=english(found.without_permit, language),
            )
            for note in found.notes
        ],
        "authority": found.authority.name,
        "website": found.authority.website,
        "as_of": say("As of %(day)s.", day=language.day(found.as_of)),
        "country": _country_name(asked),
        "product": _text(asked, "product"),
        "hospital": _text(asked, "hospital"),
        "approval": _text(asked, "approval"),
    }


def _country_name(asked: Asked) -> str:
    code = asked.one("country")
    return asked.language.country(code) if code != ELSEWHERE else ""


def offered(asked: Asked) -> Offered:
    """The question for the view: what was named, and which signs the answers are."""
    signs = tuple(q.sign for q in QUESTIONS if asked.one(q.name) == q.bad)
    product, hospital, approval = (_text(asked, name) for name, _, _ in NAMES)
    return Offered(asked.one("country"), product, hospital, approval, signs)


def _permit(found: OfferCheck, language: Language) -> list[str]:
    if found.permit is None:
        return []
    permit, say = found.permit, language.say
    lines = [
        in_place(
            "{product}, {country}. {authority}.",
            product=name(permit.product_name),
            country=language.country(permit.country),
            authority=english(permit.authority_name, language),
        ),
        say("Confirmed on %(day)s.", day=language.day(permit.confirmed_on)),
    ]
    if permit.valid_to:
        lines.append(say("Given, valid to %(day)s.", day=language.day(permit.valid_to)))
    return lines


def _both(text: str, language: Language, **values: str) -> Page:
    """A safety text in the reader's language and in English, which counts until it is reviewed."""
    shown = {where: english(words, language) for where, words in values.items()}
    return {"words": in_place(language.say(text), **shown), "english": text.format(**values)}


def in_place(text: str, **values: str) -> str:
    """A text with `{names}` and what stands in their place, which may be marked."""
    return escape(text).format(**values)
