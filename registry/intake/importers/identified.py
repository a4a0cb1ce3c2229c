"""A hospital's identified sheets as what may leave it: pseudonyms, days and bands. Offline.

The sheets are those of the template, with the patient's own number for the pseudonym, dates for
days, the date of birth for the age band, and names for link tokens.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from msgspec import Struct, structs

from anonymise.generalise import age_band, day_offset, month_of
from anonymise.identifiers import FieldKind, scan
from anonymise.key_table import KeyTable
from anonymise.tokens import link_tokens
from registry.intake.importers.findings import FileFinding, file_finding
from registry.intake.importers.layout import DRAFTS, LISTS, NAME, PATIENTS, Column, Kind, Sheet
from registry.intake.importers.tables import Parsed, RawSheet, Row, parse
from registry.model.submission import LinkTokens

NUMBER, ACCEPTED, BORN = (NAME,), ("accepted_month",), ("age_band",)
FAMILY, GIVEN = ("family_name",), ("given_name",)
LINKS, LESSON = "link_tokens", ("lesson",)
OF_NUMBER = "The patient's number in the hospital; a pseudonym leaves it."
OF_ACCEPTANCE = "The day on which the treatment was decided; the month leaves the hospital."
OF_BIRTH = "The date of birth; an age band leaves the hospital."
OF_NAME = "It never leaves the hospital, but in the digests of --link-key."
NAMES = (
    Column("familyName", FAMILY, Kind.TEXT, False, means=OF_NAME),
    Column("givenName", GIVEN, Kind.TEXT, False, means=OF_NAME),
)
SHORTEST_NAME = 3
DATES = ("%Y%m%d", "%d%m%Y", "%m%d%Y")
RandomBytes = Callable[[int], bytes]
Cells = dict[int, list[Any]]


class Hospital(Struct, frozen=True):
    """What stays at the hospital: its table, which grows, and the consortium's key, if any.

    `accepts_anew` lets the sheet's day of acceptance take the place of the table's.
    """

    programme_id: str
    table: KeyTable
    link_key: bytes | None
    random_bytes: RandomBytes
    accepts_anew: bool = False


class Pseudonymised(Struct, frozen=True):
    """The rows to send by sheet and row number, and everything wrong."""

    sheets: dict[str, Cells]
    findings: tuple[FileFinding, ...]


def identified(column: Column) -> Column:
    """The column as the hospital fills it in."""
    if column.path == NUMBER:
        return structs.replace(column, name="patientNumber", means=OF_NUMBER)
    if column.path == ACCEPTED:
        return structs.replace(column, name="acceptedDate", kind=Kind.DAY, means=OF_ACCEPTANCE)
    if column.path == BORN:
        return Column("birthDate", BORN, Kind.DAY, False, means=OF_BIRTH)
    if is_day(column):
        named = column.name[:-2] + "ate"
        return structs.replace(column, name=named, kind=Kind.DAY)
    return column


def is_day(column: Column) -> bool:
    """Whether a column counts days from acceptance."""
    return column.kind is Kind.WHOLE and column.name.lower().endswith("day")


def identified_sheet(sheet: Sheet) -> Sheet:
    """The sheet as the hospital fills it in; names take the place of link tokens."""
    columns = [identified(column) for column in sheet.columns if column.path[0] != LINKS]
    if sheet is PATIENTS:
        columns[1:1] = NAMES
    return structs.replace(sheet, columns=tuple(columns))


OF_PATIENTS = (PATIENTS, *LISTS.values())
IDENTIFIED = (*map(identified_sheet, OF_PATIENTS), *DRAFTS.values())


def pseudonymised(raw: dict[str, RawSheet], hospital: Hospital) -> Pseudonymised:
    """Every sheet as it may be sent. Patients new in the sheet `patients` enter the table."""
    parsed = {s.name: parse(s, raw[s.name]) for s in IDENTIFIED if s.name in raw}
    findings = [finding for one in parsed.values() for finding in one.findings]
    patients = parsed[PATIENTS.name].rows if PATIENTS.name in parsed else ()
    for row in patients:
        findings += enrol(row, hospital)
    findings += twice_accepted(patients)
    persons = {number: number_words(number) for number in hospital.table.patients}
    for row in patients:
        number = row.values[NUMBER]
        persons[number] = persons.get(number, set()) | words_of(row)
    sheets: dict[str, Cells] = {}
    for sheet in (*OF_PATIENTS, *DRAFTS.values()):
        if sheet.name in parsed:
            sheets[sheet.name], faults = to_send(sheet, parsed[sheet.name], hospital, persons)
            findings += faults
    return Pseudonymised(sheets, tuple(findings))


def enrol(row: Row, hospital: Hospital) -> Iterator[FileFinding]:
    """Enter a patient into the table, or say why the row contradicts it."""
    number, accepted = row.values[NUMBER], row.values.get(ACCEPTED)
    born, before = row.values.get(BORN), hospital.table.accepted_on(number, hospital.programme_id)
    if hospital.table.knows_otherwise(number):
        yield file_finding("number-as-before", PATIENTS.name, row.number, "patientNumber")
    if accepted and before and accepted != before and not hospital.accepts_anew:
        yield file_finding("acceptance-as-before", PATIENTS.name, row.number, "acceptedDate")
    if born and born > (accepted or before or born):
        yield file_finding("born-before-acceptance", PATIENTS.name, row.number, "birthDate")
    if accepted and (not before or hospital.accepts_anew):
        hospital.table.accept(number, hospital.programme_id, accepted, hospital.random_bytes)


def twice_accepted(rows: Iterable[Row]) -> Iterator[FileFinding]:
    """A patient stands twice in the sheet, accepted on different days."""
    first: dict[str, date] = {}
    for row in rows:
        accepted = row.values.get(ACCEPTED)
        if accepted and first.setdefault(row.values[NUMBER], accepted) != accepted:
            yield file_finding("acceptance-as-before", PATIENTS.name, row.number, "acceptedDate")


def number_words(number: str) -> set[str]:
    """The words of a patient's number; very short ones are left out."""
    return {word for word in words_in(number) if len(word) >= SHORTEST_NAME}


def words_of(row: Row) -> set[str]:
    """The words of a patient's number and names, and the date of birth as digits.

    Very short words are left out.
    """
    told = (row.values.get(path, "") for path in (NUMBER, FAMILY, GIVEN))
    words = {word for text in told for word in words_in(text) if len(word) >= SHORTEST_NAME}
    born = row.values.get(BORN)
    return words | ({f"{born:{form}}" for form in DATES} if born else set())


def words_in(text: str) -> set[str]:
    """The words of a text, without accents and case, and its numbers, also where they touch."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    dates = re.findall(r"\d{1,4}[-./ ]\d{1,2}[-./ ]\d{1,4}", plain)
    return {*re.findall(r"[^\W\d_]+|\d+", plain), *(re.sub(r"\D", "", day) for day in dates)}


def to_send(
    sheet: Sheet, parsed: Parsed, hospital: Hospital, persons: dict[str, set[str]]
) -> tuple[Cells, list[FileFinding]]:
    """The rows of a sheet in the columns of the template, and what cannot be sent."""
    lines: Cells = {}
    faults: list[FileFinding] = []
    for row in parsed.rows:
        number = row.values.get(NUMBER)
        # a text of no patient may name any of them
        words = persons.get(number, set()) if number else set().union(*persons.values())
        shown = list(identifying(parsed.sheet, row, words))
        faults += (file_finding("cell-not-identifying", sheet.name, row.number, c) for c in shown)
        if number and hospital.table.accepted_on(number, hospital.programme_id) is None:
            faults.append(file_finding("patient-enrolled", sheet.name, row.number, "patientNumber"))
        elif not shown:
            links = links_of(row, hospital)
            lines[row.number] = [
                getattr(links, column.path[1], None)
                if column.path[0] == LINKS
                else told(column, row, hospital)
                for column in sheet.columns
            ]
    return lines, faults


def told(column: Column, row: Row, hospital: Hospital) -> Any:
    """One cell as it may leave the hospital."""
    value, number = row.values.get(column.path), row.values.get(NUMBER)
    if number is None:
        return getattr(value, "name", value)
    accepted = hospital.table.accepted_on(number, hospital.programme_id)
    if column.path == NUMBER:
        return hospital.table.pseudonym(number)
    if not isinstance(value, date) or accepted is None:
        return getattr(value, "name", value)
    if column.path == ACCEPTED:
        return month_of(value)
    return age_band(value, accepted) if column.path == BORN else day_offset(accepted, value)


def links_of(row: Row, hospital: Hospital) -> LinkTokens | None:
    """The link tokens of a patient whose names and date of birth the sheet tells."""
    family, given, born = (row.values.get(path) for path in (FAMILY, GIVEN, BORN))
    pseudonym = hospital.table.pseudonym(row.values.get(NUMBER, ""))
    if hospital.link_key is None or not (family and given and born and pseudonym):
        return None
    return LinkTokens(*link_tokens(hospital.link_key, family, given, born, pseudonym))


def identifying(sheet: Sheet, row: Row, words: set[str]) -> Iterator[str]:
    """The columns whose text looks like a direct identifier, or holds the patient's own."""
    for column in sheet.columns:
        text = row.values.get(column.path)
        if column.path in (NUMBER, FAMILY, GIVEN) or not isinstance(text, str):
            continue
        is_own = not words.isdisjoint(words_in(text))
        kind = FieldKind.TEXT if column.path == LESSON else FieldKind.CODE
        if column.kind is Kind.TEXT and (is_own or scan(text, kind=kind)):
            yield column.name
