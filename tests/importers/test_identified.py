"""A hospital's sheet with names and dates becomes one that may be sent, or nothing is written."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from anonymise.key_table import KeyTable
from registry.intake.importers.findings import FILE_RULES
from registry.intake.importers.identified import (
    IDENTIFIED,
    Hospital,
    Pseudonymised,
    pseudonymised,
)
from registry.intake.importers.layout import SHEETS
from registry.intake.importers.tables import RawSheet

NUMBER, FAMILY, GIVEN = "77123", "Quillfeather", "Xanthippe"
BORN, ACCEPTED = date(1980, 3, 4), date(2027, 3, 10)
KEY = b"c" * 32
PATIENT = {
    "patientNumber": NUMBER,
    "familyName": FAMILY,
    "givenName": GIVEN,
    "birthDate": BORN,
    "acceptedDate": ACCEPTED,
    "centreId": "north",
    "sex": "FEMALE",
    "collectedDate": date(2027, 3, 15),
}
VISIT = {"patientNumber": NUMBER, "window": 28, "status": "DONE", "date": date(2027, 4, 8)}
EVENT = {
    "patientNumber": NUMBER,
    "eventClass": "CRS",
    "date": "2027-04-01",
    "term": "CRS",
    "grade": 2,
}
COST = {"category": "CARE", "basis": "ACTUAL", "year": 2027, "currency": "EUR", "amountMinor": 5}
Rows = dict[str, list[dict[str, Any]]]
GOOD: Rows = {"patients": [PATIENT], "visits": [VISIT], "events": [EVENT], "costs": [COST]}


def counting() -> Callable[[int], bytes]:
    drawn = iter(range(1, 100))
    return lambda size: next(drawn).to_bytes(size, "big")


def hospital(table: KeyTable | None = None, key: bytes | None = KEY) -> Hospital:
    return Hospital("aurora", table or KeyTable(), key, counting())


def raw(rows: Rows) -> dict[str, RawSheet]:
    sheets = {}
    for name, some in rows.items():
        heading = tuple(dict.fromkeys(head for row in some for head in row))
        cells = tuple(tuple(row.get(head) for head in heading) for row in some)
        sheets[name] = RawSheet(name, heading, tuple(enumerate(cells, start=2)))
    return sheets


def made(rows: Rows, at: Hospital | None = None) -> Pseudonymised:
    return pseudonymised(raw(rows), at or hospital())


def sent(told: Pseudonymised, sheet: str, row: int = 2) -> dict[str, Any]:
    columns = next(s for s in SHEETS if s.name == sheet).columns
    cells = told.sheets[sheet][row]
    return {c.name: v for c, v in zip(columns, cells, strict=True) if v is not None}


def but(sheet: str, **changes: Any) -> Rows:
    return {**GOOD, sheet: [{**GOOD[sheet][0], **changes}]}


def test_numbers_dates_and_names_become_pseudonyms_days_and_bands() -> None:
    told = made(GOOD)
    assert told.findings == ()
    patient = sent(told, "patients")
    assert {k: v for k, v in patient.items() if not k.startswith("linkTokens")} == {
        "pseudonym": f"{1:032x}",
        "acceptedMonth": "2027-03",
        "ageBand": "ADULT",
        "centreId": "north",
        "sex": "FEMALE",
        "collectedDay": 5,
    }
    assert sent(told, "visits") == {
        "pseudonym": f"{1:032x}",
        "window": 28,
        "status": "DONE",
        "day": 29,
    }
    assert sent(told, "events")["day"] == 22
    assert sent(told, "costs") == COST


def test_nothing_that_names_the_patient_is_in_what_is_sent() -> None:
    said = str(made(GOOD).sheets)
    for identifier in (NUMBER, FAMILY, GIVEN, "1980", "datetime", "2027-04"):
        assert identifier not in said


def test_three_link_tokens_go_along_where_the_consortium_has_a_key() -> None:
    tokens = [v for k, v in sent(made(GOOD), "patients").items() if k.startswith("linkTokens")]
    assert [len(token) for token in tokens] == [64, 64, 64]
    without = sent(made(GOOD, hospital(key=None)), "patients")
    assert not [name for name in without if name.startswith("linkTokens")]


def test_the_same_sheet_gives_the_same_rows_again() -> None:
    at = hospital()
    assert made(GOOD, at) == made(GOOD, at)


def test_a_known_patient_needs_no_row_in_patients() -> None:
    at = hospital()
    made(GOOD, at)
    later = made({"visits": [VISIT]}, at)
    assert (later.findings, sent(later, "visits")["day"]) == ((), 29)


def test_a_row_keeps_its_number() -> None:
    sheets = raw(GOOD)
    (row,) = sheets["visits"].rows
    moved = RawSheet("visits", sheets["visits"].heading, ((17, row[1]),))
    assert set(pseudonymised({**sheets, "visits": moved}, hospital()).sheets["visits"]) == {17}


BAD: dict[str, tuple[str, str, int, str, Rows]] = {
    "a patient nobody enrolled": (
        "patient-enrolled", "visits", 2, "patientNumber", but("visits", patientNumber="1"),
    ),
    "the patient's own family name in a text": (
        "cell-not-identifying", "events", 2, "term", but("events", term="Rash, Quillféather"),
    ),
    "the patient's own number behind letters": (
        "cell-not-identifying", "events", 2, "term", but("events", term=f"seeP{NUMBER}x"),
    ),
    "the patient's own name with accents written apart": (
        "cell-not-identifying", "events", 2, "term", but("events", term="Rash, Quillfe\u0301ather"),
    ),
    "the patient's own date of birth in a text": (
        "cell-not-identifying", "events", 2, "term", but("events", term="CRS 1980-03-04"),
    ),
    "the patient's own date of birth written otherwise": (
        "cell-not-identifying", "events", 2, "term", but("events", term="CRS 04.03.1980"),
    ),
    "a name of the patient's first row": (
        "cell-not-identifying", "events", 2, "term",
        {**but("events", term=f"CRS {FAMILY}"),
         "patients": [PATIENT, {"patientNumber": NUMBER, "acceptedDate": ACCEPTED}]},
    ),
    "the patient's own number in a text": (
        "cell-not-identifying", "events", 2, "term", but("events", term=f"see {NUMBER}"),
    ),
    "an e-mail address in a text": (
        "cell-not-identifying", "events", 2, "term", but("events", term="x@quill.example"),
    ),
    "a name where a lesson belongs": (
        "cell-not-identifying", "endpoints", 2, "lesson",
        {**GOOD, "endpoints": [{"endpointId": "response", "verdict": "NOT_MET",
                                "cutOff": ACCEPTED, "lesson": "x@quill.example"}]},
    ),
    "a patient's name in a lesson": (
        "cell-not-identifying", "endpoints", 2, "lesson",
        {**GOOD, "endpoints": [{"endpointId": "response", "verdict": "NOT_MET",
                                "cutOff": ACCEPTED, "lesson": f"{GIVEN} relapsed"}]},
    ),
    "a birth date in a lesson": (
        "cell-not-identifying", "endpoints", 2, "lesson",
        {**GOOD, "endpoints": [{"endpointId": "response", "verdict": "NOT_MET",
                                "cutOff": ACCEPTED, "lesson": "born 4 March 1980"}]},
    ),
    "born after acceptance": (
        "born-before-acceptance", "patients", 2, "birthDate",
        but("patients", birthDate=date(2027, 3, 11)),
    ),
    "a date that could be two": (
        "cell-type", "visits", 2, "date", but("visits", date="08/04/2027"),
    ),
    "a day where a date belongs": ("cell-type", "visits", 2, "date", but("visits", date=29)),
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_what_is_wrong_is_told_with_its_place_and_never_repeated(
    bad: tuple[str, str, int, str, Rows],
) -> None:
    rule, sheet, row, column, rows = bad
    told = made(rows)
    assert [(f.rule, f.sheet, f.row, f.column) for f in told.findings] == [
        (rule, sheet, row, column)
    ]
    said = str(told.findings).lower()
    assert not [v for v in (NUMBER, "quill", GIVEN.lower(), "1980") if v in said]


def test_numbers_are_found_in_texts_also_without_the_sheet_of_patients() -> None:
    at = hospital()
    made(GOOD, at)
    told = {"endpointId": "response", "verdict": "NOT_MET", "cutOff": ACCEPTED}
    later = {
        "events": [{**EVENT, "term": f"CRS of P{NUMBER}"}],
        "endpoints": [{**told, "lesson": f"P{NUMBER} relapsed"}],
    }
    found = made(later, at).findings
    assert [(f.rule, f.sheet) for f in found] == [
        ("cell-not-identifying", "events"),
        ("cell-not-identifying", "endpoints"),
    ]


def test_a_patient_accepted_on_two_days_is_asked_about_also_anew() -> None:
    rows = {"patients": [PATIENT, {**PATIENT, "acceptedDate": date(2027, 3, 11)}]}
    mending = Hospital("aurora", KeyTable(), KEY, counting(), accepts_anew=True)
    assert [f.rule for f in made(rows, mending).findings] == ["acceptance-as-before"]


def test_a_wrong_day_of_acceptance_in_the_table_can_be_mended() -> None:
    at = hospital()
    made(GOOD, at)
    mending = Hospital("aurora", at.table, KEY, counting(), accepts_anew=True)
    told = made(but("patients", acceptedDate=date(2027, 3, 9)), mending)
    assert told.findings == ()
    assert (sent(told, "visits")["day"], sent(told, "patients")["collectedDay"]) == (30, 6)
    assert sent(told, "visits")["pseudonym"] == f"{1:032x}"


def test_another_day_of_acceptance_than_before_is_refused() -> None:
    at = hospital()
    made(GOOD, at)
    moved = made(but("patients", acceptedDate=date(2027, 3, 11)), at)
    assert [finding.rule for finding in moved.findings] == ["acceptance-as-before"]


@pytest.mark.parametrize("number", ["077123", "0077123"])
def test_a_number_with_other_leading_zeros_is_asked_about(number: str) -> None:
    at = hospital()
    made(GOOD, at)
    again = made({"patients": [{**PATIENT, "patientNumber": number}]}, at)
    assert [(f.rule, f.column) for f in again.findings] == [("number-as-before", "patientNumber")]
    both = {"patients": [PATIENT, {**PATIENT, "patientNumber": number}]}
    assert [finding.rule for finding in made(both).findings] == ["number-as-before"]


@pytest.mark.parametrize(
    ("born", "band"), [(ACCEPTED, "INFANT"), (date(2009, 3, 11), "ADOLESCENT"),
                       (date(2009, 3, 10), "ADULT")],
)  # fmt: skip
def test_age_counts_on_the_day_of_acceptance(born: date, band: str) -> None:
    assert sent(made(but("patients", birthDate=born)), "patients")["ageBand"] == band


def test_every_sheet_of_the_template_has_an_identified_form_without_days_or_months() -> None:
    assert [sheet.name for sheet in IDENTIFIED] == [sheet.name for sheet in SHEETS]
    names = {column.name for sheet in IDENTIFIED for column in sheet.columns}
    assert not [n for n in names if n.lower().endswith("day") or n in ("pseudonym", "ageBand")]


def test_every_rule_named_here_is_a_file_rule() -> None:
    assert {bad[0] for bad in BAD.values()} <= set(FILE_RULES)
