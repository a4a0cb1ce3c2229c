"""Coded terms of adverse events. Whatever else stands in a term or version is free text.

A free text may describe a patient in words no scan finds, and a snapshot is for ever: only what
is a code by its shape and check digit, or stands in a list, may become public.
"""

import re
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from stdnum import verhoeff

ASTCT = {term.casefold(): term for term in ("CRS", "ICANS", "IEC-HS")}
CTCAE = Path(__file__).with_name("ctcae.txt")
VERSION = re.compile(r"(v?\d{1,4}([.-]\d{1,2}){0,2}|\d{8})?", re.ASCII)
ICD_10 = re.compile(r"[A-Z]\d{2}(\.\d{1,4})?", re.ASCII)
ICD_11 = re.compile(r"[0-9A-Z][A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,2})?", re.ASCII)
MEDDRA = re.compile(r"10\d{6}", re.ASCII)
ORPHA = re.compile(r"(ORPHA:?)?\d{1,6}", re.ASCII)
SNOMED_CONCEPT = re.compile(r"[1-9]\d{2,14}[01]0\d", re.ASCII)


def coded_term(system: str, term: str, version: str) -> str | None:
    """The term as its system of codes writes it; None where it is no code of a listed system."""
    code_of = CODES.get(system)
    return code_of(term.strip()) if code_of and VERSION.fullmatch(version) else None


def shaped(pattern: re.Pattern[str], term: str) -> str | None:
    """A code by its shape."""
    return term if pattern.fullmatch(term) else None


def concept(term: str) -> str | None:
    """A concept of SNOMED CT: by its shape and its check digit (Verhoeff)."""
    return term if SNOMED_CONCEPT.fullmatch(term) and verhoeff.is_valid(term) else None


def ctcae(term: str) -> str | None:
    """A term of CTCAE, or its code of MedDRA."""
    return ctcae_terms().get(term.casefold()) or shaped(MEDDRA, term)


@cache
def ctcae_terms() -> dict[str, str]:
    """The terms of CTCAE that gene and cell therapies report, by their small letters."""
    return {term.casefold(): term for term in CTCAE.read_text("utf-8").splitlines()}


CODES: dict[str, Callable[[str], str | None]] = {
    "ASTCT": lambda term: ASTCT.get(term.casefold()),
    "CTCAE": ctcae,
    "ICD-10": partial(shaped, ICD_10),
    "ICD-11": partial(shaped, ICD_11),
    "MedDRA": partial(shaped, MEDDRA),
    "ORPHA": partial(shaped, ORPHA),
    "SNOMED CT": concept,
}
"""What each listed system of codes makes of a term."""
