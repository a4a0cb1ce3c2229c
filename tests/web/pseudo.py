"""A language for tests only: every text is marked and 60 % longer, so that what is not translated
and what does not fit both show. Dates and names that Unicode CLDR knows are marked, too."""

from datetime import date
from decimal import Decimal
from gettext import NullTranslations

from registry.language import Language


class Stretched(NullTranslations):
    """Texts with marks around them and more letters than any real language needs."""

    def gettext(self, message: str) -> str:
        return stretched(message)

    def ngettext(self, one: str, many: str, n: int) -> str:
        return stretched(one if n == 1 else many)


class Pseudo(Language, frozen=True):
    """A language that marks also what no catalogue says."""

    def day(self, on: date) -> str:
        return marked(super().day(on))

    def month(self, on: date) -> str:
        return marked(super().month(on))

    def money(self, currency: str, amount: Decimal | int) -> str:
        return marked(super().money(currency, amount))

    def country(self, code: str) -> str:
        return marked(super().country(code))

    def tongue(self, code: str) -> str:
        return marked(super().tongue(code))


def stretched(message: str) -> str:
    """The message between marks, longer by six tenths; what is filled in stays as it is."""
    return marked(f"{message}{' ~~~~~~~~~~~~' * (1 + len(message) // 21)}") if message else message


def marked(words: str) -> str:
    """Words between the marks of this language."""
    return f"⟦{words}⟧"


PSEUDO = Pseudo("qps", marked("Pseudo"), "en_GB", read=lambda _: Stretched())
