"""The identifier scan: values that look like they name a person are refused.

Law 7: names, birth dates, hospital and national numbers, and the codes printed on one patient's
product stay in the hospital. The hospital's tool runs this scan before anything leaves, the
registry runs it again on everything that arrives. A scan sees forms, not meanings: it stops
mistakes, and cannot prove that a text names nobody.

Every rule is a row: an id, one sentence for the person who must mend the value, and a pure test.
Nothing here returns, raises or logs the value it has seen.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from stdnum import ean

from anonymise.national_numbers import any_national_number, distinctive_national_number
from anonymise.personal_words import (
    LABELLED_NUMBER,
    PERSON_NAMED,
    PHONE_NUMBER,
    WRITTEN_DATE,
)


class FieldKind(StrEnum):
    """What a scanned field is meant to hold."""

    PSEUDONYM = "pseudonym"
    """A random source pseudonym: 8 to 64 of A-Z a-z 0-9 _ -, and nothing a person is known by."""
    TEXT = "text"
    """Free text in any language."""
    CODE = "code"
    """A local id or batch code, which may be a number or contain a production date."""


@dataclass(frozen=True)
class IdentifierRule:
    """One thing that is refused: `test` is True for a value that looks like it."""

    id: str
    sentence: str
    test: Callable[[str], bool]


def scan(value: str, *, kind: FieldKind) -> IdentifierRule | None:
    """The first rule this value breaks in a field of this kind, or None. Never the value."""
    if kind is FieldKind.PSEUDONYM and _RANDOM.fullmatch(value):
        return None
    readable = value if kind is FieldKind.PSEUDONYM else _plain(value)
    return next((rule for rule in RULES[kind] if rule.test(readable)), None)


# 128 or 256 random bits as commonly written: hexadecimal, UUID, or 26 characters in base 32. Some
# consist of letters only, or contain what could be a date. 40 characters may be a European code.
_RANDOM = re.compile(
    r"[0-9a-f]{32}|[0-9A-F]{32}|[0-9a-f]{64}|[0-9A-F]{64}|[0-9A-Z]{26}|[0-9a-z]{26}"
    r"|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
)
_DASHES = dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-")


def _plain(value: str) -> str:
    """Wide digits, exotic blanks and dashes as their ASCII forms; invisible characters dropped."""
    if value.isascii():
        return value
    text = unicodedata.normalize("NFKC", value).translate(_DASHES)
    return "".join(c for c in text if unicodedata.category(c) != "Cf")


# Single European Code, Directive 2006/86/EC, Annex VII: country, 6 of tissue establishment, 13 of
# donation; then coding system, 7 of product, 3 of split, expiry date. The first 21 name the donor.
_SEC_COUNTRY = (
    "(?:AT|BE|BG|CH|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|GR|HR|HU|IE|IS|IT|LI|LT|LU|LV|MT|NL|NO|PL|PT"
    "|RO|SE|SI|SK|UK|XI)"
)
_SEC = re.compile(
    rf"(?<![A-Z0-9])(?:SEC)?{_SEC_COUNTRY}[- ]?[A-Z0-9]{{6}}[- ]?[A-Z0-9]{{13}}[- ]?"
    r"[AEB][A-Z0-9]{7}[- ]?[A-Z0-9]{3}[- ]?\d{8}(?![A-Z0-9])",
    re.IGNORECASE | re.ASCII,
)
_DONATION = re.compile(
    rf"(?<![A-Z0-9]){_SEC_COUNTRY}[- ]?\d{{6}}[- ]?(?=[A-Z]*\d)[A-Z0-9]{{13}}(?![A-Z0-9])",
    re.IGNORECASE | re.ASCII,
)

# GS1 General Specifications, application identifiers 01 (GTIN) and 21 (serial number), in brackets,
# in a web address or bare; and the printed form of a medicine's pack: GTIN or PC, then SN.
_SERIAL_AFTER_GTIN = re.compile(
    r"\(01\) ?(\d{14}).{0,80}?\(21\) ?\w"
    r"|/01/(\d{14}).{0,80}?/21/\w"
    r"|(?:(?<!\d)|(?<=\][A-Z]\d))01(\d{14})[^ ]{0,60}?21[\w-]"
    r"|\b(?:GTIN|PC)\W{0,3}(\d{14}|\d{13})\b.{0,80}?\b(?:SN|S/N|SERIAL)\W{1,3}\w*\d",
    re.IGNORECASE | re.ASCII | re.DOTALL,
)

_E_MAIL = re.compile(r"[^\s@<>]@[^\s@<>]+\.[^\W\d_]{2,}")

_PSEUDONYM_FORM = re.compile(r"[A-Za-z0-9_-]{8,64}")
_NAME_WORD = r"(?:[a-z]+|[A-Z]+|[A-Z][a-z]+(?:[A-Z][a-z]{2,})*)"
_NAME = re.compile(rf"{_NAME_WORD}(?:[_-]{_NAME_WORD})*")
_MONTH, _DAY, _YEAR = r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])", r"(?:19|20)\d\d"
_DATE_IN_PSEUDONYM = re.compile(
    rf"(?<!\d)(?:{_YEAR}[-_]?{_MONTH}[-_]?{_DAY}|{_DAY}[-_]?{_MONTH}[-_]?{_YEAR})(?!\d)"
)
_HOSPITAL_DIGITS = range(5, 13)


def _sec(value: str) -> bool:
    spelled = re.sub(r"[\W_]", "", value)
    return any((_SEC.search(value), _DONATION.search(value), _SEC.fullmatch(spelled)))


def _gtin_with_serial(value: str) -> bool:
    found = (next(filter(None, m.groups())) for m in _SERIAL_AFTER_GTIN.finditer(value))
    return any(ean.is_valid(gtin) for gtin in found)


def _hospital_number(value: str) -> bool:
    digits = value.replace("-", "").replace("_", "")
    return digits.isdecimal() and len(digits) in _HOSPITAL_DIGITS


def _finds(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: pattern.search(value) is not None


E_MAIL = IdentifierRule("e-mail", "An e-mail address must not be sent; remove it.", _finds(_E_MAIL))
SEC = IdentifierRule(
    "single-european-code",
    "A Single European Code names one donor; send at most its tissue establishment code.",
    _sec,
)
GTIN_SERIAL = IdentifierRule(
    "gtin-with-serial",
    "A product number with its serial number names one patient's product; leave the serial out.",
    _gtin_with_serial,
)
NATIONAL = IdentifierRule(
    "national-number",
    "This looks like a national identity or health number with valid check digits; remove it, or "
    "write a number that means something else with its unit or a letter before it.",
    any_national_number,
)
NATIONAL_IN_CODE = IdentifierRule(
    "national-number-as-code",
    "This looks like a national identity or health number with valid check digits; use a code "
    "that is not made from one.",
    distinctive_national_number,
)
LABELLED = IdentifierRule(
    "hospital-number",
    "A number labelled as a patient's or insured person's must not be sent; remove it.",
    _finds(LABELLED_NUMBER),
)
HOSPITAL_PSEUDONYM = IdentifierRule(
    "hospital-number-as-pseudonym",
    "5 to 12 digits look like a hospital number; draw a random pseudonym instead.",
    _hospital_number,
)
DATE = IdentifierRule(
    "full-date",
    "A full calendar date must not be sent; write days since acceptance, or month and year.",
    _finds(WRITTEN_DATE),
)
DATE_PSEUDONYM = IdentifierRule(
    "date-in-pseudonym",
    "A pseudonym must not contain a date; draw a random one.",
    _finds(_DATE_IN_PSEUDONYM),
)
PHONE = IdentifierRule(
    "phone-number", "A telephone number must not be sent; remove it.", _finds(PHONE_NUMBER)
)
PERSON = IdentifierRule(
    "person-named", "A person must not be named; write patient instead.", _finds(PERSON_NAMED)
)
NAME_PSEUDONYM = IdentifierRule(
    "name-as-pseudonym",
    "Letters only look like a name; draw a random pseudonym instead.",
    lambda value: _NAME.fullmatch(value) is not None,
)
PSEUDONYM_FORM = IdentifierRule(
    "pseudonym-form",
    "A pseudonym has 8 to 64 characters, each a letter A-Z, a digit, a hyphen or an underscore.",
    lambda value: _PSEUDONYM_FORM.fullmatch(value) is None,
)

RULES: Mapping[FieldKind, tuple[IdentifierRule, ...]] = MappingProxyType(
    {
        FieldKind.PSEUDONYM: (
            E_MAIL,
            SEC,
            GTIN_SERIAL,
            LABELLED,
            DATE_PSEUDONYM,
            HOSPITAL_PSEUDONYM,
            NATIONAL,
            NAME_PSEUDONYM,
            PSEUDONYM_FORM,
        ),
        FieldKind.TEXT: (E_MAIL, SEC, GTIN_SERIAL, DATE, LABELLED, NATIONAL, PHONE, PERSON),
        FieldKind.CODE: (E_MAIL, SEC, GTIN_SERIAL, LABELLED, NATIONAL_IN_CODE),
    }
)
"""For each kind of field the rules a value must pass, in the order they are tried."""
