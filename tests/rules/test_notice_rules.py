"""Every rule on notices of acceptance: where it fires, and the neighbour on which it is silent."""

from datetime import date
from typing import Any

import pytest
from msgspec import structs

from registry.intake.rules import SUBMISSION_RULES, check
from registry.intake.rules.notices import NOTICE_RULES
from registry.intake.rules.situation import Situation
from registry.model.codes import (
    AgeBand,
    ConsentScope,
    ProgrammeEventKind,
    Sex,
    StopReason,
    Timing,
)
from registry.model.episode import Consent
from registry.model.programme import ProgrammeEvent
from registry.model.submission import (
    EpisodeNotice,
    EpisodeOutcome,
    LinkTokens,
    Severity,
    SubmissionBatch,
)
from tests.rules.samples import (
    BATCH,
    E_MAIL,
    MONTH,
    NEW,
    NOTICE,
    OUTCOME,
    STORED,
    STORED_MONTH,
    Case,
    but,
    case,
    holding,
    named,
    noticed,
    programme_but,
    rules_that_fire,
    situation,
    stored,
    with_text,
    words,
)

MARIA = "Maria-Garcia"
LATE = holding({"timing": Timing.RETROSPECTIVE})
BARE = SubmissionBatch("aurora", (EpisodeNotice(NEW, MONTH, "north"),))


NEVER = ProgrammeEvent(ProgrammeEventKind.STOPPED, date(2030, 1, 1), StopReason.NEVER_STARTED)


def closed(*days: date) -> Situation:
    kind = ProgrammeEventKind.ACCEPTANCE_CLOSED
    return programme_but(events=tuple(ProgrammeEvent(kind, on) for on in days))


def again(**changes: Any) -> SubmissionBatch:
    return noticed(**{"pseudonym": STORED, "accepted_month": STORED_MONTH, **changes})


def consent(version: str) -> Consent:
    return Consent(version, ConsentScope.REGISTRY)


def of_pseudonym(pseudonym: str, *places: str) -> Case:
    says = f"{len(pseudonym)} characters, {places or 'none refused'}"
    return case("pseudonym-opaque", says, noticed(pseudonym=pseudonym), *places)


def of_month(text: str, *places: str, on: date = date(2027, 3, 20)) -> Case:
    batch = noticed(accepted_month=text)
    return case(
        "month-valid", f"{text!r} on {on}", batch, *places, beside=situation(received_on=on)
    )


def in_time(on: date, *places: str) -> Case:
    batch = noticed(accepted_month="2027-01")
    beside = situation(received_on=on)
    return case("notice-in-time", f"Accepted in January, sent {on}", batch, *places, beside=beside)


def on_scale(field: str, value: Any, *places: str) -> Case:
    return case("patient-on-scale", f"{field} is {value}", noticed(**{field: value}), *places)


def of_tokens(says: str, tokens: tuple[str, str, str] | None, *places: str) -> Case:
    sent = LinkTokens(*tokens) if tokens else None
    return case("link-tokens-formed", says, noticed(link_tokens=sent), *places)


WHOM = (
    case("programme-registered", "No such programme", BATCH, "programmeId",
         beside=situation(programme=None)),
    case("programme-own", "It is another sponsor's", BATCH, "programmeId",
         beside=situation(sponsor_id="other")),
    case("programme-own", "It is cited from a register, of no sponsor", BATCH, "programmeId",
         beside=programme_but(sponsor_id=None)),
    case("submission-not-empty", "No row at all", SubmissionBatch("aurora"), "notices"),
    case("submission-not-empty", "One notice", noticed()),
    case("submission-not-empty", "One outcome", but(BATCH, notices=())),
    of_pseudonym(MARIA, "notices[0].pseudonym"),
    of_pseudonym("12345678", "notices[0].pseudonym"),
    of_pseudonym("a1b2c3d", "notices[0].pseudonym"),
    of_pseudonym("a1b2c3d4"),
    of_pseudonym("a1" * 32),
    of_pseudonym("a1" * 32 + "b", "notices[0].pseudonym"),
    case("pseudonym-opaque", "News of a name",
         but(BATCH, outcomes=(but(OUTCOME, pseudonym=MARIA),)), "outcomes[0].pseudonym",
         beside=situation(stored={MARIA: stored()})),
    case("centre-of-programme", "None of two", noticed(centre_id=None), "notices[0].centreId"),
    case("centre-of-programme", "None of one", noticed(centre_id=None),
         beside=programme_but(centre_ids=("north",))),
    case("centre-of-programme", "The only one", noticed(),
         beside=programme_but(centre_ids=("north",))),
    case("centre-of-programme", "The second one", noticed(centre_id="south")),
    case("centre-of-programme", "Another one", noticed(centre_id="west"), "notices[0].centreId"),
    case("centre-of-programme", "Another than the only one", noticed(centre_id="south"),
         "notices[0].centreId", beside=programme_but(centre_ids=("north",))),
)  # fmt: skip
TWICE = (
    case("notice-once", "Twice the same patient", but(BATCH, notices=(NOTICE, NOTICE)),
         "notices[0].pseudonym", "notices[1].pseudonym"),
    case("notice-once", "Two patients",
         but(BATCH, notices=(NOTICE, but(NOTICE, pseudonym="b" * 32)))),
    case("outcome-once", "One patient's news in two rows",
         but(BATCH, outcomes=(OUTCOME, EpisodeOutcome(STORED, none_observed_to_day=40))),
         "outcomes[0].pseudonym", "outcomes[1].pseudonym"),
    case("outcome-once", "News of two patients",
         but(BATCH, outcomes=(OUTCOME, EpisodeOutcome(NEW, collected_day=0)))),
    case("notice-unchanged", "Sent again as it was", again()),
    case("notice-unchanged", "Sent again, shorter",
         again(centre_id=None, age_band=None, sex=None, prior_lines=None, performance_status=None,
               consent=None), beside=programme_but(centre_ids=("north",))),
    *(case("notice-unchanged", f"Another {next(iter(changed))}", again(**changed), "notices[0]")
      for changed in (
          {"accepted_month": "2026-04"}, {"centre_id": "south"}, {"age_band": AgeBand.CHILD},
          {"sex": Sex.MALE}, {"prior_lines": 3}, {"performance_status": 0},
          {"consent": consent("2.2")}, {"retrospective": True},
      )),
    case("notice-unchanged", "Retrospective before and now", again(retrospective=True),
         beside=LATE),
    case("notice-unchanged", "Retrospective before, unmarked now", again(), beside=LATE),
)  # fmt: skip
WHEN = (
    *(of_month(text, "notices[0].acceptedMonth")
      for text in ("", "2027", "2027-3", "2027-00", "2027-13", "2027/03", "03-2027", "2027-03-01")),
    of_month("2027-04", "notices[0].acceptedMonth", on=date(2027, 3, 31)),
    of_month("2027-04", on=date(2027, 4, 1)),
    # 31 January and 90 days is 1 May
    in_time(date(2027, 4, 30)),
    in_time(date(2027, 5, 1)),
    in_time(date(2027, 5, 2), "notices[0].retrospective"),
    case("notice-in-time", "Late and marked",
         noticed(accepted_month="2026-01", retrospective=True)),
    case("notice-in-time", "Registered long ago, sent again", again()),
    case("acceptance-open", "Never started", noticed(), "notices[0].acceptedMonth",
         beside=programme_but(events=(NEVER,))),
    case("acceptance-open", "Closed the day before the month", noticed(),
         "notices[0].acceptedMonth", beside=closed(date(2027, 2, 28))),
    case("acceptance-open", "Closed on the month's first day", noticed(),
         beside=closed(date(2027, 3, 1))),
    case("acceptance-open", "Closed twice: the first counts", noticed(),
         "notices[0].acceptedMonth", beside=closed(date(2027, 3, 5), date(2027, 2, 28))),
    case("acceptance-open", "Registered before, sent again", again(),
         beside=closed(date(2026, 2, 28))),
)  # fmt: skip
WHO = (
    *(on_scale("prior_lines", value) for value in (None, 0, 30)),
    *(on_scale("prior_lines", value, "notices[0].priorLines") for value in (-1, 31)),
    *(on_scale("performance_status", value) for value in (None, 0, 4)),
    *(on_scale("performance_status", value, "notices[0].performanceStatus") for value in (-1, 5)),
    on_scale("consent", None),
    on_scale("consent", consent("1")),
    on_scale("consent", consent("2" * 39)),
    on_scale("consent", consent("2" * 40)),
    on_scale("consent", consent("2" * 41), "notices[0].consent.version"),
    on_scale("consent", consent("ñ" * 21), "notices[0].consent.version"),
    *(on_scale("consent", consent(empty), "notices[0].consent.version") for empty in ("", "  ")),
    case("consent-without-identifiers", "A code", noticed(consent=consent("ES-2.1"))),
    *(case("consent-without-identifiers", says, noticed(consent=consent(text)),
           "notices[0].consent.version")
      for says, text in {"An e-mail address": E_MAIL, "A file number": "MRN 1234567"}.items()),
)  # fmt: skip
A, B, C = "a" * 64, "b" * 64, "0" * 64
LINKS = (
    of_tokens("None", None),
    of_tokens("Three digests", (A, B, C)),
    of_tokens("One twice", (A, B, A), "notices[0].linkTokens"),
    of_tokens("A digit short", (A, B, C[1:]), "notices[0].linkTokens"),
    of_tokens("A digit long", (A, B, C + "0"), "notices[0].linkTokens"),
    of_tokens("Capitals", (A.upper(), B, C), "notices[0].linkTokens"),
    of_tokens("A name", ("Quillfeather", B, C), "notices[0].linkTokens"),
)
CASES = (*WHOM, *TWICE, *WHEN, *WHO, *LINKS)


@pytest.mark.parametrize("batch", [BATCH, BARE], ids=["full", "bare"])
def test_a_good_submission_fires_no_rule(batch: SubmissionBatch) -> None:
    assert check(batch, situation()) == ()


@pytest.mark.parametrize("tried", CASES, ids=named)
def test_the_rule_fires_there_and_no_other_rule_does(tried: Case) -> None:
    assert tried.fired() == tried.expected()


def test_every_rule_on_notices_has_a_case_in_which_it_fires() -> None:
    assert rules_that_fire(CASES) == {rule.id for rule in NOTICE_RULES}


def test_rules_have_ids_of_their_own_and_say_what_is_wrong_and_what_to_do() -> None:
    assert len({rule.id for rule in SUBMISSION_RULES}) == len(SUBMISSION_RULES)
    assert len({rule.sentence for rule in SUBMISSION_RULES}) == len(SUBMISSION_RULES)
    assert all(r.sentence.endswith(".") and r.remedy.endswith(".") for r in SUBMISSION_RULES)


def test_only_what_is_said_of_events_is_a_warning() -> None:
    warned = {rule.id for rule in SUBMISSION_RULES if rule.severity is Severity.WARNING}
    assert warned == {"events-or-none", "term-coded"}


@pytest.mark.parametrize("text", [E_MAIL, "Xanthippe Quillfeather", "MRN 7654321"])
def test_no_finding_repeats_what_was_submitted(text: str) -> None:
    batch = with_text(BATCH, text)
    findings = check(batch, situation(stored={text: stored()}))
    assert {f.row for f in findings} == {0}
    assert not [word for word in text.split() if word.lower() in words(findings).lower()]


def test_a_finding_says_its_row_and_how_to_mend_it() -> None:
    bad = structs.replace(NOTICE, pseudonym="c" * 32, accepted_month="")
    (finding,) = check(but(BATCH, notices=(NOTICE, bad)), situation())
    rule = next(rule for rule in NOTICE_RULES if rule.id == "month-valid")
    assert (finding.row, finding.path) == (1, "notices[1].acceptedMonth")
    assert (finding.message, finding.remedy) == (rule.sentence, rule.remedy)


def test_five_hundred_bad_rows_are_all_found_in_one_pass() -> None:
    strangers = [f"{number:032x}" for number in range(1000, 2000)]
    notices = tuple(but(NOTICE, pseudonym=p, accepted_month="") for p in strangers[:500])
    outcomes = tuple(EpisodeOutcome(p, collected_day=-1) for p in strangers[500:])
    findings = check(SubmissionBatch("aurora", notices, outcomes), situation())
    of_notices = [(f.rule, f.row) for f in findings if f.path.startswith("notices")]
    assert of_notices == [("month-valid", row) for row in range(500)]
    of_outcomes = {(f.rule, f.row) for f in findings if f.path.startswith("outcomes")}
    rules = ("day-possible", "episode-registered")
    assert of_outcomes == {(rule, row) for rule in rules for row in range(500)}
    assert len(findings) == 1500
