"""What on a page in the marked language of tests nobody translated, and nobody marked as foreign.

A word is said by a catalogue where it stands between the marks of `tests/web/pseudo.py`; it is in
another language where an element around it says so (`lang`); it is a name where one says
`translate="no"`. Numbers are of every language. A title may repeat a name that stands on the page.
Everything else is English that slipped through.
"""

from collections.abc import Iterator
from html.parser import HTMLParser

from msgspec import Struct

OPEN, CLOSE = "⟦", "⟧"
SITE = " · HE Registry"
SAID_ALOUD = ("alt", "aria-label", "title", "placeholder", "data-head")
UNSEEN = frozenset({"script", "style"})
VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "path", "circle", "rect", "line"})
WITHIN_A_SENTENCE = frozenset({"a", "br", "code", "q", "span", "strong", "text", "time"})


class Around(Struct, frozen=True):
    """An element: its language, and whether its words are names."""

    tag: str
    lang: str
    names: bool


class Untranslated(HTMLParser):
    """Reads a page, and keeps the words that are neither said, marked, nor data."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code, self.depth, self.found = code, 0, list[str]()
        self.around = [Around("", code, names=False)]
        self.seen, self.named = 0, set[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told, outer = dict(attrs), self.around[-1]
        names = outer.names or told.get("translate") == "no"
        inside = Around(tag, told.get("lang") or outer.lang, names)
        self.at_edge(tag)
        for name in SAID_ALOUD:
            self.judge(told.get(name) or "", inside, 0)
        if tag not in VOID:
            self.around.append(inside)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.around[-1].tag == tag, f"<{self.around[-1].tag}> ends as </{tag}>"
            self.around.pop()
            self.at_edge(tag)

    def handle_data(self, data: str) -> None:
        if self.around[-1].names:
            self.named.add(data)
        if self.around[-1].tag not in UNSEEN:
            said = data.removesuffix(SITE) if self.around[-1].tag == "title" else data
            self.depth = self.judge(said, self.around[-1], self.depth)

    def at_edge(self, tag: str) -> None:
        """A text that began must have ended where a paragraph, a cell or a heading does."""
        assert not self.depth or tag in WITHIN_A_SENTENCE, f"a text is cut in two at <{tag}>"

    def judge(self, words: str, around: Around, depth: int) -> int:
        """Keep what is neither said, foreign nor a name; how deep in marks it ends."""
        raw, after = outside(words, depth)
        self.seen += OPEN in words
        if around.lang == self.code and not around.names:
            self.found += [part for part in raw if any(map(str.isalpha, part))]
        return after


def outside(words: str, depth: int) -> tuple[list[str], int]:
    """The parts of a text outside all marks, and how many marks are still open after it."""
    parts = [""]
    for letter in words:
        if letter == OPEN:
            depth += 1
            parts.append("")
        elif letter == CLOSE:
            depth -= 1
        elif depth == 0:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()], depth


def untranslated(page: str, code: str) -> Iterator[str]:
    """The words of a page that are English and not said to be; in order."""
    reader = Untranslated(code)
    reader.feed(page)
    reader.close()
    assert reader.seen, "nothing on this page is in the marked language"
    yield from (words for words in reader.found if words not in reader.named)
