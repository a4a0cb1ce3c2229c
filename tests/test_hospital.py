"""A data manager's afternoon: template, check, submit, due list; by command line only."""

import asyncio
import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from commands import HOSPITALS, installed, run, served, wired
from icalendar import Calendar
from openpyxl import load_workbook
from sending import PRODUCT, programme

from registry.client import RegistryClient
from registry.log.fault import Fault
from registry.log.receipts import LeafOpening, read_receipts
from registry.model.registration import Recorded

pytestmark = pytest.mark.thorough

CENTRE = "tarn-hospital"
PATIENTS = [f"{number:032x}" for number in range(0xA1, 0xA1 + 40)]
NAME = "Erika Mustermann"
NUMBER, BORN = "7712345", date(1961, 4, 3)
IDENTIFIERS = (NAME, "Mustermann", "mustermann", NUMBER, "1961-04-03")


class Desk:
    """A folder of a data manager, and the registry it sends to."""

    def __init__(self, folder: Path, address: str, key: str, programme_id: str) -> None:
        self.folder, self.programme_id = folder, programme_id
        self.told = ""
        self._known = {"REGISTRY_URL": address, "REGISTRY_API_KEY": key}

    def run(self, *words: str, **changed: str) -> tuple[int, str, str]:
        answer = run(self.folder, *words, **(self._known | changed))
        self.told += answer.stdout + answer.stderr
        assert "Traceback" not in answer.stderr
        return answer.returncode, answer.stdout, answer.stderr

    def put(self, sheet: str, cell: str, value: str, name: str) -> None:
        """Correct one cell of a file."""
        book = load_workbook(self.folder / name)
        book[sheet][cell] = value
        book.save(self.folder / name)

    def fill(
        self,
        sheet: str,
        rows: list[dict[str, Any]],
        name: str = "study.xlsx",
        template: str = "template.xlsx",
    ) -> None:
        """Add rows to a sheet of the data manager's own copy of a template."""
        source = self.folder / (name if (self.folder / name).exists() else template)
        book = load_workbook(source)
        heads = [cell.value for cell in book[sheet][1]]
        for row in rows:
            book[sheet].append([row.get(head) for head in heads])
        book.save(self.folder / name)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A registry that runs, with a programme registered by its sponsor, and a template."""
    registry = installed(tmp_path_factory.mktemp("registry"))
    run(registry, "directory", "add", str(HOSPITALS))
    issued = run(registry, "keys", "issue", "university-of-tarn").stdout
    key = issued.split("key: ")[1].strip()
    with served(registry) as serving, wired(serving.address) as wire:
        id = asyncio.run(registered(serving.address, key))
        desk = Desk(tmp_path_factory.mktemp("desk"), wire.address, key, id)
        assert desk.run("template", "--programme", id)[0] == 0
        yield desk
        shown = httpx.get(serving.address).text
    stored = b"".join(path.read_bytes() for path in (registry / "data").iterdir())
    for identifier in IDENTIFIERS:
        assert identifier not in desk.told + serving.said + shown
        assert identifier.encode() not in stored + wire.captured
    assert not [patient for patient in PATIENTS if patient.encode() in stored]
    assert b"acceptedMonth" in wire.captured


class Sent(NamedTuple):
    """What each command answered, and the receipts it left beside the file."""

    told: list[tuple[int, str, str]]
    receipts: str


@pytest.fixture(scope="module")
def mended(desk: Desk) -> Sent:
    """Forty patients, checked, sent dry, stored, and sent once more with a visit."""
    good = [{"pseudonym": p, "acceptedMonth": this_month(), "ageBand": "ADULT"} for p in PATIENTS]
    desk.fill("patients", good, "mended.xlsx")
    words = ("submit", "mended.xlsx")
    told = [desk.run("check", "mended.xlsx"), desk.run(*words, "--dry-run")]
    told.append(desk.run(*words, "--yes"))
    visit = {"pseudonym": PATIENTS[0], "window": 28, "status": "NOT_DUE"}
    desk.fill("visits", [visit], "mended.xlsx")
    told.append(desk.run(*words, "--yes"))
    return Sent(told, (desk.folder / "mended.receipts.ndjson").read_text())


async def registered(address: str, key: str) -> str:
    async with httpx.AsyncClient(base_url=address) as http:
        client = RegistryClient(http, key)
        product = await client.record(PRODUCT)
        assert isinstance(product, Recorded)
        today = datetime.now(UTC).date()
        plan = programme(
            product.id,
            centre_ids=(CENTRE,),
            starts_on=today,
            planned_end=today + timedelta(days=900),
        )
        made = await client.record(plan)
        assert isinstance(made, Recorded)
        return made.id


def this_month() -> str:
    return f"{datetime.now(UTC).date():%Y-%m}"


def test_forty_patients_with_mistakes_become_a_stored_submission(desk: Desk) -> None:
    good = [{"pseudonym": p, "acceptedMonth": this_month(), "ageBand": "ADULT"} for p in PATIENTS]
    desk.fill("patients", good)
    wrong = [
        {"pseudonym": NAME, "acceptedMonth": this_month()},
        {"pseudonym": PATIENTS[0], "acceptedMonth": "2999-01"},
        {"pseudonym": "b" * 32, "acceptedMonth": this_month(), "ageBand": "OLD"},
    ]
    desk.fill("patients", wrong)
    words = ("check", "study.xlsx", "--csv", "errors.csv", "--marked", "marked.xlsx")
    code, out, err = desk.run(*words)
    assert (code, "5 errors" in err) == (1, True)
    with (desk.folder / "errors.csv").open() as file:
        found = {(row["row"], row["rule"]) for row in csv.DictReader(file)}
    assert found == {
        ("42", "pseudonym-opaque"),
        ("2", "notice-once"),
        ("43", "notice-once"),
        ("43", "month-valid"),
        ("44", "cell-type"),
    }
    assert NAME not in out
    marked = load_workbook(desk.folder / "marked.xlsx")["patients"]
    assert "pseudonym" in str(marked.cell(42, marked.max_column).value)


def test_csv_files_are_marked_in_one_workbook_and_what_has_no_rows_is_not(desk: Desk) -> None:
    (desk.folder / "wrong").mkdir()
    lines = "pseudonym;acceptedMonth;ageBand", f"{PATIENTS[0]};2999-01;OLD"
    (desk.folder / "wrong" / "patients.csv").write_text("\n".join(lines))
    assert desk.run("check", "wrong", "--marked", "one.xlsx")[0] == 1
    page = load_workbook(desk.folder / "one.xlsx")["patients"]
    assert [page["D1"].value, "ageBand" in page["D2"].value] == ["errors", True]
    (desk.folder / "broken.xlsx").write_bytes(b"no workbook")
    code, _, err = desk.run("check", "broken.xlsx", "--marked", "none.xlsx")
    assert (code, "none.xlsx is not written" in err) == (1, True)
    (desk.folder / "lines.ndjson").write_bytes(b"")
    assert desk.run("check", "lines.ndjson", "--marked", "none.xlsx")[0] == 2
    assert not (desk.folder / "none.xlsx").exists()


def test_the_mended_file_is_shown_dry_then_stored_and_sent_again_without_harm(
    desk: Desk, mended: Sent
) -> None:
    said = (
        "",
        "40 facts would be",
        "40 facts are stored",
        "1 facts are stored; 40 are stored already",
    )
    for (code, _, err), words in zip(mended.told, said, strict=True):
        assert (code, words in err) == (0, True)
    receipts = [json.loads(line) for line in mended.receipts.splitlines()]
    assert [len(receipt["registered"]) for receipt in receipts] == [40, 40]
    assert receipts[0]["registered"][39]["sequence"] == 40
    code, out, err = desk.run("receipt", "mended.xlsx")
    assert (code, "2 of 2 submissions are stored" in err) == (0, True)
    assert receipts[0]["submission_id"] in out


@pytest.mark.usefixtures("mended")
def test_the_proofs_of_the_log_are_kept_beside_the_file_and_fetched_where_they_lack(
    desk: Desk,
) -> None:
    kept = desk.folder / "mended.receipts.ndjson"
    answers = [json.loads(line) for line in kept.read_text().splitlines()]
    given = read_receipts(kept.read_bytes())
    assert isinstance(given, tuple)
    assert len(given) == len(answers)
    kept.write_text("".join(json.dumps(each | {"receipt": None}) + "\n" for each in answers))
    assert isinstance(read_receipts(kept.read_bytes()), Fault)
    for _ in range(2):
        assert desk.run("receipt", "mended.xlsx")[0] == 0
        assert read_receipts(kept.read_bytes()) == given
    leaf = given[0].leaf
    assert isinstance(leaf, LeafOpening)
    assert len(leaf.records) == 40


def test_a_receipt_the_registry_does_not_know_is_a_conflict(desk: Desk) -> None:
    kept = desk.folder / "foreign.receipts.ndjson"
    kept.write_text(json.dumps({"digest": "0" * 64}) + "\n")
    (desk.folder / "foreign.xlsx").touch()
    code, out, _ = desk.run("receipt", "foreign.xlsx")
    assert (code, "not stored" in out) == (5, True)


def test_a_file_with_two_columns_is_enough_for_a_notice(desk: Desk) -> None:
    lines = ["pseudonym;acceptedMonth", f"{0xE1:032x};{this_month()}"]
    (desk.folder / "notice.csv").write_text("\n".join(lines))
    assert desk.run("check", "notice.csv")[0] == 0
    code, _, err = desk.run("submit", "notice.csv", "--yes")
    assert (code, "1 facts are stored" in err) == (0, True)


def test_lines_are_checked_and_sent_like_any_other_file(desk: Desk) -> None:
    notice = {"pseudonym": f"{0xE2:032x}", "accepted_month": this_month()}
    head = json.dumps({"programme_id": desk.programme_id})
    (desk.folder / "study.ndjson").write_text(f"{head}\n{json.dumps({'notice': notice})}\n")
    assert desk.run("check", "study.ndjson")[0] == 0
    code, _, err = desk.run("submit", "study.ndjson", "--yes")
    assert (code, "1 facts are stored" in err) == (0, True)


def test_identified_patients_are_pseudonymised_at_the_hospital_and_then_sent(desk: Desk) -> None:
    today = datetime.now(UTC).date()
    accepted = today - timedelta(days=40)
    patient = {
        "patientNumber": int(NUMBER),
        "familyName": "Mustermann",
        "givenName": "Erika",
        "birthDate": BORN,
        "acceptedDate": accepted,
    }
    (desk.folder / "consortium.key").write_text("c" * 64)
    secret = {"REGISTRY_TABLE_PASSPHRASE": "several words of a house"}
    words = ("pseudonymise", "hospital.xlsx", "--link-key", "consortium.key")
    desk.fill("patients", [patient], "hospital.xlsx", "identified.xlsx")
    seen = {"patientNumber": NUMBER, "window": 28, "status": "MISSED"}
    planted = {"patientNumber": NUMBER, "eventClass": "CRS", "date": today, "term": NAME}
    desk.fill("visits", [seen], "hospital.xlsx")
    desk.fill("events", [planted], "hospital.xlsx")
    code, out, err = desk.run(*words, **secret)
    assert (code, "nothing was written" in err) == (1, True)
    assert "events:2:term" in out
    assert not (desk.folder / "keys.table").exists()
    desk.put("events", "D2", "CRS", "hospital.xlsx")
    assert desk.run(*words, **secret)[0] == 0
    assert desk.run("check", "hospital.submission.xlsx")[0] == 0
    code, _, err = desk.run("submit", "hospital.submission.xlsx", "--yes")
    assert (code, "3 facts are stored" in err) == (0, True)
    assert desk.run(*words, REGISTRY_TABLE_PASSPHRASE="other words of a house")[0] == 1
    assert desk.run(*words, REGISTRY_TABLE_PASSPHRASE="short")[0] == 2
    before = (desk.folder / "keys.table").read_bytes()
    assert desk.run(*words, "--to", "hospital.xlsx", **secret)[0] == 2
    code, _, err = desk.run(*words, "--to", "nowhere/out.xlsx", **secret)
    assert (code, "cannot be written" in err) == (1, True)
    (desk.folder / "keys.table.in-use").touch()
    code, _, err = desk.run(*words, **secret)
    assert (code, "in use" in err) == (1, True)
    assert not (desk.folder / "nowhere").exists()
    assert len((desk.folder / "keys.table").read_bytes()) == len(before)


@pytest.mark.usefixtures("mended")
def test_a_row_that_differs_from_what_is_stored_is_refused_with_its_place(desk: Desk) -> None:
    changed = {"pseudonym": PATIENTS[3], "acceptedMonth": this_month(), "ageBand": "CHILD"}
    desk.fill("patients", [changed], "changed.xlsx")
    code, out, _ = desk.run("submit", "changed.xlsx", "--yes")
    assert code == 1
    assert "patients:2: This patient is registered already" in out


@pytest.mark.usefixtures("mended")
def test_what_was_stored_wrongly_is_corrected_from_the_file_with_a_reason(desk: Desk) -> None:
    right = {"pseudonym": PATIENTS[5], "acceptedMonth": this_month(), "ageBand": "CHILD"}
    desk.fill("patients", [right], "right.xlsx")
    seen = {"pseudonym": PATIENTS[0], "window": 28, "status": "MISSED"}
    desk.fill("visits", [seen], "right.xlsx")
    words = ("correct", "right.xlsx", "--reason", "TRANSCRIPTION_ERROR")
    code, out, err = desk.run(*words, "--dry-run")
    assert (code, err) == (0, "")
    assert '"status":"NOT_DUE"' in out.replace(" ", "")
    assert "becomes" in out
    code, _, err = desk.run(*words, "--yes")
    assert (code, "2 facts are corrected" in err) == (0, True)
    code, _, err = desk.run(*words, "--yes")
    assert (code, "Nothing that is stored differs" in err) == (0, True)
    wrong = {"pseudonym": PATIENTS[7], "acceptedMonth": "2999-01"}
    desk.fill("patients", [wrong], "wrong.xlsx")
    code, out, err = desk.run("correct", "wrong.xlsx", "--reason", "OTHER", "--dry-run")
    assert (code, "month-valid" in out or "is not a month" in out) == (1, True)
    assert desk.run("submit", "right.xlsx", "--yes")[0] == 0
    code, _, err = desk.run("receipt", "right.xlsx")
    assert (code, "2 of 2" in err) == (0, True)


def test_the_due_list_is_a_table_and_a_calendar(desk: Desk) -> None:
    words = ("due", "--programme", desk.programme_id, "--csv", "due.csv", "--ics", "due.ics")
    code, _, err = desk.run(*words)
    assert (code, "0 visits lack their status row." in err) == (0, True)
    assert (desk.folder / "due.csv").read_text().startswith("sequence,window")
    Calendar.from_ical((desk.folder / "due.ics").read_bytes())


def test_the_preview_says_what_becomes_public_when(desk: Desk) -> None:
    words = ("preview", "--programme", desk.programme_id)
    code, out, err = desk.run(*words)
    assert (code, err) == (0, "")
    assert "R0 registered: Open since" in out
    code, out, err = desk.run(*words, "--as-of", "9999-12-31", "--json")
    assert (code, json.loads(out)["shared"]) == (0, False)
    assert "No preview reaches further than" in desk.run(*words, "--as-of", "9999-12-31")[2]
    assert desk.run("preview", "--programme", "nowhere")[0] == 1
    assert desk.run(*words, "--as-of", "soon")[0] == 2


def test_findings_are_json_lines_for_other_tools(desk: Desk) -> None:
    told = {"endpointId": "response", "verdict": "NOT_MET", "cutOff": "2020-01-01"}
    desk.fill("endpoints", [{**told, "lesson": "Born 4 March 1980"}], "lesson.xlsx")
    code, out, _ = desk.run("check", "lesson.xlsx", "--json")
    assert (code, "text-without-identifiers" in out) == (1, True)
    desk.fill("costs", [{"category": "CARE", "basis": "GUESS"}], "costs.xlsx")
    code, out, _ = desk.run("check", "costs.xlsx", "--json")
    assert code == 1
    assert {json.loads(line)["column"] for line in out.splitlines()} >= {"basis", "year"}


REFUSALS: dict[str, tuple[list[str], dict[str, str], int]] = {
    "a revoked or unknown key": (["due", "--programme", "p"], {"REGISTRY_API_KEY": "her_x"}, 3),
    "no address": (["due", "--programme", "p"], {"REGISTRY_URL": ""}, 2),
    "nobody there": (["due", "--programme", "p"], {"REGISTRY_URL": "http://127.0.0.1:9"}, 4),
    "another's programme": (["template", "--programme", "p"], {}, 1),
    "what is due of it": (["due", "--programme", "p"], {}, 1),
    "a preview of it": (["preview", "--programme", "p"], {}, 1),
    "no programme file": (["check", "template.xlsx", "--programme", "no.json"], {}, 1),
    "no receipts": (["receipt", "template.xlsx"], {}, 1),
    "a file that is not there": (["check", "nowhere.xlsx"], {}, 2),
}


@pytest.mark.parametrize("case", REFUSALS.values(), ids=REFUSALS.keys())
def test_what_cannot_be_done_ends_with_its_exit_code(
    case: tuple[list[str], dict[str, str], int], desk: Desk
) -> None:
    words, changed, code = case
    answer, out, err = desk.run(*words, **changed)
    assert (answer, out) == (code, "")
    assert err


@pytest.mark.parametrize("command", ["template", "due", "preview"])
def test_a_wrong_programme_is_answered_with_ones_own(command: str, desk: Desk) -> None:
    told = desk.run(command, "--programme", "p")[2]
    assert "none of your programmes" in told
    assert desk.programme_id in told


def test_the_file_can_be_checked_as_of_another_day(desk: Desk) -> None:
    desk.fill("patients", [{"pseudonym": "c" * 32, "acceptedMonth": "2030-01"}], "later.xlsx")
    assert desk.run("check", "later.xlsx", "--as-of", "2029-12-31")[0] == 1
    assert desk.run("check", "later.xlsx", "--as-of", date(2030, 2, 1).isoformat())[0] == 0
