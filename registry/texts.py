"""Every public state in plain words, once, for pages, GraphQL and files alike.

Keys are the ids the views use. A withheld number has the same words whatever lies behind it, and
no sentence carries a count that is not itself public.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from math import ceil

from registry.language import ENGLISH, Language
from registry.texts_of_contents import CONTENTS, content
from registry.texts_of_events import (
    APPROVAL_EVENTS,
    APPROVAL_REASONS,
    COST_BASES,
    ERRATUM_REASONS,
    MARKETING,
    PROGRAMME_EVENTS,
    STOP_REASONS,
)
from registry.texts_of_facts import (
    ADVICE_KINDS,
    BATCHES,
    CHANGES,
    COST_CATEGORIES,
    COST_UNITS,
    EVENT_CLASSES,
    SAFETY_STANDINGS,
)
from registry.texts_of_gates import GATES
from registry.texts_of_offers import (
    COUNTRY_NOTES,
    OFFER_ALWAYS,
    OFFER_ANSWERS,
    OFFER_DOUBTS,
    WARNING_SIGNS,
)
from registry.texts_of_outcomes import CAUSES, NO_RESPONSE, NO_SUCCESS, NOT_INFUSED, VERDICTS

# parts of this catalogue that stand in a file of their own
__all__ = [
    "ADVICE_KINDS",
    "APPROVAL_EVENTS",
    "APPROVAL_REASONS",
    "BATCHES",
    "CAUSES",
    "CONTENTS",
    "COST_BASES",
    "COST_CATEGORIES",
    "COST_UNITS",
    "COUNTRY_NOTES",
    "ERRATUM_REASONS",
    "EVENT_CLASSES",
    "GATES",
    "MARKETING",
    "NOT_INFUSED",
    "NO_RESPONSE",
    "NO_SUCCESS",
    "OFFER_ALWAYS",
    "OFFER_ANSWERS",
    "OFFER_DOUBTS",
    "PROGRAMME_EVENTS",
    "SAFETY_STANDINGS",
    "STOP_REASONS",
    "VERDICTS",
    "WARNING_SIGNS",
    "content",
]

MINIMUM_GROUP = 11

STAGES: Mapping[str, str] = {
    "R0": "registered",
    "R1": "activity: how many were accepted",
    "R2": "safety",
    "R3": "interim efficacy",
    "R4": "final results",
    "R5": "long-term results",
    "R6": "ended early or silent",
}

STAGE_NAMES: Mapping[str, str] = {**STAGES, "R1": "activity"}
"""The same without any explanation."""

NO_ESTIMATE: Mapping[str, str] = {
    "NOBODY_AT_RISK": "No estimate: nobody is at risk.",
    "NOBODY_FOLLOWED": "No estimate: nobody was followed.",
    "NOBODY_ASSESSED": "No estimate: nobody was assessed.",
    "ONLY_ONE_ASSESSED": "No estimate: only one was assessed.",
}

WITHHELD: Mapping[str, str] = {
    "SEALED": f"Sealed, at least {MINIMUM_GROUP}.",
    "FEWER_THAN_11": f"Fewer than {MINIMUM_GROUP} so far.",
    "NOT_RECEIVED": "Not received: known here from publications only.",
    "NOT_YET": "Not open yet. Early numbers can mislead in both directions.",
    "NEWER_NOT_INCLUDED": "Newer patients not included yet: their observation is still running.",
    "SPANS": "These patients are in groups that span what was asked for.",
    "NO_GROUP": "No open group holds just these patients.",
    "NOBODY": "Nobody is in this denominator, so there is no rate.",
    "VERDICT_NOT_YET": "The verdict is not open yet. It opens by rule, whatever it is.",
    "NOT_DUE": "Not due yet.",
    "NOT_REPORTED": "Due, and not reported by the sponsor.",
    "AWAITS_SET": f"Fewer than {MINIMUM_GROUP} patients, or none: a verdict could tell of one of "
    "them. Once they are public together with those of other programmes it opens, alone where that "
    "tells little, else with the verdicts of at least three programmes.",
    "IN_SET": f"Fewer than {MINIMUM_GROUP} patients: told only together with other programmes.",
    "TOO_FEW": f"Not shown: with fewer than {MINIMUM_GROUP} patients it could tell of one of them.",
    "NOT_STATED": "The source does not state it.",
    "NOT_COUNTED": "Kept, and not counted in public.",
    "ONE_PATIENT": "Not shown: it is what became of a single patient.",
    "FIGURES_NOT_PUBLIC": "Not shown: a sponsor's own figures are public only where their patients "
    "are exactly those of open groups.",
    "AWAITS_BUNDLE": "Shown for several groups together only, so that nobody can be told apart: "
    "these groups are not enough yet, or belong together with others.",
    **NO_ESTIMATE,
    "FEWER_THAN_3_SPONSORS": "Fewer than 3 sponsors have reported it.",
    "FEWER_THAN_8_SPONSORS": "Quartiles need at least 8 sponsors who report it.",
}

SPANNED: Mapping[str, str] = {
    "PRODUCT": "products",
    "ATMP_CLASS": "classes of product",
    "VECTOR": "kinds of vector",
    "ORIGIN": "origins of cells",
    "DISEASE": "diseases",
    "ROUTE": "legal routes",
    "PROGRAMME": "programmes",
    "SPONSOR": "sponsors",
    "COUNTRY": "countries",
    "REGION": "regions",
    "AGE_CLASS": "age groups",
    "AGE_BAND": "finer age groups",
    "SEX": "sexes",
    "PERIOD": "periods of acceptance",
}

ENDPOINT_CHANGES: Mapping[str, str] = {
    "PROTOCOL_AMENDMENT": "the protocol was amended",
    "ASSESSMENT_CHANGED": "it is assessed in another way",
    "CLERICAL_ERROR": "a clerical error was put right",
    "OTHER": "other reason",
}

SAFETY_NOTICE = (
    "Safety notice: at least one of these was reported for this product. It may be a death within "
    "90 days of treatment that is not known to come from the disease. It may be a new cancer, the "
    "same serious event more than once, or a suspended approval. This notice does not say which, "
    "how often or why."
)
NO_SAFETY_NOTICE = "No notice does not mean no events."

SPLIT_KEYS: Mapping[str, str] = {
    "AGE_BAND": "age at acceptance: 0 to 11, 12 to 17, 18 to 64, 65 and over",
    "SEX": "sex as recorded by the hospital",
    "HALF_YEAR": "half-year of acceptance",
}

OBSTACLES: Mapping[str, str] = {
    "BETWEEN_VALUES": "Groups are keyed by {keys}, and what was asked begins or ends within one.",
    "NO_KEY": "Groups are not keyed by this: none can be told apart by {keys}.",
    "SPANNED": "Some groups span several {keys}. A group is never split once it formed.",
}

QUESTION_FAULTS: Mapping[str, str] = {
    "UNKNOWN_CODE": "This is not a code of the registry. Use ids and codes as its lists show them.",
    "RANGE_REVERSED": "This range ends before it begins. Exchange its ends.",
    "OUT_OF_RANGE": "This is not an age in whole years. Use 0 to 120.",
    "NO_MONTH": "This is not a month. Write it as YYYY-MM.",
    "HALF_OPEN": "A range of months needs both ends. Give the first and the last month.",
    "ASKED_TWICE": "This is asked for twice, as a value of a key and as a range. Ask once.",
}

KEY_STATUS: Mapping[str, str] = {
    "REQUESTED": "Asked for; the board has not decided.",
    "ADOPTED": "Adopted.",
    "DECLINED": "Declined.",
}

HOLD_REASONS: Mapping[str, str] = {
    "DATA_BEING_CHECKED": "its data are being checked against their sources",
    "PRODUCT_CHANGED": "the product was changed, and its first numbers could mislead",
    "RELATED_TRIAL_RUNNING": "a trial of the same product is still running",
    "UNDER_REVIEW_BY_AUTHORITY": "an authority is reviewing it",
}

LABELS: Mapping[str, str] = {
    "small": "Fewer patients than interim results need.",
    "single-centre": "All from a single centre.",
    "low-completeness": "The outcome of too many patients is not known.",
}

# Currencies without a minor unit in ISO 4217; every other one of Europe has a hundredth.
WHOLE_CURRENCIES = frozenset({"CLP", "ISK", "JPY", "KRW", "VND"})

NO_CENTRE = (
    "No listed centre for this. That does not mean none exists. Try other names of the disease, or "
    "ask your specialist."
)

NOT_PUBLIC_YET = "not public yet"

NOTHING_STATED = "Nothing is stated here."

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(on: date) -> str:
    """A date as people write it: 31 March 2027."""
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def obstacle(dimension: str, why: str, helped_by: str | None) -> str:
    """What is in the way of an exact answer, and whether a split key of the wish list would help.

    It names keys only, never what was asked.
    """
    told = OBSTACLES[why].format(keys=SPANNED[dimension])
    if not helped_by:
        return told
    help_ = ENGLISH.say(
        "Groups to come could be split by %(keys)s: see the wish list.", keys=SPLIT_KEYS[helped_by]
    )
    return f"{told} {help_}"


def key_status(status: str, applies_from: date | None = None) -> str:
    """What became of a request of the wish list, and from when on."""
    if applies_from is None:
        return KEY_STATUS[status]
    since = ENGLISH.say(
        "Groups sealed from %(day)s on are split by it, where every part has at least %(least)s "
        "patients; groups sealed before stay as they are.",
        day=day(applies_from),
        least=MINIMUM_GROUP,
    )
    return f"{KEY_STATUS[status]} {since}"


def condition(gate: str, numbers: Mapping[str, int], language: Language) -> str | None:
    """What a gate asks for, in a language; None where the catalogue does not know its words.

    A gate of an early snapshot may come without its numbers, or be none of today's.
    """
    try:
        return language.say(GATES[gate]).format_map(numbers)
    except KeyError:
        return None


def day_in(language: Language, on: date) -> str:
    """A date as people write it in a language; in English without asking CLDR."""
    return day(on) if language == ENGLISH else language.day(on)


def withheld(reason: str, opens_on: date | None = None, language: Language = ENGLISH) -> str:
    """Why a number is not shown, and by when it opens where that is known."""
    sentence = language.say(WITHHELD[reason])
    if opens_on is None:
        return sentence
    opens = language.say("Opens on %(day)s at the latest.", day=day_in(language, opens_on))
    return f"{sentence} {opens}"


def money(currency: str, minor: int) -> str:
    """An amount of minor units as people write it: EUR 1,250,000.00."""
    if currency in WHOLE_CURRENCIES:
        return f"{currency} {minor:,}"
    return f"{currency} {minor // 100:,}.{minor % 100:02}"


def verdict_set(met: int, total: int, language: Language = ENGLISH) -> str:
    """How many programmes of a fixed set met their goal."""
    return language.say("%(met)s of %(total)s programmes met their goal.", met=met, total=total)


def endpoint_changed(changes: Iterable[tuple[date, str]]) -> str:
    """When and why a locked endpoint was changed, by day and coded reason; empty if never."""
    told = "; ".join(
        ENGLISH.say("on %(day)s (%(reason)s)", day=day(on), reason=ENDPOINT_CHANGES[reason])
        for on, reason in changes
    )
    if not told:
        return ""
    return ENGLISH.say("Changed %(told)s. Judged by the criterion locked first.", told=told)


def offer_answer(answer: str, authority: str, as_of: date) -> str:
    """What can be said of an offer, as of the day of the snapshot; always whom to ask."""
    told = OFFER_ANSWERS[answer].format(authority=authority)
    return f"{told} {ENGLISH.say('As of %(day)s.', day=day(as_of))}"


def country_note(note: str, authority: str, rule: str) -> str:
    """What to know of permits in a country."""
    return COUNTRY_NOTES[note].format(authority=authority, rule=rule)


def change(kind: str, value: str, before: str) -> str:
    """What happened between two snapshots, in one sentence."""
    told, was = (in_words(kind, each).rstrip(".") for each in (value, before))
    return CHANGES[kind].format(value=told or "not stated", before=was or "not stated")


def in_words(kind: str, value: str) -> str:
    """A value of a change of this kind, which may be a code."""
    if kind.startswith("CONTENT"):
        return content(value)
    codes = {
        "PROGRAMME_STATUS": PROGRAMME_EVENTS,
        "VERDICT_PUBLISHED": VERDICTS,
        "VERDICT_CHANGED": VERDICTS,
        "ERRATUM": ERRATUM_REASONS,
    }
    return codes.get(kind, {}).get(value, value)


def several(dimension: str, language: Language = ENGLISH) -> str:
    """The label of a group that spans what a dimension would split: several countries."""
    return language.say("several %(spanned)s", spanned=language.say(SPANNED[dimension]))


def left_out(patients: int, dimensions: Iterable[str], language: Language = ENGLISH) -> str:
    """How many patients an answer leaves out because their groups cannot be split."""
    spanned = language.say(" and ").join(several(each, language) for each in dimensions)
    return language.say(
        "%(patients)s patients are in groups that span %(spanned)s.",
        patients=patients,
        spanned=spanned,
    )


def not_included(patients: int, groups: int, language: Language = ENGLISH) -> str:
    """How many patients are in open groups whose outcome counts are not public yet."""
    said = language.texts.ngettext(
        "%(patients)s patients in %(groups)s newer group are not included yet.",
        "%(patients)s patients in %(groups)s newer groups are not included yet.",
        groups,
    )
    return said % {"patients": patients, "groups": groups}


def none_of(observed: int, limit: float, language: Language = ENGLISH) -> str:
    """What it means that nobody of those looked at had an event; `limit` is a share.

    It is rounded up: rounded down it would rule out what it cannot.
    """
    of = 100 if limit >= 0.01 else 1_000
    most = ceil(of * limit)
    return language.say(
        "0 of %(observed)s looked at to the end. With this many patients, up to about %(most)s in "
        "%(of)s cannot be ruled out.",
        observed=language.number(observed),
        most=most,
        of=language.number(of),
    )


def none_observed(none: int, not_looked_at: int, until: int) -> str:
    """How many had no event up to a day, and that the others are not the same."""
    return ENGLISH.say(
        "None observed in %(none)s to day %(day)s; %(others)s not looked at.",
        none=none,
        day=until,
        others=not_looked_at,
    )


def forming(groups: int, language: Language = ENGLISH) -> str:
    """Groups that still form are counted as groups only."""
    said = language.texts.ngettext(
        "%(groups)s further group forms: sealed, at least %(least)s each.",
        "%(groups)s further groups form: sealed, at least %(least)s each.",
        groups,
    )
    return said % {"groups": groups, "least": MINIMUM_GROUP} if groups else ""
