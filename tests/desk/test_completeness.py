"""A sponsor sees its own completeness before anybody sets it beside that of others."""

import re
from datetime import date
from html import unescape

import pytest
from desk import at_desk
from running import OTHER_UNIVERSITY, Running
from sending import notices, pseudonyms, register, send

from registry.model.access import Role
from registry.model.submission import Accepted

pytestmark = pytest.mark.anyio

BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
RELEASES = [date(year, *day) for year in (2027, 2028, 2029) for day in ((3, 31), (9, 30))]
PATH = "/desk/completeness"


@pytest.fixture
async def registry(on_sqlite: Running) -> Running:
    programme = await register(on_sqlite.house, BEGAN)
    done = await send(on_sqlite.house, programme, MARCH, notices(pseudonyms(22)))
    assert isinstance(done, Accepted)
    return on_sqlite


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


async def test_the_row_is_ones_own_first_and_then_public(registry: Running) -> None:
    desk = await at_desk(registry, Role.DATA_STEWARD)
    said = []
    for day in RELEASES:
        await registry.publish(day)
        await desk.sign_in()
        public = (await desk.read("/releases")).partition('id="completeness"')[2]
        said.append((words(await desk.read(PATH)), words(public.partition("</section>")[0])))
    assert "No group with patients of yours is open yet." in said[0][0]
    waiting = [own for own, _ in said if "on this row stands beside those of other" in own]
    compared = [own for own, _ in said if "This row stands beside those of other" in own]
    assert len(waiting) == 2
    assert compared
    for own, public in said:
        beside_others = "This row stands beside those of other" in own
        assert ("University of Tarn (fictional)" in public) is beside_others
        assert ("No sponsor stands beside others yet." in public) is not beside_others


async def test_nobody_sees_the_row_of_another_sponsor(registry: Running) -> None:
    for day in RELEASES:
        await registry.publish(day)
    desk = await at_desk(registry, Role.DATA_STEWARD, organisation=OTHER_UNIVERSITY, id="otto")
    await desk.sign_in()
    page = words(await desk.read(PATH))
    assert "No group with patients of yours is open yet." in page
    assert "Tarn" not in page


async def test_it_is_open_to_those_who_send_for_their_organisation(registry: Running) -> None:
    desk = await at_desk(registry, Role.AUDITOR, organisation=None, id="audra")
    await desk.sign_in()
    assert (await desk.get(PATH)).status_code == 403
