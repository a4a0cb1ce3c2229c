"""Where a form has as many parts as it may have, the button that adds one says so at its field."""

from collections.abc import Callable
from datetime import date

import pytest
from desk import Desk, at_desk, form_at
from running import Running
from sending import PRODUCT, record

from registry.web.desk.sponsor.registering.endpoint_fields import begun

pytestmark = pytest.mark.anyio
BEGAN = date(2027, 1, 11)
Asked = tuple[str, str, Callable[[int], dict[str, str]], int, str, str]
APPROVAL, PROGRAMME = "/desk/acts/approval", "/desk/acts/programme"


def offers(many: int) -> dict[str, str]:
    return {f"offers[{number}].confirmedOn": "2027-01-10" for number in range(many)}


def events(many: int) -> dict[str, str]:
    return {f"events[{number}].on": "2026" for number in range(many)}


def hospitals(many: int) -> dict[str, str]:
    return {f"centreIds[{number}]": "" for number in range(many)}


def endpoints(many: int) -> dict[str, str]:
    parts = [begun(f"endpoints[{number}]", "LUGANO") for number in range(many)]
    return {name: value for part in parts for name, value in part.items()}


async def desk_of(registry: Running) -> tuple[Desk, str]:
    return await at_desk(registry), await record(registry.house, PRODUCT, BEGAN)


async def added(registry: Running, path: str, step: str, parts: dict[str, str]) -> str:
    """The page after one more part was asked for, of a form with these parts."""
    desk, product = await desk_of(registry)
    page = form_at(await desk.read("/desk/acts/status"), "/desk/acts/status")
    typed = {"form": page["form"], "owner": page["owner"], "productId": product}
    return (await desk.browser.post(path, **typed | parts | {"step": step})).text


FULL: list[Asked] = [
    (APPROVAL, "add offer", offers, 30, "offers", "There can be 30 hospitals at most."),
    (APPROVAL, "add event", events, 12, "events", "There can be 12 events at most."),
    (PROGRAMME, "add hospital", hospitals, 30, "centreIds[29]", "There can be 30 hospitals"),
    (PROGRAMME, "add endpoint", endpoints, 12, "measure", "There can be 12 endpoints at most."),
]
EACH = pytest.mark.parametrize("asked", FULL, ids=lambda asked: asked[1])


@EACH
async def test_one_more_than_the_most_parts_is_told_at_its_field(
    on_sqlite: Running, asked: Asked
) -> None:
    path, step, some, most, field, words = asked
    page = await added(on_sqlite, path, step, some(most) | {"measure": "LUGANO"})
    assert f'<a href="#{field}">{words}' in page
    assert f'id="{field}-fault">{words}' in page
    assert f'id="{field}"' in page
    assert page.count("autofocus") == 1


@EACH
async def test_the_last_part_that_fits_is_added_and_nothing_is_told(
    on_sqlite: Running, asked: Asked
) -> None:
    path, step, some, most, _, _ = asked
    page = await added(on_sqlite, path, step, some(most - 1) | {"measure": "LUGANO"})
    assert "There is a problem" not in page
    assert "There can be" not in page


async def test_an_endpoint_without_a_measure_is_not_added_and_the_page_says_why(
    on_sqlite: Running,
) -> None:
    page = await added(on_sqlite, PROGRAMME, "add endpoint", {"measure": ""})
    assert 'id="measure-fault">Choose the measure of the endpoint.' in page
