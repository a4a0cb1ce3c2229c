"""How to cite a product's numbers, and where they lie for ever."""

from registry.exports.edition import Edition
from registry.exports.release import FORMATS, is_installed
from registry.views.products import ProductRow
from registry.web.public.frame import Asked, Page
from registry.web.public.wording import english, name

FILES = ("efficacy", "survival", "safety", "manufacturing", "endpoint-results", "programmes")


def cite(asked: Asked, row: ProductRow) -> Page:
    """A citation, and the files that hold what the page shows."""
    edition = Edition(asked.frozen, asked.home)
    number = asked.snapshot.number
    endings = [ending for ending in FORMATS if is_installed(f"x.{ending}")]
    return {
        "words": asked.language.say(
            "%(product)s. In: %(edition)s, digest %(digest)s. CC BY 4.0.",
            product=name(row.name),
            edition=english(edition.title, asked.language),
            digest=name(asked.frozen.digest[:12]),
        ),
        "address": f"{asked.home}{asked.path}",
        "references": [f"/r/{number}/cite.{ending}" for ending in ("bib", "ris", "json")],
        "files": [
            {"view": view, "files": [(e, f"/r/{number}/{view}.{e}") for e in endings]}
            for view in FILES
        ],
    }
