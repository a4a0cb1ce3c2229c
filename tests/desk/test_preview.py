"""The public page as of a day, as its sponsor sees it before, is the page served on that day."""

import re
from datetime import date
from typing import Any

import pytest
from desk import at_desk
from previewing import BEGAN, DAYS, MARCH, accept, alone, stopped, waves
from running import OTHER_UNIVERSITY, Running
from sending import PRODUCT, notices, programme, pseudonyms, record

from registry.model.preview import StagePreview
from registry.texts import LABELS
from registry.web.desk.sponsor.overview import next_of
from registry.web.public.results.stages import ALWAYS

pytestmark = pytest.mark.anyio
LATER = DAYS[:5]
NUMBERS = ("Patients accepted", "Does it work?", "Is it safe?")


@pytest.fixture
async def registry(on_sqlite: Running) -> Running:
    await on_sqlite.publish(BEGAN)
    return on_sqlite


def part(page: str, id: str) -> str:
    """The part of a page that is about one programme."""
    found = re.search(
        rf'<section class="wrap programme[^>]*programme-{id}">.*?</section>', page, re.S
    )
    assert found, page[:500]
    return found[0]


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def stages(html: str) -> list[tuple[str, list[str]]]:
    """Each stage with its state and its words, apart from labels, which are read off numbers."""
    steps = re.findall(r'<li class="(open|next|closed)">(.*?)</li>', html, re.S)
    said = [(state, re.findall(r'<span class="under">(.*?)</span>', step)) for state, step in steps]
    return [
        (state, [each for each in under if each not in LABELS.values()]) for state, under in said
    ]


def told(page: str, id: str) -> dict[str, Any]:
    """Facts and decisions of a programme as a page says them."""
    html = part(page, id)
    head = html.partition('<ol class="steps"')[0]
    plan = re.search(r'<details class="plan">.*?</details>', html, re.S)
    keys = re.findall(r"<div><dt>(.*?)</dt><dd[^>]*>(.*?)</dd></div>", html, re.S)
    planned = {label: words(said) for label, said in keys if label in ("Planned", "Result due")}
    return {
        "head": words(head),
        "stages": stages(html),
        "plan": words(plan[0]) if plan else "",
        "planned": planned,
    }


@pytest.mark.parametrize("history", [stopped, waves])
async def test_the_page_as_of_a_day_is_the_page_later_served_on_it(
    registry: Running, history: Any
) -> None:
    id = await history(registry)
    desk = await at_desk(registry)
    early = {
        day: told(await desk.read(f"/desk/preview?programme={id}&day={day}"), id) for day in LATER
    }
    assert len({str(said) for said in early.values()}) > 1
    for day in LATER:
        await registry.publish(day)
        snapshot = registry.house.shelf.current
        assert snapshot is not None
        (row,) = [p for p in snapshot.snapshot.programmes if p.programme.id == id]
        page = await registry.http.get(f"/products/{row.programme.product_id}")
        assert told(page.text, id) == early[day]


async def test_a_preview_shows_no_number_of_an_outcome(registry: Running) -> None:
    id = await alone(registry)
    desk = await at_desk(registry)
    page = await desk.read(f"/desk/preview?programme={id}&day={DAYS[8]}")
    assert [number for number in NUMBERS if number in page] == []
    assert "12 of your patients" in page


async def test_a_day_that_is_none_is_told_at_its_field(registry: Running) -> None:
    id = await alone(registry)
    desk = await at_desk(registry)
    for day in ("2028-02-30", "soon", "20280229", "<b>"):
        page = await desk.get(f"/desk/preview?programme={id}&day={day}")
        assert (page.status_code, "Give a day such as" in page.text) == (422, True)
        assert "<b>" not in page.text


async def test_of_somebody_elses_programme_nothing_is_shown(registry: Running) -> None:
    made = await record(registry.house, PRODUCT, MARCH, sponsor=OTHER_UNIVERSITY)
    id = await record(registry.house, programme(made), MARCH, sponsor=OTHER_UNIVERSITY)
    desk = await at_desk(registry)
    for path in (f"/desk/preview?programme={id}", f"/desk/due/{id}/due.csv",
                 f"/desk/due/{id}/due.ics", f"/desk/template/{id}/template.xlsx"):  # fmt: skip
        page = await desk.get(path)
        assert page.status_code in (404, 422), path
        assert "Tarnleucel" not in page.text
    assert id not in (await desk.get(f"/desk/due?programme={id}")).text


async def test_the_overview_says_what_is_due_overdue_and_complete(registry: Running) -> None:
    id = await alone(registry)
    desk = await at_desk(registry)
    begun = await desk.read("/desk")
    assert "no visit was due yet" in begun
    await accept(registry, id, MARCH, notices(pseudonyms(1, 0xC00)))
    registry.clock.today = date(2028, 9, 1)
    await desk.sign_in()
    page = await desk.read("/desk")
    counts = re.findall(r'/desk/due\?programme=[^"]+">(\d+)<', page)
    assert int(counts[0]) > 12
    assert re.search(r"0 of \d+ visits \(0%\)", page)
    due = await desk.read(f"/desk/due?programme={id}")
    assert "! overdue" in due
    table = await desk.get(f"/desk/due/{id}/due.csv")
    assert table.text.splitlines()[0] == "sequence,window,status,earliest,latest,visit"
    assert len(table.text.splitlines()) - 1 == sum(map(int, counts))
    calendar = await desk.get(f"/desk/due/{id}/due.ics")
    assert calendar.text.count("BEGIN:VEVENT") == sum(map(int, counts))


@pytest.mark.parametrize("closed", ["", "R3", "R5"])
async def test_that_a_programme_may_end_early_is_never_what_opens_next(closed: str) -> None:
    stages = [StagePreview(id, "", id != closed, None, None, "") for id in ALWAYS]
    following = next_of([*stages, StagePreview("R6", "", False, None, None, "")])
    assert (following.stage if following else "") == closed


async def test_every_file_of_the_template_comes_from_the_page(registry: Running) -> None:
    id = await alone(registry)
    desk = await at_desk(registry)
    links = re.findall(rf'href="(/desk/template/{id}/[a-z.]+)"', await desk.read("/desk/template"))
    files = [await desk.get(link) for link in links]
    assert [file.status_code for file in files] == [200, 200, 200]
    assert [file.content[:2] for file in files[:2]] == [b"PK", b"PK"]
    assert (await desk.get(f"/desk/template/{id}/passwords")).status_code == 404
