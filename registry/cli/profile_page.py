"""docs/report-profile.md: what authorities ask for, made from the report profile itself."""

from collections.abc import Iterator

from registry.cli.markdown import table
from registry.views.authority.origin import origin_of
from registry.views.authority.profile import ProfileField, report_profile


def profile_page() -> Iterator[str]:
    """The page as lines of Markdown."""
    profile = report_profile()
    yield f"# The report profile, version {profile.version}"
    yield ""
    yield "Made by `he-registry contract` from `registry/views/authority/profile.toml`. It is a"
    yield "draft and not an official form. Numbers of patients are sums over whole open groups, of"
    yield "one of the public tables ([files.md](files.md)): of those accepted in the year and in"
    yield "all years, in the country. *Directory* is the directory and the register of programmes."
    texts = ((text.id, text.name, text.title, text.asks) for text in profile.texts)
    yield from table("Texts", ("id", "in short", "text", "what it asks for"), texts)
    heads = ("id", "field", "what it means here", "asked by", "where it comes from")
    for part in profile.parts:
        yield from table(part.title, heads, map(line_of, part.fields))


def line_of(field: ProfileField) -> tuple[str, ...]:
    """A field as cells of the table."""
    return field.id, field.label, field.says, ", ".join(field.asked_by), comes_from(field)


def comes_from(field: ProfileField) -> str:
    """The table that holds what fills a field; else the reason why it is withheld or missing."""
    if field.withheld is not None:
        return f"withheld, `{field.withheld}`: {field.because}"
    return origin_of(field) or f"not collected by this registry: {field.because}"
