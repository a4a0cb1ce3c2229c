"""Every rule on what becomes of a patient: where it fires, and where its neighbour is silent."""

from datetime import date
from typing import Any

import pytest

from registry.intake.rules import SUBMISSION_RULES, check
from registry.intake.rules.notices import NOTICE_RULES
from registry.intake.rules.situation import Situation
from registry.model.codes import (
    BatchFailure,
    BatchOutcome,
    DeathCause,
    EndpointChangeReason,
    EntryKind,
    EventOutcome,
    LostReason,
    Timing,
    VisitStatus,
)
from registry.model.course import Entry, key_of, size_of
from registry.model.endpoint import LaterEndpoint, lock
from registry.model.episode import AdverseEvent, FollowUpVisit, Response
from registry.model.naming import camel
from registry.model.submission import EpisodeOutcome, SubmissionBatch
from tests.rules.samples import (
    ATTEMPT,
    BATCH,
    DEATH,
    E_MAIL,
    EVENT,
    MISSED,
    NEVER,
    NEW,
    PROGRAMME,
    RESPONSE,
    STORED,
    STRANGER,
    TODAY,
    VISIT,
    Case,
    but,
    case,
    given,
    holding,
    named,
    news,
    noticed,
    on_day,
    programme_but,
    row_case,
    rules_that_fire,
    seen,
    situation,
    stored,
    with_text,
)

Facts = dict[str, dict[str, Any]]

INFUSED = holding(administrations=(given(35),), none_observed_to_day=40)
DIED = holding(adverse_events=(DEATH,))
COLLECTED: Facts = {"too": {"collected_day": 5}, "before": {"beside": holding(collected_day=5)}}
DIES: Facts = {"before": {"beside": DIED}, "now": {"adverse_events": (DEATH,)}}
WITHDRAWN = situation(stored={STORED: but(stored(collected_day=5), withdrawn=True)})
LATE = {"timing": Timing.RETROSPECTIVE}
ADMITTED_LATER = {"registered_on": date(2026, 4, 20)}


attempt, visit, event = (
    row_case(ATTEMPT, "batches"),
    row_case(VISIT, "visits"),
    row_case(EVENT, "adverse_events"),
)


def event_of(size: int) -> AdverseEvent:
    """An event that is stored as so many bytes."""
    bare = but(EVENT, term="x" * 100)
    left = size - size_of(Entry(EntryKind.ADVERSE_EVENT, key_of(bare), bare))
    return but(bare, version=bare.version + "1" * left)


def since(says: str, *fields: str, beside: Situation, day: int, **marks: Any) -> Case:
    facts = {"administrations": (given(day),), **marks}
    return news("outcome-after-registration", says, *fields, beside=beside, **facts)


def marked(says: str, *fields: str, beside: Situation, **facts: Any) -> Case:
    rule = "retrospective-when-late"
    return news(rule, says, *fields, beside=beside, retrospective=True, **facts)


def noticed_late(says: str, on: date, *places: str, **outcome: Any) -> Case:
    told_of = (EpisodeOutcome(NEW, **outcome),) if outcome else ()
    batch = noticed(accepted_month="2027-01", retrospective=True, outcomes=told_of)
    beside = situation(received_on=on)
    return case("retrospective-when-late", says, batch, *places, beside=beside)


KNOWN_OR_NOT = (
    news("cause-of-death", "A cause of a fever", "adverseEvents[0].cause",
         adverse_events=(but(EVENT, cause=DeathCause.OTHER),)),
    news("cause-of-death", "A cause of a death",
         adverse_events=(but(DEATH, cause=DeathCause.OTHER),)),
    news("fatal-with-death", "A fatal fever of somebody who is not told dead",
         "adverseEvents[0].outcome", adverse_events=(but(EVENT, outcome=EventOutcome.FATAL),)),
    news("fatal-with-death", "A fever of grade 5", "adverseEvents[0].outcome",
         adverse_events=(but(EVENT, grade=5),)),
    news("fatal-with-death", "A fever of grade 4", adverse_events=(but(EVENT, grade=4),)),
    news("fatal-with-death", "The death comes with it",
         adverse_events=(but(EVENT, outcome=EventOutcome.FATAL), DEATH)),
    news("fatal-with-death", "The death was told before", beside=DIED,
         adverse_events=(but(EVENT, outcome=EventOutcome.FATAL),)),
    news("term-coded", "Words of no list", "adverseEvents[0].term",
         adverse_events=(but(EVENT, term="CRS of the mayor"),)),
    news("term-coded", "A term of CTCAE as CTCAE writes it",
         adverse_events=(but(EVENT, system="CTCAE", term="Febrile neutropenia", version="6.0"),)),
    news("term-coded", "No term", adverse_events=(DEATH,)),
    *(news("told-in-short", f"A fact of {size} bytes", *places,
           adverse_events=(event_of(size),))
      for size, places in ((511, ()), (512, ()), (513, ("adverseEvents[0]",)))),
    case("episode-registered", "Nobody knows this patient",
         SubmissionBatch("aurora", outcomes=(EpisodeOutcome(STRANGER, collected_day=1),)),
         "outcomes[0].pseudonym"),
    case("episode-registered", "The notice comes with the news",
         noticed(outcomes=(EpisodeOutcome(NEW, collected_day=1),))),
    news("infused-or-not", "Both at once", "notInfused",
         administrations=(given(35),), not_infused=NEVER),
    news("infused-or-not", "Not infused, after an infusion", "notInfused",
         not_infused=NEVER, beside=INFUSED),
    news("infused-or-not", "Infused, after it was given up", "administrations",
         administrations=(given(50),), beside=holding(not_infused=NEVER)),
    news("infused-or-not", "Not infused", not_infused=NEVER),
    news("infused-or-not", "Given up again with the same words", not_infused=NEVER,
         beside=holding(not_infused=NEVER)),
    news("infused-or-not", "A second infusion", administrations=(given(90, 2),), beside=INFUSED),
    news("patient-takes-part", "News of one who withdrew", "pseudonym", lymphodepletion_day=30,
         beside=WITHDRAWN),
    news("patient-takes-part", "Nothing new of one who withdrew", collected_day=5,
         beside=WITHDRAWN),
    case("patient-takes-part", "Erased, and noticed again", noticed(), "notices[0].pseudonym",
         beside=situation(erased=frozenset({NEW}))),
    case("patient-takes-part", "Another is erased", noticed(),
         beside=situation(erased=frozenset({STRANGER}))),
)  # fmt: skip
ONCE = (
    news("not-reported-before", "The same again", beside=holding(collected_day=5), collected_day=5),
    news("not-reported-before", "Another day", "collectedDay", collected_day=6,
         beside=holding(collected_day=5)),
    news("not-reported-before", "Another day of an infusion", "administrations[1]",
         administrations=(given(90, 2), given(36)), beside=INFUSED),
    news("not-reported-before", "Another reason", "notInfused", not_infused=but(NEVER, day=41),
         beside=holding(not_infused=NEVER)),
    news("not-reported-before", "The same event, graded higher", "adverseEvents[0]",
         adverse_events=(but(EVENT, grade=3),), beside=holding(adverse_events=(EVENT,))),
    news("not-reported-before", "Another event of the kind, a day later",
         adverse_events=(but(EVENT, day=38),), beside=holding(adverse_events=(EVENT,))),
    news("not-reported-before", "A second death", "adverseEvents[0]",
         adverse_events=(but(DEATH, day=201),), beside=DIED),
    news("not-reported-before", "The same death", adverse_events=(DEATH,), beside=DIED),
    *(news("not-reported-before", f"None observed to day {day}, and to 40 before", beside=INFUSED,
           none_observed_to_day=day) for day in (39, 40, 41)),
    news("told-once", "One batch twice", "batches[1]", batches=(ATTEMPT, ATTEMPT)),
    news("told-once", "Two batches", batches=(ATTEMPT, but(ATTEMPT, number=2))),
    news("told-once", "One infusion, two days", "administrations[1]",
         administrations=(given(35), given(36))),
    news("told-once", "One window twice", "visits[1]", visits=(MISSED, MISSED)),
    news("told-once", "One event twice", "adverseEvents[1]",
         adverse_events=(EVENT, but(EVENT, grade=3))),
    news("told-once", "Two days, two events", adverse_events=(EVENT, but(EVENT, day=38))),
    news("told-once", "Two deaths", "adverseEvents[1]",
         adverse_events=(DEATH, but(DEATH, day=201))),
)  # fmt: skip
OTHER = EndpointChangeReason.OTHER
IN_TIME = (
    # accepted on 31 March at the latest, so day 20 is 20 April at the latest
    since("The day of registration", beside=holding(ADMITTED_LATER), day=20),
    since("The day before", "retrospective", beside=holding(ADMITTED_LATER), day=19),
    since("The day before, marked", beside=holding(ADMITTED_LATER), day=19, retrospective=True),
    since("Retrospective already", beside=holding(ADMITTED_LATER | LATE), day=19),
    *(since(f"An endpoint locked on 20 April, day {day}", *fields, day=day,
            beside=situation(programme=but(
                PROGRAMME, endpoints=(*PROGRAMME.endpoints, lock(RESPONSE, date(2026, 4, 20))))))
      for day, fields in {20: (), 19: ("retrospective",)}.items()),
    since("A later version is no lock", day=19, beside=programme_but(
        later_endpoints=(LaterEndpoint(lock(RESPONSE, date(2026, 4, 20)), OTHER),))),
    news("outcome-after-registration", "An event the day before", "retrospective",
         beside=holding(ADMITTED_LATER), adverse_events=(but(EVENT, day=19),)),
    news("outcome-after-registration", "A visit the day before", "retrospective",
         beside=holding(ADMITTED_LATER), visits=(seen(28, 19),)),
    news("outcome-after-registration", "A baseline visit is no outcome",
         beside=holding(ADMITTED_LATER), visits=(seen(0, 9),)),
    news("outcome-after-registration", "Nor is a collection", collected_day=9,
         beside=holding(ADMITTED_LATER)),
    *(case("outcome-after-registration", f"With its notice, day {day}",
           noticed(outcomes=(EpisodeOutcome(NEW, administrations=(given(day),)),)), *places,
           beside=situation(received_on=date(2027, 4, 20)))
      for day, places in {20: (), 19: ("outcomes[0].retrospective",)}.items()),
    # 1 January and 90 days is 1 April
    noticed_late("Perhaps 90 days after acceptance", date(2027, 4, 1)),
    noticed_late("Surely 89", date(2027, 3, 31), "notices[0].retrospective"),
    noticed_late("Surely 89, no outcome yet", date(2027, 3, 31), "notices[0].retrospective",
                 collected_day=3),
    noticed_late("Infused before the notice", date(2027, 3, 31), administrations=(given(9),)),
    # 1 March and 19 days is the day of registration
    marked("Perhaps on the day of registration", beside=situation(), administrations=(given(19),)),
    marked("Surely after it", "retrospective", beside=situation(), administrations=(given(20),)),
    marked("No outcome yet", "retrospective", beside=situation(), collected_day=5),
    marked("Told of before", "retrospective", beside=holding(adverse_events=(EVENT,)),
           administrations=(given(9),)),
    marked("Retrospective already", beside=holding(LATE), administrations=(given(99),)),
)  # fmt: skip
DAYS = (
    *(news("day-possible", f"{field} is {day}, today is {TODAY}", **facts)
      for day in (0, TODAY) for field, facts in on_day(day).items()),
    *(news("day-possible", f"{field} is {day}, today is {TODAY}", field, **facts)
      for day in (-1, TODAY + 1) for field, facts in on_day(day).items()),
    *(attempt("day-possible", started_day=day, finished_day=day, released_day=day)
      for day in (0, TODAY)),
    *(attempt("day-possible", "startedDay", "finishedDay", "releasedDay",
              started_day=day, finished_day=day, released_day=day) for day in (-1, TODAY + 1)),
    attempt("days-in-order", started_day=20),
    attempt("days-in-order", "finishedDay", started_day=21),
    attempt("days-in-order", released_day=20),
    attempt("days-in-order", "releasedDay", released_day=19),
    *(news("days-in-order", f"Collected on day 5 {when}, infused on {day}", *fields,
           administrations=(given(day),), **facts)
      for day, fields in {5: (), 4: ("administrations[0].day",)}.items()
      for when, facts in COLLECTED.items()),
)  # fmt: skip
DEAD = (
    *(news("nothing-after-death", f"Infused on day {day}, dead on 200, known {when}", *fields,
           administrations=(given(day),), **facts)
      for day, fields in {200: (), 201: ("administrations[0].day",)}.items()
      for when, facts in DIES.items()),
    news("nothing-after-death", "Seen on the day", visits=(seen(183, 200),), beside=DIED),
    news("nothing-after-death", "Seen the day after", "visits[0].status", beside=DIED,
         visits=(seen(183, 201),)),
    news("nothing-after-death", "Not seen later",
         visits=(FollowUpVisit(183, VisitStatus.DEAD), FollowUpVisit(365, VisitStatus.MISSED)),
         beside=DIED),
    news("nothing-after-death", "Seen in a window before", visits=(
        seen(28, 28), FollowUpVisit(100, VisitStatus.DEAD))),
    news("nothing-after-death", "Seen in a window after", "visits[1].status", visits=(
        FollowUpVisit(100, VisitStatus.DEAD), seen(183, 183))),
    news("nothing-after-death", "Seen in a window after, dead before", "visits[0].status",
         visits=(seen(183, 183),), beside=holding(visits=(FollowUpVisit(100, VisitStatus.DEAD),))),
)  # fmt: skip
VISITS = (
    visit("visit-complete", "window", window=99),
    visit("visit-complete", "day", day=None),
    visit("visit-complete", day=None, status=VisitStatus.MISSED),
    # half way from 28 to 100, and from 100 to 183
    *(visit("visit-in-window", "day", day=day) for day in (63, 142)),
    *(visit("visit-in-window", day=day) for day in (64, 141)),
    *(news("visit-in-window", f"Infused on day 35, seen on {day}", beside=INFUSED,
           visits=(seen(100, day),)) for day in (64, 176)),
    *(news("visit-in-window", f"Infused on day 35, seen on {day}", "visits[0].day", beside=INFUSED,
           visits=(seen(100, day),)) for day in (63, 177)),
    visit("response-known", response=None),
    visit("response-known", response=Response("IMWG", "VGPR")),
    *(visit("response-known", "response", response=Response(measure, category))
      for measure, category in (("IMWG", "CMR"), ("NONE", "CR"), ("KOOS", "70"))),
    *(visit("response-known", "value", value=value) for value in (-1, 101, None)),
    *(visit("response-known", value=value) for value in (0, 100)),
    *(visit("response-known", "value", scale=scale) for scale in (None, "NONE", "LUGANO")),
    visit("response-known", scale=None, value=None),
    visit("lost-with-status", "lostReason", lost_reason=LostReason.MOVED),
    *(visit("lost-with-status", status=VisitStatus.LOST, lost_reason=reason)
      for reason in (None, LostReason.MOVED)),
    *(visit("utility-with-instrument", utility=value) for value in (-1000, 0, 1000)),
    *(visit("utility-with-instrument", "utility", utility=value) for value in (-1001, 1001, None)),
    visit("utility-with-instrument", "utility", utility_instrument=None),
    visit("utility-with-instrument", utility=None, utility_instrument=None),
)  # fmt: skip
FAILED = {"outcome": BatchOutcome.FAILED, "released_day": None}
BATCHES = (
    *(attempt("numbered-from-one", number=number) for number in (1, 100)),
    *(attempt("numbered-from-one", "number", number=number) for number in (0, 101, -3)),
    *(news("numbered-from-one", f"Infusion {number}", *fields, administrations=(given(35, number),))
      for number, fields in {1: (), 0: ("administrations[0].number",)}.items()),
    attempt("failure-reasoned", "failure", **FAILED),
    attempt("failure-reasoned", **FAILED, failure=BatchFailure.POTENCY),
    attempt("failure-reasoned", "failure", failure=BatchFailure.POTENCY),
    *(attempt("batch-plausible", "doseValue", dose_value=dose)
      for dose in ("", "0", "-1", "1,5", "1e20", "much", "inf")),
    *(attempt("batch-plausible", dose_value=dose) for dose in ("0.000001", "3E+6", "9.9e19")),
    *(attempt("batch-plausible", "doseUnit", **one) for one in (
        {"dose_value": None}, {"dose_unit": None}, {"dose_unit": "mg"})),
    attempt("batch-plausible", dose_value=None, dose_unit=None),
    *(attempt("batch-plausible", viability_percent=percent) for percent in (None, 0, 100)),
    *(attempt("batch-plausible", "viabilityPercent", viability_percent=n) for n in (-1, 101)),
    *(attempt("batch-plausible", site=site) for site in (None, "LOC-100001234", "ORG-100001234")),
    *(attempt("batch-plausible", "site", site=s) for s in ("LOC-1", "Clean room 2", "C83.3")),
    *(attempt("batch-plausible", fraction=fraction) for fraction in (None, 1, 20)),
    *(attempt("batch-plausible", "fraction", fraction=fraction) for fraction in (-1, 21)),
)  # fmt: skip
EVENTS = (
    news("events-or-none", "Seen, and not a word", "noneObservedToDay", visits=(VISIT,),
         beside=holding(administrations=(given(35),))),
    news("events-or-none", "Infused and seen at once, and not a word", "noneObservedToDay",
         administrations=(given(35),), visits=(VISIT,)),
    news("events-or-none", "None observed before", visits=(VISIT,), beside=INFUSED),
    *(news("events-or-none", f"Also told: {fact}", administrations=(given(35),), visits=(VISIT,),
           **fact) for fact in ({"none_observed_to_day": 1}, {"adverse_events": (EVENT,)})),
    news("events-or-none", "An event before", visits=(VISIT,),
         beside=holding(administrations=(given(35),), adverse_events=(EVENT,))),
    news("events-or-none", "Seen at baseline", administrations=(given(35),), visits=(seen(0, 3),)),
    news("events-or-none", "Not seen", administrations=(given(35),), visits=(MISSED,)),
    *(event("grade-versioned", grade=grade) for grade in (None, 0, 4)),
    *(event("grade-versioned", "grade", grade=grade) for grade in (-1, 6)),
    *(event("grade-versioned", "version", **{name: ""}) for name in ("system", "version", "term")),
    event("grade-versioned", grade=None, system="", version="", term=""),
    *(event("text-without-identifiers", camel(name), **{name: text})
      for name in ("term", "system", "version") for text in (E_MAIL, "MRN 1234567")),
    visit("text-without-identifiers", "utilityInstrument", utility_instrument=E_MAIL),
    event("text-without-identifiers", term="10052015"),
)  # fmt: skip
CASES = (*KNOWN_OR_NOT, *ONCE, *IN_TIME, *DAYS, *DEAD, *VISITS, *BATCHES, *EVENTS)


@pytest.mark.parametrize("tried", CASES, ids=named)
def test_the_rule_fires_there_and_no_other_rule_does(tried: Case) -> None:
    assert tried.fired() == tried.expected()


def test_every_rule_on_outcomes_has_a_case_in_which_it_fires() -> None:
    others = {rule.id for rule in NOTICE_RULES}
    assert rules_that_fire(CASES) == {rule.id for rule in SUBMISSION_RULES} - others


def test_a_day_beyond_a_lifetime_is_refused_where_the_month_is_not_known() -> None:
    outcomes = tuple(EpisodeOutcome(f"{day:032x}", collected_day=day) for day in (20_000, 20_001))
    findings = check(SubmissionBatch("aurora", outcomes=outcomes), situation())
    assert [f.row for f in findings if f.rule == "day-possible"] == [1]


def test_every_text_of_an_outcome_is_scanned() -> None:
    found = check(with_text(BATCH, E_MAIL), situation(stored={E_MAIL: stored()}))
    places = {f.path for f in found if f.rule == "text-without-identifiers"}
    rows = {
        "batches[0]": ("doseValue", "doseUnit", "site"),
        "visits[1]": ("response.measure", "response.category", "scale", "utilityInstrument"),
        "adverseEvents[0]": ("term", "system", "version"),
    }
    assert places == {f"outcomes[0].{row}.{name}" for row, names in rows.items() for name in names}
