"""Receipts name what they are about as people call it, and an account its roles in words."""

import re
from datetime import date

import pytest
from desk import at_desk, rows_in
from running import Running
from sending import PRODUCT, notices, programme, pseudonyms, record, send

from registry.model.access import Role
from registry.web.desk.sponsor.told import title_of

pytestmark = pytest.mark.anyio
BEGAN = date(2027, 1, 11)
TITLE = "Tarnleucel in large B-cell lymphoma"


async def test_receipts_say_the_title_of_a_programme_beside_its_id(on_sqlite: Running) -> None:
    made = await record(on_sqlite.house, PRODUCT, BEGAN)
    id = await record(on_sqlite.house, programme(made), BEGAN)
    await send(on_sqlite.house, id, BEGAN, notices(pseudonyms(1), "2027-01"))
    desk = await at_desk(on_sqlite)
    page = await desk.read("/desk/receipts")
    of_programme, of_product = f"{TITLE} {id}", f"{PRODUCT.name} {made}"
    assert sorted(row[1] for row in rows_in(page)) == [of_programme] * 2 + [of_product]
    receipts = [
        await desk.read(path) for path in set(re.findall(r"/desk/receipts/[0-9a-f]+", page))
    ]
    told = [f'<dd>{TITLE} <span class="under digest">{id}</span></dd>' in one for one in receipts]
    assert sorted(told) == [False, True, True]
    assert f">{TITLE}<span" in await desk.read("/desk")


@pytest.mark.parametrize(
    ("subject", "title"),
    [("a-1", "A"), ("a-1.response", "A"), ("a-1.x", "Of its own"), ("b-1", ""), ("b-1.a-1", "")],
)
def test_what_is_of_a_programme_has_its_title(subject: str, title: str) -> None:
    assert title_of(subject, {"a-1": "A", "a-1.x": "Of its own"}) == title


async def test_an_account_names_its_roles_in_words(on_sqlite: Running) -> None:
    desk = await at_desk(on_sqlite, Role.SUBMITTER, Role.DATA_STEWARD)
    page = await desk.read("/account")
    assert "<dd>Submitter, Data steward</dd>" in page
    assert "DATA_STEWARD" not in page
