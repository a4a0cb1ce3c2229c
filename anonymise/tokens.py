"""Link tokens: whether two hospitals may have treated one person, without saying who.

A hospital sends HMAC-SHA-256 (RFC 2104) of names and date of birth under the key of the sponsors'
consortium, three times: as written, with day and month of birth swapped, and with family and given
names swapped. Two persons whose tokens meet are possibly one. The registry does not hold the
consortium's key, and keeps the tokens under a key of its own.
"""

import hmac
import unicodedata
from datetime import date

from anonymise.pseudonym import keyed_digest

KEY_BYTES = 32


def link_tokens(
    key: bytes, family: str, given: str, born_on: date, pseudonym: str
) -> tuple[str, str, str]:
    """Three tokens of 64 lower-case hexadecimal digits, in an order that says nothing.

    Where swapping changes nothing, a token of the pseudonym takes its place: three always arrive,
    the same three each time.
    """
    family, given = spelled(family), spelled(given)
    tokens = {keyed_digest(key, family, given, day) for day in birth_days(born_on)}
    tokens.add(keyed_digest(key, given, family, born_on.isoformat()))
    padding = (keyed_digest(key, pseudonym, str(number)) for number in range(2))
    while len(tokens) < 3:
        tokens.add(next(padding))
    first, second, third = sorted(tokens)
    return first, second, third


def stored_token(key: bytes, token: str) -> str:
    """The token as the registry keeps it, under its own key; 64 lower-case hexadecimal digits."""
    return hmac.digest(key, bytes.fromhex(token), "sha256").hex()


def birth_days(born_on: date) -> set[str]:
    """The date of birth as written and, where that is a date, with day and month swapped."""
    days = {born_on.isoformat()}
    if born_on.day <= 12:
        days.add(born_on.replace(month=born_on.day, day=born_on.month).isoformat())
    return days


def spelled(name: str) -> str:
    """A name as its letters alone: without accents, case, spaces and hyphens."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in letters if letter.isalpha())
