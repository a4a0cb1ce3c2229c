"""Column names under which hospital spreadsheets keep what must not be sent."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

# English, Spanish, German, French, Italian, Dutch; lower case, without accents.
_ALONE = frozenset((
    "name", "nombre", "nom", "nome", "naam", "patient", "paciente", "paziente", "born", "tel"
))  # fmt: skip
"""Identifying as the whole column name only: "product name" is harmless."""

_ANYWHERE = frozenset((
    "surname", "forename", "firstname", "lastname", "fullname", "patientname", "initials",
    "apellido", "apellidos", "iniciales", "vorname", "nachname", "familienname", "patientenname",
    "initialen", "prenom", "cognome", "voornaam", "achternaam", "initiales", "iniziali", "birth",
    "birthday", "birthdate", "dob", "nacimiento", "geburtsdatum", "geburtstag", "naissance",
    "nascita", "geboortedatum", "mrn", "nhc", "ipp", "historia", "patientid", "patientennummer",
    "fallnummer", "patientnummer", "dni", "nie", "nif", "nhs", "bsn", "nir", "ssn", "pesel",
    "cpr", "kvnr", "versichertennummer", "phone", "telephone", "mobile", "telefono", "movil",
    "telefon", "handy", "telefonnummer", "cellulare", "telefoon", "mobiel", "email", "mail",
    "correo", "address", "direccion", "domicilio", "adresse", "anschrift", "indirizzo", "adres",
    "postcode", "postal", "zip", "plz", "postleitzahl"
))  # fmt: skip
_PAIRS = frozenset((
    "first name", "last name", "family name", "full name", "patient name", "given name",
    "patient id", "patient no", "patient number", "hospital number", "e mail", "nom famille",
    "cartella clinica", "codice fiscale", "nombre paciente", "nome paziente", "nom patient"
))  # fmt: skip
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_FILLERS = frozenset(("of", "the", "de", "del", "della", "di", "du", "la", "van", "der"))


def scan_mapping_keys(names: Iterable[str]) -> list[int]:
    """Zero-based positions of the column names that announce an identifier.

    Positions, because the first row of a sheet without a heading is a patient.
    """
    return [position for position, name in enumerate(names) if _identifying(name)]


def _identifying(name: str) -> bool:
    words = _words(name)
    if len(words) == 1 and words[0] in _ALONE:
        return True
    pairs = (" ".join(pair) for pair in pairwise(words))
    return not _ANYWHERE.isdisjoint(words) or not _PAIRS.isdisjoint(pairs)


def _words(name: str) -> list[str]:
    letters = unicodedata.normalize("NFKD", _CAMEL.sub(" ", name)).casefold()
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    return [word for word in re.split(r"[^a-z]+", plain) if word and word not in _FILLERS]
