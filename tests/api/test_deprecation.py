"""What is taken away is announced: a reason, what to use instead, and a day two years on."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
)

from registry.views.figures import add_year
from tests.api.test_public_graphql import core

DAY = r"\d{4}-\d{2}-\d{2}"
ANNOUNCED = re.compile(rf"Since (?P<since>{DAY}): .+\. Use .+\. May be gone from (?P<gone>{DAY})\.")


def deprecations(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """Everything that is marked, with its reason."""
    for name, kind in schema.type_map.items():
        parts = {}
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            parts = dict(kind.fields)
        if isinstance(kind, GraphQLEnumType):
            parts = dict(kind.values)
        for field, part in parts.items():
            if part.deprecation_reason is not None:
                yield f"{name}.{field}", part.deprecation_reason
            for argument, facts in getattr(part, "args", {}).items():
                if facts.deprecation_reason is not None:
                    yield f"{name}.{field}({argument})", facts.deprecation_reason


def faults(schema: GraphQLSchema) -> list[str]:
    """What is marked without a reason, a way out and a day at least two years on."""
    return [place for place, reason in deprecations(schema) if not is_announced(reason)]


def is_announced(reason: str) -> bool:
    """Whether a reason has the form of docs/api.md, with two years between its days."""
    told = ANNOUNCED.fullmatch(reason)
    if told is None:
        return False
    since, gone = (date.fromisoformat(told[name]) for name in ("since", "gone"))
    return gone >= add_year(add_year(since))


def test_everything_deprecated_is_announced() -> None:
    assert faults(core()) == []


@pytest.mark.parametrize(
    ("reason", "accepted"),
    [
        ("Since 2027-03-31: it is misread. Use b. May be gone from 2029-03-31.", True),
        ("Since 2027-03-31: it is misread. Use b. May be gone from 2028-12-31.", False),
        ("Since 2027-03-31: it is misread. Use b. May be gone from 2029-03-30.", False),
        ("Use b.", False),
        ("No longer supported", False),
    ],
)
def test_the_check_bites(reason: str, accepted: bool) -> None:
    for planted in (
        f'type Query {{ a: Int @deprecated(reason: "{reason}") }}',
        f'enum E {{ A @deprecated(reason: "{reason}") B }} type Query {{ a: E }}',
        f'type Query {{ a(x: Int @deprecated(reason: "{reason}")): Int }}',
    ):
        assert (faults(build_schema(planted)) == []) is accepted
