"""The page of data: what can be downloaded of every snapshot, and how to read and cite it."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from registry.exports.dataset import dataset
from registry.exports.edition import LICENCE, LICENCE_TITLE, Edition
from registry.exports.package import PACKAGE, SUMS
from registry.exports.release import CITATIONS, FORMATS, installed, is_installed, writers
from registry.views import VIEWS
from registry.web.public.frame import Asked, Page, framed
from registry.web.public.snippets import SNIPPETS

ABOUT = ("codebook.csv", PACKAGE, SUMS, "snapshot.json", "dataset.jsonld")
# what would end a script element, or begin a comment in one, inside JSON-LD
HARMFUL = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def data_page(asked: Asked) -> Page:
    """Downloads of the newest snapshot, the ones before, and what to know of all of them."""
    edition = Edition(asked.frozen, asked.home)
    number, say = asked.snapshot.number, asked.language.say
    return framed(
        asked,
        say("Data"),
        in_words_of_others=True,
        views=list(downloads(number)),
        endings=[ending for ending in FORMATS if is_installed(f"x.{ending}")],
        about=[told(number, path) for path in ABOUT],
        citations=[told(number, writer.path) for writer in CITATIONS],
        citation=f"{edition.title}, digest {asked.frozen.digest[:12]}. CC BY 4.0.",
        releases=list(releases(number)),
        licence={"href": LICENCE, "title": LICENCE_TITLE},
        snippets=[
            {"id": each.id, "title": say(each.title), "code": each.at(asked.home)}
            for each in SNIPPETS
        ],
        linked_data=linked_data(edition),
    )


def downloads(number: int) -> Iterator[dict[str, Any]]:
    """Each view with its sentence and its files."""
    for view in VIEWS.values():
        paths = {ending: f"{view.id}.{ending}" for ending in FORMATS}
        files = [
            {"ending": ending, "href": f"/r/{number}/{path}"}
            for ending, path in paths.items()
            if is_installed(path)
        ]
        schema = f"/r/{number}/schema/{view.id}.json"
        yield {"id": view.id, "sentence": view.sentence, "files": files, "schema": schema}


def told(number: int, path: str) -> dict[str, str]:
    """A file with what it is."""
    return {"path": path, "href": f"/r/{number}/{path}", "sentence": writers()[path].sentence}


def releases(number: int) -> Iterator[dict[str, Any]]:
    """Every snapshot so far, newest first."""
    paths: Sequence[str] = ("snapshot.json", "codebook.csv", PACKAGE, SUMS)
    for n in range(number, 0, -1):
        yield {"number": n, "files": [{"path": p, "href": f"/r/{n}/{p}"} for p in paths]}


def linked_data(edition: Edition) -> str:
    """The snapshot as a data set for search engines, safe inside a page."""
    found = dataset(edition, installed(writers()))
    return msgspec.json.encode(found).decode().translate(HARMFUL)
