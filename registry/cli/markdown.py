"""Markdown of the generated pages."""

from collections.abc import Iterable, Iterator


def table(title: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A titled Markdown table; the first column is code."""
    yield ""
    yield f"## {title}"
    yield ""
    yield "| " + " | ".join(heads) + " |"
    yield "|" + " --- |" * len(heads)
    for first, *others in rows:
        yield "| " + " | ".join((f"`{first}`", *others)) + " |"
