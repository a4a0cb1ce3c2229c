"""Public identifiers of programmes, diseases, countries and organisations, known by their form.

Each kind is a row: what it looks like, its pattern, and how its normal form is written. Only ROR
publishes its check digits; those of EudraCT are unpublished, so its form alone is checked. Forms:
EudraCT and CTIS (a 5 after the year tells a number of CTIS), ClinicalTrials.gov, HMA-EMA catalogue
of studies, Orphanet, WHO ICD-10 and ICD-11 Reference Guide (no I and no O), ISO 3166-1, ROR
documentation, EMA Organisation Management Service. EBMT states no length for its centre codes.

Codes that point at one patient are no public identifiers; `anonymise.identifiers` refuses them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class IdentifierKind(StrEnum):
    """The register or list that gives the identifier."""

    EUDRACT = "EUDRACT"
    EU_CT = "EU_CT"
    NCT = "NCT"
    EUPAS = "EUPAS"
    ORPHA = "ORPHA"
    ICD_10 = "ICD_10"
    ICD_11 = "ICD_11"
    COUNTRY = "COUNTRY"
    ROR = "ROR"
    ORG = "ORG"
    LOC = "LOC"
    EBMT_CIC = "EBMT_CIC"


# Where the registry has authorities and centres: the 27 Member States (Treaty on European Union,
# Article 52), the EEA States (EEA Agreement, Article 126), CH and GB; codes of ISO 3166-1 alpha-2.
_MEMBER_STATES = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
COUNTRIES = (*_MEMBER_STATES.split(), "IS", "LI", "NO", "CH", "GB")
# UK and EL are the European Union's own writing, XI its prefix for Northern Ireland.
_ALSO_WRITTEN = {"UK": "GB", "XI": "GB", "EL": "GR"}
_FLAGS = re.ASCII | re.IGNORECASE
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def _upper(match: re.Match[str]) -> str:
    return match[0].upper()


def _orpha(match: re.Match[str]) -> str:
    return f"ORPHA:{match[1]}"


def _country(match: re.Match[str]) -> str | None:
    code = _ALSO_WRITTEN.get(_upper(match), _upper(match))
    return code if code in COUNTRIES else None


def _ror(match: re.Match[str]) -> str | None:
    """ROR check digits: 98 - (n·100 mod 97), n the six characters in Crockford's base 32."""
    id_ = match[1].lower()
    n = 0
    for character in id_[1:7]:
        n = n * 32 + _CROCKFORD.index(character)
    return id_ if id_[7:] == f"{98 - n * 100 % 97:02d}" else None


@dataclass(frozen=True)
class PublicIdentifier:
    """One kind: a sentence with an example, its pattern, and its normal form.

    The pattern is for the whole text in either case. `normal` gives None where the form is right
    and the check digits or the list are not.
    """

    kind: IdentifierKind
    sentence: str
    pattern: str
    normal: Callable[[re.Match[str]], str | None] = _upper


_ICD_11 = "[0-9A-HJ-NP-Z]"
_ICD_11_STEM = rf"(?![0X]){_ICD_11}[A-HJ-NP-Z]\d{_ICD_11}(?:\.{_ICD_11}{{1,2}})?"
_ICD_11_EXTENSION = rf"X[A-HJ-NP-Z]\d{_ICD_11}{{1,3}}"
_K, _Row = IdentifierKind, PublicIdentifier
PUBLIC_IDENTIFIERS = {
    row.kind: row
    for row in (
        _Row(_K.EUDRACT, "Year, six digits, the first not 5, two check digits: 2019-003374-91.",
             r"\d{4}-(?!5)\d{6}-\d{2}"),
        _Row(_K.EU_CT, "Year, six digits from 5, two, perhaps a resubmission: 2022-500123-41-00.",
             r"\d{4}-5\d{5}-\d{2}(?:-\d{2})?"),
        _Row(_K.NCT, "NCT and eight digits: NCT03144583.", r"NCT\d{8}"),
        _Row(_K.EUPAS, "EUPAS and two or more digits: EUPAS32539.", r"EUPAS\d{2,}"),
        _Row(_K.ORPHA, "One to six digits, perhaps ORPHA: before them: ORPHA:586.",
             r"(?:ORPHA:)?(?=\d{1,6}\Z)0*([1-9]\d*)", _orpha),
        _Row(_K.ICD_10, "Letter, digit, one more, perhaps a dot and up to four: C83.3.",
             r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?"),
        _Row(_K.ICD_11, "Four to six characters, more codes after & or /: 2A85.5.",
             rf"{_ICD_11_STEM}(?:[&/](?:{_ICD_11_STEM}|{_ICD_11_EXTENSION}))*"),
        _Row(_K.COUNTRY, "Two letters of ISO 3166-1: ES.", r"[A-Z]{2}", _country),
        _Row(_K.ROR, "0, six characters, two check digits, perhaps as a link: 021018s57.",
             r"(?:(?:https?://)?ror\.org/)?(0[0-9a-hjkmnp-tv-z]{6}\d{2})", _ror),
        _Row(_K.ORG, "ORG- and nine digits: ORG-100001234.", r"ORG-\d{9}"),
        _Row(_K.LOC, "LOC- and nine digits: LOC-100001234.", r"LOC-\d{9}"),
        _Row(_K.EBMT_CIC, "A number of up to five digits: 214.", r"[1-9]\d{0,4}"),
    )
}  # fmt: skip
_OF_PROGRAMMES = (_K.EUDRACT, _K.EU_CT, _K.NCT, _K.EUPAS)


def normalise(kind: IdentifierKind, text: str) -> str | None:
    """The identifier in its normal form, or None if the text is not of this kind."""
    row = PUBLIC_IDENTIFIERS[kind]
    match = re.fullmatch(row.pattern, text.strip(), _FLAGS)
    return row.normal(match) if match else None


def identify(text: str) -> tuple[IdentifierKind, str] | None:
    """Which study register a programme's identifier is of, with its normal form, or None."""
    normal = ((kind, normalise(kind, text)) for kind in _OF_PROGRAMMES)
    return next(((kind, written) for kind, written in normal if written), None)
