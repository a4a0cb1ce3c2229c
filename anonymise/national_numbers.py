"""National identity and patient numbers, recognised by their form and their check digits.

Each number is a row: where it is used, its form, whether it is valid, and whether it is
*distinctive*. The arithmetic is python-stdnum's, except where that library reads the clock (BE,
DK, NO, SE): a scan must give the same answer on every day, so there only its parts without a
clock are used. A form is distinctive if at most one code in twenty of that form would satisfy it
by chance, batch codes made of a date and a running number included. The others are searched for
in texts and pseudonyms, but not in codes.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from stdnum.at import vnr
from stdnum.bg import egn
from stdnum.ch import ssn
from stdnum.cz import rc
from stdnum.de import idnr
from stdnum.dk import cpr
from stdnum.ee import ik
from stdnum.es import dni, nie
from stdnum.exceptions import ValidationError
from stdnum.fi import hetu
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.gr import amka
from stdnum.hr import oib
from stdnum.ie import pps
from stdnum.is_ import kennitala
from stdnum.it import codicefiscale
from stdnum.lv import pvn
from stdnum.nl import bsn
from stdnum.no import fodselsnummer
from stdnum.pl import pesel
from stdnum.pt import cc
from stdnum.ro import cnp
from stdnum.se import personnummer
from stdnum.si import emso

# A number stands alone: no letter or digit touches it, and it is no part of a longer chain of
# digits such as 2019-001234-12, 10.1038/123456789 or 130,000,000.5.
_BEFORE = r"(?<![A-Za-z0-9])(?<!\d[.,/-])"
_AFTER = r"(?![A-Za-z0-9])(?![.,/-]\d)"
# Doses and counts end in zeros; one identity number in a thousand does.
_NOT_ROUND = r"(?!\d*000(?![0-9A-Za-z]))"
# Eight digits and a letter are often a production date and a run: 20240515A.
_NOT_A_DATE = r"(?!(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))"


_SEPARATORS = str.maketrans("", "", " .:/-")


@dataclass(frozen=True)
class NationalNumber:
    """One kind of number: where it is used, its form (a regular expression) and its check.

    The check sees the number without blanks, dots, colons, slashes and hyphens, except where
    they carry meaning (`as_written`).
    """

    country: str
    form: str
    is_valid: Callable[[str], bool]
    distinctive: bool = True
    as_written: bool = False

    def holds(self, written: str) -> bool:
        """Whether the check digits of a number written in this form are right."""
        return self.is_valid(written if self.as_written else written.translate(_SEPARATORS))


def _belgian(number: str) -> bool:
    """Rijksregister number: 97 minus the rest, a 2 set before it for births from 2000 on."""
    body, check = number[:-2], int(number[-2:])
    in_year = int(number[2:4]) % 20 <= 12
    return in_year and check in (97 - int(body) % 97, 97 - int("2" + body) % 97)


def _danish(number: str) -> bool:
    """CPR number written as date and serial; it has had no check digit since 2007."""
    return _accepted(cpr.get_birth_date, number)


def _danish_with_check(number: str) -> bool:
    """CPR number written as ten digits, where only the old check digit tells it from others."""
    return cpr.checksum(number) == 0 and _danish(number)


def _norwegian(number: str) -> bool:
    """Fødselsnummer: two check digits and a date."""
    checks = fodselsnummer.calc_check_digit1(number) + fodselsnummer.calc_check_digit2(number)
    return number[-2:] == checks and _accepted(fodselsnummer.get_birth_date, number)


def _swedish(number: str) -> bool:
    """Personnummer; of a ten-digit one both centuries are tried."""
    centuries = ("",) if len(number) == 12 else ("19", "20")
    return any(personnummer.is_valid(century + number) for century in centuries)


def _german_insurance(number: str) -> bool:
    """Krankenversichertennummer, unchanging part (§ 290 SGB V): letter as 01-26, weights 1 and 2,
    digit sums, modulo 10."""
    digits = f"{ord(number[0].upper()) - ord('A') + 1:02d}{number[1:]}"
    products = [int(digit) * (1 + i % 2) for i, digit in enumerate(digits[:-1])]
    return sum(product // 10 + product % 10 for product in products) % 10 == int(digits[-1])


def _accepted(parse: Callable[[str], object], number: str) -> bool:
    try:
        parse(number)
    except ValidationError:
        return False
    return True


_DNI = rf"{_NOT_A_DATE}\d{{8}}-?[A-Z]|\d\d\.\d{{3}}\.\d{{3}}-?[A-Z]"
_NIR = r"[1-478][ .]?\d\d[ .]?\d\d[ .]?\d[\dAB][ .]?\d{3}[ .]?\d{3}[ .]?\d\d"
_CODICE_FISCALE = r"[A-Z]{3} ?[A-Z]{3} ?\w\w[A-Z]\w\w ?[A-Z]\w{3} ?[A-Z]"

NATIONAL_NUMBERS: tuple[NationalNumber, ...] = (
    NationalNumber("ES", _DNI, dni.is_valid),
    NationalNumber("ES", r"[XYZ]-?\d{7}-?[A-Z]", nie.is_valid),
    NationalNumber("FR", _NIR, nir.is_valid),
    NationalNumber("IT", _CODICE_FISCALE, codicefiscale.is_valid),
    NationalNumber("FI", r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]", hetu.is_valid, as_written=True),
    NationalNumber("IE", r"\d{7}[A-W][ABHWTX]?", pps.is_valid),
    NationalNumber("PT", r"\d{8} ?\d ?(?:[A-Z][A-Z0-9]|\d[A-Z])\d", cc.is_valid),
    NationalNumber("BE", r"\d\d[. ]?\d\d[. ]?\d\d[ -]?\d{3}[. ]?\d\d", _belgian),
    NationalNumber("NO", r"\d{6}[ -]?\d{5}", _norwegian),
    NationalNumber("CH", r"756[. ]?\d{4}[. ]?\d{4}[. ]?\d\d", ssn.is_valid),
    NationalNumber("RO", r"[1-9]\d{12}", cnp.is_valid),
    NationalNumber("SI", r"\d{13}", emso.is_valid),
    NationalNumber("EE LT", r"[1-6]\d{10}", ik.is_valid),
    NationalNumber("IS", r"\d{6}-?\d{4}", kennitala.is_valid),
    NationalNumber("NL", r"\d{9}|\d{4}\.\d\d\.\d{3}", bsn.is_valid, distinctive=False),
    NationalNumber("GB", r"\d{10}|\d{3}[ -]\d{3}[ -]\d{4}", nhs.is_valid, distinctive=False),
    NationalNumber("DE", r"\d{11}|\d\d(?: \d{3}){3}", idnr.is_valid, distinctive=False),
    NationalNumber("DE", r"[A-Z]\d{9}", _german_insurance, distinctive=False),
    NationalNumber("HR", r"\d{11}", oib.is_valid, distinctive=False),
    NationalNumber("PL", r"\d{11}", pesel.is_valid, distinctive=False),
    NationalNumber("GR", r"\d{11}", amka.is_valid, distinctive=False),
    NationalNumber("LV", r"[0-3]\d{5}-?\d{5}", pvn.is_valid, distinctive=False),
    NationalNumber("AT", r"\d{10}|\d{4} \d{6}", vnr.is_valid, distinctive=False),
    NationalNumber("CZ SK", r"\d{10}|\d{6}/\d{3,4}", rc.is_valid, distinctive=False),
    NationalNumber("BG", r"\d{10}", egn.is_valid, distinctive=False),
    NationalNumber("SE", r"(?:\d\d)?\d{6}[-+]\d{4}", _swedish, distinctive=False),
    NationalNumber("SE", r"\d{10}|\d{12}", _swedish, distinctive=False),
    NationalNumber("DK", r"\d{6}-\d{4}", _danish, distinctive=False),
    NationalNumber("DK", r"\d{10}|\d{6} \d{4}", _danish_with_check, distinctive=False),
)


class NumberSearch:
    """A search for the numbers of these rows in a text."""

    def __init__(self, rows: Iterable[NationalNumber]) -> None:
        self._rows = [(row, _standing_alone(row.form)) for row in rows]
        self._any = _standing_alone("|".join(row.form for row, _ in self._rows))

    def __call__(self, text: str) -> bool:
        """Whether a valid number of one of these kinds stands in the text."""
        # One pass with all forms: most texts hold none, and are done.
        return self._any.search(text) is not None and any(
            row.holds(match.group()) for row, form in self._rows for match in form.finditer(text)
        )


def _standing_alone(form: str) -> re.Pattern[str]:
    return re.compile(f"{_BEFORE}{_NOT_ROUND}(?:{form}){_AFTER}", re.IGNORECASE | re.ASCII)


any_national_number = NumberSearch(NATIONAL_NUMBERS)
distinctive_national_number = NumberSearch(row for row in NATIONAL_NUMBERS if row.distinctive)
