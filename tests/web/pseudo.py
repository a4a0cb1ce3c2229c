"""A language for tests only: every text is marked and 60 % longer, so that what is not translated
and what does not fit both show."""

from gettext import NullTranslations

from registry.language import Language


class Stretched(NullTranslations):
    """Texts with marks around them and more letters than any real language needs."""

    def gettext(self, message: str) -> str:
        return stretched(message)

    def ngettext(self, one: str, many: str, n: int) -> str:
        return stretched(one if n == 1 else many)


def stretched(message: str) -> str:
    """The message between marks, longer by six tenths; what is filled in stays as it is."""
    return f"⟦{message}{' ~~~~~~~~~~~~' * (1 + len(message) // 21)}⟧" if message else message


PSEUDO = Language("qps", "Pseudo", "en_GB", read=lambda _: Stretched())
