"""The languages of the pages: texts by gettext, numbers, dates and country names by CLDR.

A text is its own key: English stands in the code, every other language in `locales/CODE.po`. What
a catalogue lacks is said in English; pages mark such blocks (docs/site.md).
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape
from msgspec import Struct

if TYPE_CHECKING:
    from babel import Locale

LOCALES = Path(__file__).parent / "locales"


@cache
def catalogue(code: str) -> NullTranslations:
    """The texts of `locales/CODE.po`, compiled when first asked for; English has no file."""
    path = LOCALES / f"{code}.po"
    if not path.exists():
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def cldr(name: str) -> "Locale":
    """The rules of a place for dates, numbers and names (Unicode CLDR)."""
    from babel import Locale

    return Locale.parse(name)


class Language(Struct, frozen=True):
    """A language: `code` is the `lang` attribute, `locale` its CLDR locale, `name` its own name.

    `reviewed_on` is the day a medical reader of that language confirmed the safety wording; while
    it is None, the English text stands beside the translation and counts.
    """

    code: str
    name: str
    locale: str
    reviewed_on: date | None = None
    read: Callable[[str], NullTranslations] = catalogue

    @property
    def texts(self) -> NullTranslations:
        """The catalogue of texts."""
        return self.read(self.code)

    @property
    def prefix(self) -> str:
        """What stands before the path of a page in this language."""
        return "" if self.code == "en" else f"/{self.code}"

    def href(self, path: str) -> str:
        """The address of a page in this language."""
        return f"{self.prefix}{path}".rstrip("/") or "/"

    def say(self, text: str, **values: object) -> str:
        """A text in this language, with its `%(name)s` filled in."""
        return filled(self.texts.gettext(text), values)

    def plural(self, one: str, many: str, number: int, **values: object) -> str:
        """The form of a text that goes with a number, which it can name as `%(num)s`."""
        said = self.texts.ngettext(one, many, number)
        return filled(said, {"num": self.number(number), **values})

    def day(self, on: date) -> str:
        """A date as people write it: 31 March 2027."""
        from babel.dates import format_date

        return str(format_date(on, "long", cldr(self.locale)))

    def month(self, on: date) -> str:
        """A month with its year: March 2027."""
        from babel.dates import format_skeleton

        return str(format_skeleton("yMMMM", on, locale=cldr(self.locale)))

    def number(self, value: float) -> str:
        """A number with the separators of the language."""
        if self.code == "en" and isinstance(value, int):
            return f"{value:,}"
        from babel.numbers import format_decimal

        return str(format_decimal(value, locale=cldr(self.locale)))

    def money(self, currency: str, amount: Decimal | int) -> str:
        """An amount with its currency's ISO 4217 code, which is the same in every language."""
        from babel.numbers import format_currency

        locale = cldr(self.locale)
        return str(format_currency(amount, currency, "#,##0.00 ¤¤", locale, currency_digits=True))

    def percent(self, share: float, digits: int = 0) -> str:
        """A share between 0 and 1 in per cent, with so many digits after the separator."""
        rounded = f"{100 * share:.{digits}f}"
        if self.code == "en":
            return f"{rounded}%"
        from babel.numbers import format_percent

        exact = Decimal(rounded) / 100
        return str(format_percent(exact, locale=cldr(self.locale), decimal_quantization=False))

    def tongue(self, code: str) -> str:
        """The name of a language; its ISO 639-1 code where CLDR does not know it."""
        return str(cldr(self.locale).languages.get(code, code))

    def country(self, code: str) -> str:
        """The name of a country; its ISO 3166-1 code where CLDR does not know it."""
        return str(cldr(self.locale).territories.get(code, code))


def filled(text: str, values: Mapping[str, object]) -> str:
    """A text with its values; where one of them is markup the whole is, the rest escaped."""
    if not values:
        return text
    if any(isinstance(value, Markup) for value in values.values()):
        return escape(text) % values
    return text % values


def marked(text: str) -> str:
    """A text for later: found by `he-registry messages` here, said by `Language.say` there."""
    return text


ENGLISH = Language("en", "English", "en_GB")
LANGUAGES = (ENGLISH, Language("es", "Español", "es"), Language("de", "Deutsch", "de"))
