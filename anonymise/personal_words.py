"""How dates, telephone numbers, patient numbers and names are written in hospital texts.

English, Spanish, German, French, Italian, Dutch and Portuguese. Each pattern was written to leave
alone what such texts are full of: doses, day offsets, trial and literature identifiers, eponyms.
"""

import re

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19|20)\d\d"
_MONTH_NAME = (
    r"(?:jan|ene|gen|feb|f[ée]v|m[aä]r|maart|mars|apr|avr|abr|ma[yiï]|mag|mei|jun|jui|giu|jul|lug"
    r"|aug|ao[uû]|ago|sep|set|o[ckut]t|nov|de[csz]|d[ée]c|dic)[^\W\d_]*\.?"
)
_DAY_BEFORE_NAME = rf"{_DAY}(?:\.|st|nd|rd|th|er|º)?[ -](?:de |di |of )?"

WRITTEN_DATE = re.compile(
    rf"(?<![\d./-])(?:"
    rf"{_YEAR}([-/.]){_MONTH}\1{_DAY}"
    rf"|{_DAY}([-/.]) ?{_MONTH}\2 ?{_YEAR}|{_MONTH}([-/]){_DAY}\3{_YEAR}"
    rf"|(?:0[1-9]|[12]\d|3[01])([/.])(?:0[1-9]|1[0-2])\4\d\d)(?![./-]?\d)"
    rf"|(?<!\w){_DAY_BEFORE_NAME}{_MONTH_NAME},?[ -](?:de |del )?{_YEAR}(?!\d)"
    rf"|(?<!\w){_MONTH_NAME} {_DAY}(?:st|nd|rd|th)?,? {_YEAR}(?!\d)",
    re.IGNORECASE,
)
"""A day, month and year in figures or words, the year with four digits or, between dots or
slashes, two."""

_MORE_DIGITS = r"(?:[ ./()-]{0,2}\d)"
_TELEPHONE = (
    r"(?:tel|telephone|phone|mobile|tel[eé]fono|m[oó]vil|telefon|handy|t[eé]l[eé]phone|portable"
    r"|cellulare|telefoon|mobiel|telem[oó]vel)"
)

PHONE_NUMBER = re.compile(
    rf"(?<!\w)(?:\+|00)[1-9]{_MORE_DIGITS}{{7,14}}(?!\d)"
    rf"|(?<![\w.,/-])\(?0[1-9]{_MORE_DIGITS}{{7,10}}(?![\w.,]*\d)"
    rf"|\b{_TELEPHONE}\b\W{{0,3}}(?:\w{{1,3}}\W{{1,2}})?\d{_MORE_DIGITS}{{5,}}",
    re.IGNORECASE,
)
"""A number with country code, with the leading zero of a dialling code, or behind a word for
telephone."""

_PATIENT_NUMBER = (
    r"(?:pat(?:ient|iente?n|\.)?|hospital|historia|(?:ge)?fall|case|akten?|aufnahme|dossier|cartella"
    r"|processo|paci[eê]nte|paziente|pati[eë]nt|versicherten|krankenversicherten)"
    r"[ .-]{0,2}(?:id|no|nr|n[uú]m(?:ber|ero|mer)?|n[°º]|nummer|cl[ií]nica)"
)
_REGISTER = (
    r"(?:mrn|nhc|ipp|ssn|nhs|bsn|dni|nie|nif|nir|cip|cpr|pesel|amka|kvnr|emr|ehr|hcn|nuss|utente"
    r"|historia(?: cl[ií]nica)?|codice fiscale|dob|geb|born)"
)
_JOINED = r"(?:[ .:#=°º_-]{0,3}(?:no|nr|number|n)?[ .:#=°º_-]{0,3})"

LABELLED_NUMBER = re.compile(
    rf"(?<![^\W_])(?:{_PATIENT_NUMBER}{_JOINED}[A-Z]{{0,3}}-?\d(?:[ .-]?\d){{2,}}"
    rf"|{_REGISTER}{_JOINED}[A-Z]{{0,3}}-?\d(?:[ .-]?\d){{4,}})",
    re.IGNORECASE,
)
"""At least 3 digits behind words for a patient's number, or at least 5 behind the short name of a
register ("CIP 500" is a dose of an antibiotic)."""

_TITLE = (
    r"(?:(?:Mr|Mrs|Ms|Miss|Srt?a?|Señora?|Señorita|Frau|Herrn?|Mme|Mlle|Madame|Monsieur"
    r"|Mademoiselle|Signora?|[Mm]evr(?:ouw)?|[Dd]hr|[Dd]e heer|Senhora?)\b\.?"
    r"|(?:Fr|Hr|Mw|Sig)\.(?:ra)?)"
)
_PARTICLE = r"(?:(?:van|von|der|den|de|del|della|di|da|dos|la|le|el|zu|ter|ten)\s+)*"
_FAMILY_NAME_LABEL = (
    r"(?i:patient(?:'s)? name|surname|last name|family name|first name|apellidos?|nachname|vorname"
    r"|nom de famille|pr[ée]nom|cognome|achternaam|voornaam|apelido)"
)

PERSON_NAMED = re.compile(
    rf"(?<!\d )\b{_TITLE}\s+{_PARTICLE}[^\W\d_a-zß-öø-ÿ][^\W\d_]+"
    rf"|\b{_FAMILY_NAME_LABEL}\s*[:=]\s*[^\W\d_]"
)
"""A title before a capitalised word, or a word for surname or first name before a colon."""
