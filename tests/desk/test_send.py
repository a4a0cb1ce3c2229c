"""A file from a page to a receipt: every error in one pass, nothing half, nothing kept before."""

import re
from datetime import date
from typing import Any

import httpx
import pytest
from desk import Desk, FormsOf, at_desk, form_at, press, rows_in, upload
from running import OTHER_UNIVERSITY, Running
from sending import PRODUCT, envelope, everything, programme, pseudonyms, record
from structlog.testing import capture_logs
from workbooks import Lines, filled

from registry.intake.importers.files import read_sheets
from registry.intake.whole import accept_file
from registry.model.access import Role
from registry.storage.ledger import acts

pytestmark = pytest.mark.anyio
BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
NAME, NUMBER = "Mustermann Erika 03.02.1981", "X1234567L"
PATIENTS = pseudonyms(12)


@pytest.fixture
async def desk(registry: Running) -> Desk:
    made = await record(registry.house, PRODUCT, BEGAN)
    await record(registry.house, programme(made), BEGAN)
    registry.clock.today = MARCH
    return await at_desk(registry, Role.SUBMITTER)


def rows(page: httpx.Response) -> list[tuple[str, ...]]:
    """The rows to mend, as sheet, row and column."""
    return [row[:3] for row in rows_in(page.text, "error-")]


def many(count: int) -> Lines:
    return [[name, "2027-03", "ADULT"] for name in pseudonyms(count)]


WRONG: dict[str, Lines] = {
    "patients": [
        [PATIENTS[0], "2027-03", "ADULT"],
        [PATIENTS[1], "2027-13", "OLD"],
        [NAME, "2027-03", "ADULT"],
        [PATIENTS[3], "2026-01", "ADULT"],
    ],
    "visits": [[PATIENTS[0], 91, "DONE", 9_000], [NAME, 91, "DONE", 91]],
}


async def test_every_planted_error_is_told_with_its_place_and_nothing_is_stored(
    registry: Running, desk: Desk
) -> None:
    before = await everything(registry.house.database)
    with capture_logs() as logged:
        page = await upload(desk, filled(WRONG))
    assert page.status_code == 422
    assert {("patients", "3", "acceptedMonth"), ("patients", "3", "ageBand")} <= set(rows(page))
    assert {("patients", "4", "pseudonym"), ("patients", "5", "retrospective")} <= set(rows(page))
    assert {("visits", "2", "day"), ("visits", "2", "window")} <= set(rows(page))
    assert len(rows(page)) == len(set(rows(page)))
    after = await everything(registry.house.database)
    assert {table for table in after if after[table] != before[table]} <= {"person_session"}
    for part in (NAME, "Mustermann", "1981"):
        assert part not in page.text + str(logged) + str(after)
    assert "/desk/send/store" not in FormsOf(page.text).forms


async def test_a_file_is_stored_with_a_receipt_and_again_with_the_same(
    registry: Running, desk: Desk
) -> None:
    content = filled(
        {
            "patients": many(40),
            "administrations": [[PATIENTS[0], 1, 0]],
            "costs": [["MANUFACTURE", "ACTUAL", 2027, "EUR", 12_300]],
        }
    )
    receipts = []
    for _ in range(2):
        page = await upload(desk, content)
        assert page.status_code == 200, rows(page)
        stored = await press(desk, page, "/desk/send/store")
        assert stored.status_code == 200
        digests = re.findall(r'href="/desk/receipts/([0-9a-f]{64})"', stored.text)
        files = [await desk.get(f"/desk/receipts/{d}/receipt.json") for d in digests]
        receipts.append([(each.status_code, each.content) for each in files])
        kept = await everything(registry.house.database)
    assert receipts[0] == receipts[1]
    assert [status for status, _ in receipts[0]] == [200, 200]
    assert "the same receipt" in stored.text
    assert len(kept["episode"]) == 40
    listed = await desk.read("/desk/receipts")
    assert all(digest in listed for digest in digests)


async def test_a_file_of_which_one_part_is_refused_is_stored_in_no_part(
    registry: Running, desk: Desk
) -> None:
    twice = [["MANUFACTURE", "ACTUAL", 2027, "EUR", 1], ["CARE", "ACTUAL", 2099, "EUR", 1]]
    page = await upload(desk, filled({"patients": many(3), "costs": twice}))
    assert rows(page) == [("costs", "3", "year")]
    before = await everything(registry.house.database)
    (id,) = [value for value in FormsOf(await desk.read("/desk/send")).options if value]
    read = read_sheets(id, filled({"patients": many(3), "costs": twice}))
    answer = await accept_file(registry.house.intake, read, envelope(MARCH))
    assert (answer.refused, await everything(registry.house.database)) == (True, before)


async def test_values_that_differ_are_shown_old_and_new_and_corrected_with_a_reason(
    registry: Running, desk: Desk
) -> None:
    def file(band: str, patients: int) -> bytes:
        return filled({"patients": [[PATIENTS[0], "2027-03", band], *many(patients)[1:]]})

    await press(desk, await upload(desk, file("ADULT", 2)), "/desk/send/store")
    page = await upload(desk, file("CHILD", 3))
    assert ("ageBand", "18-64", "2-11") in [row[-3:] for row in rows_in(page.text)]
    assert "/desk/send/store" not in FormsOf(page.text).forms
    unsure = await press(desk, page, "/desk/send/correct")
    assert (unsure.status_code, "Choose why" in unsure.text) == (422, True)
    rest = await press(desk, unsure, "/desk/send/correct", reason="TRANSCRIPTION_ERROR")
    assert "Your corrections are stored" in rest.text
    done = await press(desk, rest, "/desk/send/store")
    assert done.status_code == 200
    kept = await everything(registry.house.database)
    assert (len(kept["episode"]), len(kept["earlier_notice"])) == (3, 1)
    trail = await acts(registry.house.database)
    assert {act.actor for act in trail if act.action == "record read"} == {"dana"}


async def test_somebody_else_changed_the_patient_meanwhile_and_nothing_is_overwritten(
    registry: Running, desk: Desk
) -> None:
    def file(band: str) -> bytes:
        return filled({"patients": [[PATIENTS[0], "2027-03", band]]})

    await press(desk, await upload(desk, file("ADULT")), "/desk/send/store")
    early, other = await upload(desk, file("CHILD")), await upload(desk, file("OLDER_ADULT"))
    await press(desk, other, "/desk/send/correct", reason="OTHER")
    late = await press(desk, early, "/desk/send/correct", reason="OTHER")
    assert "Your corrections are stored" not in late.text
    assert "There is a problem" in late.text
    assert ("65+", "2-11") in [row[-2:] for row in rows_in(late.text)]
    kept = await everything(registry.house.database)
    assert len(kept["earlier_notice"]) == 1


async def test_what_a_page_carries_opens_for_its_owner_alone(registry: Running, desk: Desk) -> None:
    page = await upload(desk, filled({"patients": many(1)}))
    carried = form_at(page.text, "/desk/send/store")["carried"]
    assert PATIENTS[0] not in page.text
    other = await at_desk(registry, id="other", organisation=OTHER_UNIVERSITY)
    own = form_at(await other.read("/desk/send"), "/sign-out")["form"]
    for form in (
        {"form": own, "carried": carried},
        {"form": own, "carried": "AAAA"},
        {"form": own},
    ):
        answer = await other.browser.post_files("/desk/send/store", form)
        assert (answer.status_code, "too old" in answer.text) == (422, True)
    kept = await everything(registry.house.database)
    assert kept["episode"] == []


def with_byte(place: int, value: int, flags: int = 0) -> bytes:
    """A workbook with another byte, and other flags, in its first entry's record (APPNOTE 4.3.12).

    At 6 stands the version of ZIP it takes; with flag 8 the name, at 46, has to be UTF-8.
    """
    book = bytearray(filled({"patients": many(1)}))
    record = book.index(b"PK\x01\x02")
    book[record + 9] = flags
    book[record + place] = value
    return bytes(book)


async def test_what_is_no_file_of_patients_is_refused_in_words(desk: Desk) -> None:
    newer, nameless = with_byte(6, 0xFF), with_byte(46, 0xFF, flags=8)
    for content in (b"\x89PNG", b"", b"PK" + b"0" * 99, newer, nameless):
        page = await upload(desk, content)
        assert (page.status_code, "not a file the registry can read" in page.text) == (422, True)
    nothing = await desk.browser.post_files(
        "/desk/send", form_at(await desk.read("/desk/send"), "/desk/send")
    )
    assert (nothing.status_code, "Choose a file" in nothing.text) == (422, True)
    large = await upload(desk, bytes(5_100_000))
    assert large.status_code == 413


async def test_a_programme_of_somebody_else_cannot_be_named(registry: Running, desk: Desk) -> None:
    other = await at_desk(registry, id="other", organisation=OTHER_UNIVERSITY)
    theirs = await record(registry.house, PRODUCT, MARCH, sponsor=OTHER_UNIVERSITY)
    id = await record(registry.house, programme(theirs), MARCH, sponsor=OTHER_UNIVERSITY)
    assert id in await other.read("/desk/send")
    form = form_at(await desk.read("/desk/send"), "/desk/send") | {"programme": id}
    content = filled({"patients": many(1)})
    page = await desk.browser.post_files("/desk/send", form, ("a.xlsx", content))
    assert (page.status_code, "Choose the programme" in page.text) == (422, True)


async def test_no_upload_is_taken_without_session_token_or_from_elsewhere(desk: Desk) -> None:
    form = form_at(await desk.read("/desk/send"), "/desk/send")
    file = ("a.xlsx", filled({"patients": many(1)}))
    elsewhere = {"origin": "https://evil.example"}
    cases: list[Any] = [
        await desk.browser.post_files("/desk/send", form | {"form": "0" * 64}, file),
        await desk.browser.post_files("/desk/send", form, file, elsewhere),
    ]
    desk.browser.http.cookies.clear()
    late = await desk.browser.post_files("/desk/send/store", form)
    assert form_at(late.text, "/sign-in")["to"] == "/desk/send"
    over = await desk.browser.post_files("/desk/send", form, file)
    assert [case.status_code for case in (*cases, over)] == [403, 403, 403]
    assert form_at(over.text, "/sign-in")["to"] == "/desk/send"
    assert "choose the file once more" in over.text
