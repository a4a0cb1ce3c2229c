"""Words that stand on a page as they came: English ones, and names. Marked, in one place.

What the registry says itself comes from the catalogues of `registry/locales`. What sponsors and
sources wrote stays in their words; on a page in another language it is marked as English, so that
a screen reader speaks it right and a translator knows what to translate. A name is no word of any
language.
"""

from collections.abc import Iterable

from markupsafe import Markup, escape

from registry.language import ENGLISH, Language


def english(words: str, language: Language) -> str:
    """Words of the directory or the snapshot, as English where the page is not."""
    if not words or language == ENGLISH or isinstance(words, Markup):
        return words
    return Markup('<span lang="en">{}</span>').format(words)


def name(words: str) -> str:
    """A name, an id or an address: not to be translated. (HTML, the attribute `translate`.)"""
    return Markup('<span translate="no">{}</span>').format(words) if words else words


def joined(between: str, parts: Iterable[str]) -> str:
    """The parts that are not empty, with something between; markup where one of them is."""
    told = [part for part in parts if part]
    if any(isinstance(part, Markup) for part in told):
        return escape(between).join(told)
    return between.join(told)
