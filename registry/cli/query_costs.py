"""The page docs/query-costs.md, made from the limits and prices of both surfaces."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from registry.cli.markdown import table

if TYPE_CHECKING:
    from pathlib import Path

    from registry_graphql.limits import RegistrySchema

LIMITS = {
    "characters": "characters of a document",
    "tokens": "tokens of a document",
    "depth": "fields below each other, introspection apart",
    "aliases": "aliases, after fragments are spread out",
    "directives": "directives, after fragments are spread out",
    "fragments": "named fragments",
    "list_length": "values in one list, in the document or in variables",
    "values": "JSON values in variables",
    "rows": "rows of a page that are answered and counted",
    "cost": "cost of a request",
    "remembered": "documents that are remembered as read, beside our own operations",
}


def query_costs() -> Iterator[str]:
    """The page as lines of Markdown."""
    from registry_graphql.contract import operations_of
    from registry_graphql.public.schema import READERS, public_schema
    from registry_graphql.sponsor.schema import sponsor_schema

    public, sponsor = public_schema(), sponsor_schema()
    yield "# What a query may ask, and what it costs"
    yield ""
    yield "Made by `he-registry contract` from the code. A request over a limit is refused with 422"
    yield "and the code `LIMIT_EXCEEDED`, one that costs too much with `COST_EXCEEDED`, before any"
    yield "of it is executed. Every answer says in `extensions.cost` what was `requested`, and the"
    yield "`limit`."
    yield from table("Limits", ("limit", "of", "public", "sponsors"), limit_rows(public, sponsor))
    yield from rules()
    for title, schema in (("public", public), ("sponsors", sponsor)):
        yield from table(
            f"Fields that cost more than 1, or multiply: {title}",
            ("field", "price"),
            ((f"{kind}.{name}", sentence) for kind, name, sentence in schema.price_list()),
        )
    yield from table(
        "Our own operations, with their default variables",
        ("operation", "cost"),
        [*costs(public, operations_of(READERS)), *costs(sponsor, operations_of(["sponsor"]))],
    )


def limit_rows(
    public: "RegistrySchema", sponsor: "RegistrySchema"
) -> Iterator[tuple[str, str, str, str]]:
    """One row per limit: its name, what it counts, and how many on each surface."""
    for name in public.limits.__struct_fields__:
        numbers = (getattr(schema.limits, name) for schema in (public, sponsor))
        shown = ["by the size of the body" if n is None else f"{n:,}" for n in numbers]
        yield name, LIMITS[name], shown[0], shown[1]


def rules() -> Iterator[str]:
    """How cost is counted, as the code says it."""
    from registry_graphql import cost

    yield ""
    yield "## How cost is counted"
    yield ""
    yield from (cost.__doc__ or "").strip().splitlines()[2:]


def costs(schema: "RegistrySchema", files: "list[Path]") -> Iterator[tuple[str, str]]:
    """What each operation costs."""
    for path in files:
        checked = schema.check(path.read_text())
        operation = checked.operation(None)
        if operation is not None:
            yield path.name, f"{schema.cost(checked, operation, None):,}"
