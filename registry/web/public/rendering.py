"""Templates: pages as HTML in a language."""

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from registry.language import ENGLISH, Language
from registry.web.public.frame import Page
from registry.web.public.wording import english, name

if TYPE_CHECKING:
    from jinja2 import Environment

WEB = Path(__file__).parents[1]


@cache
def house_templates(language: Language = ENGLISH) -> "Environment":
    """The templates, escaping everything; a name that is missing is an error, not a blank."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    house = Environment(
        loader=FileSystemLoader(WEB / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    house.policies["ext.i18n.trimmed"] = True
    house.install_gettext_translations(language.texts, newstyle=True)  # type: ignore[attr-defined]
    house.globals["language"] = language
    house.filters |= {"english": partial(english, language=language), "name": name}
    plain = house if language == ENGLISH else house_templates(ENGLISH)
    house.globals["in_english"] = {say: plain.globals[say] for say in ("gettext", "ngettext")}
    return house


def rendered(language: Language, template: str, page: Page) -> str:
    """A page as HTML."""
    return house_templates(language).get_template(template).render(page=page)
