"""One spelling per scalar; whatever else is refused without repeating it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
import strawberry
from hypothesis import given
from hypothesis import strategies as st

from registry_graphql.errors import Refused
from registry_graphql.limits import RegistrySchema
from registry_graphql.scalars import (
    SCALARS,
    Long,
    Month,
    parse_day,
    parse_long,
    parse_moment,
    parse_month,
    write_moment,
)
from tests.api.surface_app import CANARY

ACCEPTED: list[tuple[Callable[[object], Any], object, Any]] = [
    (parse_day, "2024-02-29", date(2024, 2, 29)),
    (parse_day, "0001-01-01", date(1, 1, 1)),
    (parse_month, "2024-01", "2024-01"),
    (parse_month, "2024-12", "2024-12"),
    (parse_moment, "2024-01-02T03:04:05Z", datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)),
    (parse_moment, "2024-01-02T03:04:05.25Z", datetime(2024, 1, 2, 3, 4, 5, 250_000, UTC)),
    (parse_long, 0, 0),
    (parse_long, "0", 0),
    (parse_long, "-7", -7),
    (parse_long, 2**63 - 1, 2**63 - 1),
    (parse_long, -(2**63), -(2**63)),
    (parse_long, "9223372036854775807", 2**63 - 1),
    (parse_long, "-9223372036854775808", -(2**63)),
]  # fmt: skip

REFUSED: dict[Callable[[object], Any], list[object]] = {
    parse_day: [
        "20240109", "2024-W02-2", "2024-1-9", "2024-01-09T00:00:00", " 2024-01-09", "2024-01-09\n",
        "2023-02-29", "2024-13-01", "2024-00-10", "0000-01-01", "٢٠٢٤-01-09", "24-01-09",
        "+2024-01-09", 20240109, 2024.5, True, [], {}, date(2024, 1, 9), CANARY, "",
    ],
    parse_month: [
        "2024-13", "2024-00", "2024-1", "202401", "2024-01-01", "2024-01\n", "0000-01", 202401,
        True, [], "٢٠٢٤-01", CANARY, "",
    ],
    parse_moment: [
        "2024-01-02T03:04:05", "2024-01-02T03:04:05+00:00", "2024-01-02T03:04:05+02:00",
        "2024-01-02 03:04:05Z", "2024-01-02T03:04:05z", "2024-01-02", "2024-01-02T03:04Z",
        "2024-01-02T24:00:00Z", "2024-01-02T23:59:60Z", "2024-01-02T03:04:05.1234567Z",
        "2024-01-02T03:04:05.Z", "2024-02-30T00:00:00Z", 1704164645, True, [], CANARY, "",
    ],
    parse_long: [
        2**63, -(2**63) - 1, "9223372036854775808", "-9223372036854775809", "1" * 5_000, 1.0, 1.5,
        "1.0", "1e3", "007", "-0", "+1", " 1", "1\n", "1_000", "\u0667", "0x1", True, False,
        [], {}, CANARY, "",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("parse", "value", "read"), ACCEPTED)
def test_the_one_spelling_is_read(parse: Callable[[object], Any], value: object, read: Any) -> None:
    assert parse(value) == read


@pytest.mark.parametrize(
    ("parse", "value"), [(parse, value) for parse, values in REFUSED.items() for value in values]
)
def test_any_other_spelling_is_refused_without_repeating_it(
    parse: Callable[[object], Any], value: object
) -> None:
    with pytest.raises(Refused) as refusal:
        parse(value)
    assert refusal.value.sentence.startswith("write a ")
    assert refusal.value.original_error is None
    assert len(str(value)) < 5 or str(value) not in str(refusal.value)


@given(st.integers(-(2**63), 2**63 - 1))
def test_a_long_is_the_same_as_a_number_and_as_digits(number: int) -> None:
    assert parse_long(number) == parse_long(str(number)) == number


@given(st.dates())
def test_a_day_survives_the_round_trip(day: date) -> None:
    assert parse_day(day.isoformat()) == day


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_survives_the_round_trip(moment: datetime) -> None:
    assert parse_moment(write_moment(moment)) == moment


def test_a_moment_elsewhere_is_written_in_utc() -> None:
    noon = datetime(2024, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    assert write_moment(noon) == "2024-07-01T10:00:00Z"


def test_a_moment_without_time_zone_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        write_moment(datetime(2024, 7, 1, 12))  # noqa: DTZ001


@strawberry.type
class Query:
    @strawberry.field
    def day(self, of: date) -> date:
        return of

    @strawberry.field
    def month(self, of: Month) -> Month:
        return of

    @strawberry.field
    def moment(self, of: datetime) -> datetime:
        return of

    @strawberry.field
    def long(self, of: Long) -> Long:
        return of


TRIPS = [
    ("Date", "day", "2024-02-29", "2024-02-29"),
    ("Month", "month", "2024-02", "2024-02"),
    ("DateTime", "moment", "2024-02-29T10:00:00Z", "2024-02-29T10:00:00Z"),
    ("Long", "long", 2**40, 2**40),
    ("Long", "long", str(2**60), 2**60),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("scalar", "field", "sent", "answered"), TRIPS)
async def test_a_scalar_travels_as_variable_and_as_literal(
    scalar: str, field: str, sent: Any, answered: Any
) -> None:
    schema = RegistrySchema(Query, scalars=SCALARS)
    literal = f'"{sent}"' if isinstance(sent, str) else sent
    document = f"query($of: {scalar}!) {{ {field}(of: $of) }}"
    assert (await schema.execute(f"{{ {field}(of: {literal}) }}")).data == {field: answered}
    assert (await schema.execute(document, {"of": sent})).data == {field: answered}


def test_every_scalar_says_what_it_is_and_where_it_is_specified() -> None:
    schema = RegistrySchema(Query, scalars=SCALARS).as_str()
    assert "scalar Long\n" in schema
    assert schema.count("@specifiedBy(url:") == 3
    assert all(definition.description for definition in SCALARS.values())
