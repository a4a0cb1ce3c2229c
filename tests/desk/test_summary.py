"""A product in plain words: from its sponsor's form to the page everybody reads, as text."""

from datetime import date

import pytest
from desk import Desk, at_desk, form_at
from running import OTHER_UNIVERSITY, Running
from sending import PRODUCT, notices, programme, pseudonyms, record, send

from registry.model.access import Role
from registry.model.transparency import LaySummary
from registry.storage.directory import read_facts
from registry.storage.ledger import acts

pytestmark = pytest.mark.anyio
BEGAN, MARCH, SPRING = date(2027, 1, 11), date(2027, 3, 10), date(2027, 3, 31)
PATH = "/desk/summary"
WORDS = {
    "language": "de",
    "text": "Eigene Zellen werden verändert.\r\n<script>alert(document)</script>",
    "author": "Klinik für Hämatologie",
    "machineWritten": "yes",
    "reviewedOn": "",
}
OPERATION = """{ laySummaries { edges { node {
  id language text author machineWritten reviewedOn } } } }"""


async def written(registry: Running) -> tuple[LaySummary, ...]:
    return (await read_facts(registry.house.database)).all(LaySummary)


async def product_of(registry: Running, patients: int) -> str:
    product = await record(registry.house, PRODUCT, BEGAN)
    id = await record(registry.house, programme(product), BEGAN)
    registry.clock.today = MARCH
    await send(registry.house, id, MARCH, notices(pseudonyms(patients)))
    return product


async def write(desk: Desk, product: str, **typed: str) -> int:
    answer = await desk.send(PATH, **WORDS | {"productId": product} | typed)
    return answer.status_code


async def test_words_travel_from_the_form_to_page_file_and_query_as_text(
    registry: Running,
) -> None:
    product = await product_of(registry, 12)
    desk = await at_desk(registry, Role.SUBMITTER)
    assert await write(desk, product) == 303
    assert (await acts(registry.house.database))[-1].action == "LaySummaryDraft accepted"
    await registry.publish(SPRING)
    page = (await registry.http.get(f"/products/{product}")).text
    assert '<div lang="de"><p>Eigene Zellen werden verändert.</p>' in page
    assert "&lt;script&gt;alert(document)&lt;/script&gt;" in page
    assert "<script>" not in page
    assert "! A machine wrote or translated them." in page
    assert "! Nobody else has reviewed them yet." in page
    (node,) = (await registry.ask(OPERATION))["laySummaries"]["edges"]
    assert node["node"] == {
        "id": f"{product}.de",
        "language": "de",
        "text": WORDS["text"].replace("\r\n", "\n"),
        "author": WORDS["author"],
        "machineWritten": True,
        "reviewedOn": None,
    }
    table = (await registry.http.get("/r/1/lay-summaries.csv")).text
    assert "Klinik für Hämatologie" in table


async def test_a_new_version_replaces_the_words_and_keeps_the_old_ones(registry: Running) -> None:
    product = await product_of(registry, 12)
    desk = await at_desk(registry)
    assert await write(desk, product) == 303
    form = form_at(await desk.read(f"{PATH}?product={product}&language=de"), PATH)
    assert (form["text"], form["author"]) == (WORDS["text"].replace("\r\n", "\n"), WORDS["author"])
    assert (
        await write(desk, product, text="Neu.", machineWritten="", reviewedOn="2027-03-09") == 303
    )
    (now,) = await written(registry)
    assert (now.text, now.machine_written, now.reviewed_on) == ("Neu.", False, date(2027, 3, 9))
    told = [act for act in await acts(registry.house.database) if "LaySummary" in act.action]
    assert len(told) == 2


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"text": "Seven of 9 patients."}, "holds a number"),
        ({"text": "Born on 3 February 1981."}, "looks like a direct identifier"),
        ({"text": ""}, "Write a few sentences"),
        ({"author": ""}, "Say who answers"),
        ({"language": "xx"}, "Choose the language"),
        ({"productId": "none"}, "Choose a product"),
        ({"reviewedOn": "soon"}, "Give a day"),
        ({"reviewedOn": "2027-03-11"}, "review lies in the future"),
    ],
)
async def test_words_that_may_not_be_public_are_refused_and_stay_unless_they_identify(
    on_sqlite: Running, typed: dict[str, str], fault: str
) -> None:
    product = await product_of(on_sqlite, 1)
    desk = await at_desk(on_sqlite)
    answer = await desk.send(PATH, **WORDS | {"productId": product} | typed)
    assert (answer.status_code, fault in answer.text) == (422, True)
    identified = "direct identifier" in fault
    assert form_at(answer.text, PATH)["text"] == ("" if identified else (WORDS | typed)["text"])
    assert "3 February 1981" not in answer.text
    assert await written(on_sqlite) == ()


@pytest.mark.parametrize("field", ["text", "author"])
@pytest.mark.parametrize("also", ["language", "productId", "reviewedOn"])
async def test_what_identifies_is_not_repeated_whatever_else_is_wrong(
    on_sqlite: Running, field: str, also: str
) -> None:
    product = await product_of(on_sqlite, 1)
    typed = {"productId": product, field: "Erika, born on 3 February 1981.", also: "wrong"}
    answer = await (await at_desk(on_sqlite)).send(PATH, **WORDS | typed)
    assert (answer.status_code, "looks like a direct identifier" in answer.text) == (422, True)
    assert "3 February 1981" not in answer.text


@pytest.mark.parametrize(("patients", "shown"), [(10, 0), (11, 1)])
async def test_of_fewer_than_eleven_patients_no_free_words_are_public(
    on_sqlite: Running, patients: int, shown: int
) -> None:
    product = await product_of(on_sqlite, patients)
    assert await write(await at_desk(on_sqlite), product) == 303
    await on_sqlite.publish(SPRING)
    assert len((await on_sqlite.ask(OPERATION))["laySummaries"]["edges"]) == shown


async def test_of_a_product_without_a_programme_no_free_words_are_public(
    on_sqlite: Running,
) -> None:
    product = await record(on_sqlite.house, PRODUCT, BEGAN)
    assert await write(await at_desk(on_sqlite), product) == 303
    await on_sqlite.publish(SPRING)
    assert (await on_sqlite.ask(OPERATION))["laySummaries"]["edges"] == []


async def test_what_was_public_stays_while_a_new_programme_is_small(on_sqlite: Running) -> None:
    product = await product_of(on_sqlite, 12)
    desk = await at_desk(on_sqlite)
    await write(desk, product)
    await on_sqlite.publish(SPRING)
    await record(on_sqlite.house, programme(product, title="Another"), SPRING)
    await desk.sign_in()
    assert await write(desk, product, text="Neue Worte.") == 303
    await on_sqlite.publish(date(2027, 9, 30))
    (node,) = (await on_sqlite.ask(OPERATION))["laySummaries"]["edges"]
    assert node["node"]["text"].startswith("Eigene Zellen")


async def test_nobody_writes_of_anothers_product(on_sqlite: Running) -> None:
    product = await product_of(on_sqlite, 1)
    desk = await at_desk(on_sqlite, organisation=OTHER_UNIVERSITY)
    assert await write(desk, product) == 422
    assert await written(on_sqlite) == ()
