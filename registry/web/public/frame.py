"""What every page has in common: a question asked of a snapshot, and the frame of the answer."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from msgspec import Struct

from registry.language import ENGLISH, LANGUAGES, Language
from registry.snapshot import FrozenSnapshot, Snapshot
from registry.web.public.stencil import open_place

Page = dict[str, Any]
Answers = Mapping[str, tuple[str, ...]]


class Sent(Struct, frozen=True):
    """An answer that is no page of its own: a file, or a page that says why there is none."""

    body: bytes | str
    media_type: str
    status: int = 200
    headers: Mapping[str, str] = {}


class MenuItem(Struct, frozen=True):
    """A line of the main menu, or of the foot: address without a language, English label.

    `one_language`: the page is in English alone, and its address knows no other.
    """

    path: str
    label: str
    at_foot: bool = False
    one_language: bool = False


class Asked(Struct, frozen=True):
    """What a reader asks for: `path` without the language, `answers` from a form or an address.

    `translated`: whether the page exists in other languages than English. `keys` are the parts of
    the path that vary, such as the id of a centre. `home` is the address of the site as the reader
    reached it, and `query` repeats the question in an address.
    """

    frozen: FrozenSnapshot
    path: str
    language: Language = ENGLISH
    answers: Answers = {}
    keys: Mapping[str, str] = {}
    menu: Sequence[MenuItem] = ()
    languages: Sequence[Language] = LANGUAGES
    translated: bool = True
    home: str = ""
    query: str = ""

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot of the moment."""
        return self.frozen.snapshot

    def one(self, name: str) -> str:
        """The first answer to a question, without blanks around it; empty where there is none."""
        return next(iter(self.answers.get(name, ())), "").strip()

    def href(self, path: str) -> str:
        """An address in the reader's language."""
        return self.language.href(path)

    def place(self, name: str) -> str:
        """A place of the page that is left open, for what differs from reader to reader."""
        return open_place(name, self.frozen.digest)

    def offers(self, path: str) -> bool:
        """Whether the site has a page of the menu at this address."""
        return any(item.path == path for item in self.menu)


def framed(asked: Asked, title: str, *trail: tuple[str, str], **content: object) -> Page:
    """A page: its frame, and what stands on it. `trail` leads to it, as (path, label).

    With `in_words_of_others=True` other languages say that some words are English (`wording.py`).
    """
    return {
        **bare(asked.language, title, asked.menu, asked.path),
        "languages": _languages(asked),
        "translated": asked.translated or asked.language == ENGLISH,
        "trail": [{"href": asked.href(path), "label": label} for path, label in trail],
        "synthetic": has_fictional(asked.snapshot),
        "snapshot": _snapshot(asked.frozen),
        **content,
    }


def bare(
    language: Language, title: str, menu: Sequence[MenuItem] = (), path: str | None = None
) -> Page:
    """The frame of a page without a snapshot."""
    lines = {at_foot: [i for i in menu if i.at_foot is at_foot] for at_foot in (False, True)}
    return {
        "title": title,
        "menu": [_line(item, language, path or "") for item in lines[False]],
        "foot": [_line(item, language, path or "") for item in lines[True]],
        "home": language.href("/"),
        "path": path,
        "languages": [],
        "translated": True,
        "in_words_of_others": False,
        "trail": [],
        "synthetic": False,
        "snapshot": None,
    }


def _line(item: MenuItem, language: Language, path: str) -> Page:
    return {
        "href": item.path if item.one_language else language.href(item.path),
        "in_english": item.one_language and language != ENGLISH,
        "label": language.say(item.label),
        "current": item.path == path,
        "within": item.path != "/" and path.startswith(f"{item.path}/"),
    }


def has_fictional(snapshot: Snapshot) -> bool:
    """Whether anything in a snapshot is invented."""
    marks = [
        *(product.synthetic for product in snapshot.directory.products),
        *(centre.synthetic for centre in snapshot.directory.centres),
        *(row.programme.synthetic for row in snapshot.programmes),
    ]
    return any(marks)


def query(answers: Answers) -> str:
    """The part of an address that repeats a question, with its question mark; or nothing."""
    pairs = [(name, value) for name, values in answers.items() for value in values if value]
    return f"?{urlencode(pairs)}" if pairs else ""


def _languages(asked: Asked) -> list[Page]:
    """The same page in every language, the same question asked."""
    return [
        {
            "code": language.code,
            "name": language.name,
            "href": language.href(asked.path) + asked.query,
            "current": language == asked.language,
        }
        for language in asked.languages
    ]


def _snapshot(frozen: FrozenSnapshot) -> Page:
    now = frozen.snapshot
    return {
        "number": now.number,
        "as_of": now.as_of,
        "digest": frozen.digest,
        "policy_version": now.policy_version,
        "next_release": now.next_release,
    }
