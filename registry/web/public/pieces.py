"""Pieces of pages, drawn once per snapshot and language and kept with the snapshot.

What a question finds is put together from them. There are as many as the snapshot has rows that
can be found, a few hundred bytes each, so they are bounded by it and forgotten with it.
"""

from collections.abc import Callable
from typing import Any

from registry.language import Language
from registry.snapshot import Snapshot, once
from registry.web.public.frame import Asked
from registry.web.public.rendering import house_templates
from registry.web.public.stencil import Stencil, cut, open_place


class Pieces:
    """Pieces in one language, drawn by the macros of one template when first needed."""

    def __init__(self, digest: str, draw: Any) -> None:
        self.digest = digest
        self.draw = draw
        self.kept: dict[tuple[str, object], Stencil] = {}

    def get(self, kind: str, key: object, draw: Callable[[], object]) -> Stencil:
        """The piece of a kind for a row or a number."""
        found = self.kept.get((kind, key))
        if found is None:
            found = self.kept[kind, key] = cut(str(draw()), self.digest)
        return found

    def place(self, name: str) -> str:
        """A place that is left open."""
        return open_place(name, self.digest)


class AllPieces:
    """The pieces of a snapshot by template, language, and whether products have pages."""

    def __init__(self, _: Snapshot) -> None:
        self.kept: dict[tuple[str, Language, bool], Pieces] = {}

    def of(self, asked: Asked, template: str) -> Pieces:
        """The pieces of a template for a page."""
        key = template, asked.language, asked.offers("/products")
        if key not in self.kept:
            draw = house_templates(asked.language).get_template(template).module
            self.kept[key] = Pieces(asked.frozen.digest, draw)
        return self.kept[key]


def pieces_of(asked: Asked, template: str) -> Pieces:
    """The pieces of a template for a page."""
    return once(asked.snapshot, AllPieces).of(asked, template)
