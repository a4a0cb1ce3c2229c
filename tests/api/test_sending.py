"""A file travels in parts: what is acknowledged is kept, what breaks off goes on, all is told."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import httpx
import msgspec
import pytest
from running import UNIVERSITY, Running
from sending import everything, notices, pseudonyms, register

from registry.cli.receipt import kept_answers
from registry.cli.sending import Sending, Sent, Stored, keep_receipt
from registry.client import RegistryClient
from registry.errors import AccessRefused, RegistryUnreachable
from registry.intake.importers.assemble import ReadFile
from registry.intake.importers.lines import read_lines
from registry.model.codes import CostBasis, CostCategory, Verdict
from registry.model.registration import CostDraft, EndpointResultDraft, Recorded
from registry.model.submission import SubmissionBatch

pytestmark = pytest.mark.anyio

BEGAN = date(2027, 3, 10)
PATIENTS = pseudonyms(250)
NOWHERE = {"endpoints": ("endpoints", 2), "costs": ("costs", 3)}


class Shaky(httpx.AsyncBaseTransport):
    """A way to the registry on which some requests, or their answers, get lost."""

    def __init__(self, real: httpx.AsyncBaseTransport, lost: dict[int, str]) -> None:
        self.real, self.lost, self.asked = real, lost, 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        how = self.lost.get(self.asked)
        if how == "request":
            raise httpx.ConnectError("lost")
        answer = await self.real.handle_async_request(request)
        if how == "answer":
            await answer.aclose()
            raise httpx.ReadError("lost")
        return httpx.Response(401) if how == "key" else answer


@pytest.fixture
async def programme(registry: Running) -> str:
    return await register(registry.house, BEGAN)


def file_of(programme: str) -> ReadFile:
    """Patients for three parts, a failed endpoint and a cost."""
    failed = EndpointResultDraft(programme, "response", Verdict.NOT_EVALUABLE, BEGAN)
    cost = CostDraft(programme, CostCategory.CARE, CostBasis.ESTIMATE, 2027, "EUR", 100)
    return ReadFile(
        SubmissionBatch(programme, tuple(notices(PATIENTS))),
        ((failed, NOWHERE["endpoints"]),),
        ((cost, NOWHERE["costs"]),),
        {f"notices[{n}]": ("patients", n + 2) for n in range(len(PATIENTS))},
        (),
    )


class Desk:
    """A sender with a shaky connection, and what it kept."""

    def __init__(self, registry: Running, **lost: str) -> None:
        transport = registry.http._transport
        self.shaky = Shaky(transport, {int(number[1:]): how for number, how in lost.items()})
        self.http = httpx.AsyncClient(transport=self.shaky, base_url="http://registry.test")
        self.client = RegistryClient(self.http, registry.keys[UNIVERSITY])
        self.kept: list[Stored] = []
        self.steps = 0

    async def send(self, read: ReadFile, *, dry_run: bool = False) -> Sent:
        sending = Sending(self.client, dry_run, self.kept.append, pauses=(0.0, 0.0))
        return await sending.send(read, self.step)

    def step(self) -> None:
        self.steps += 1


async def test_patients_results_and_costs_are_all_sent(registry: Running, programme: str) -> None:
    desk = Desk(registry)
    sent = await desk.send(file_of(programme))
    assert (sent.parts, len(sent.stored), desk.steps, sent.findings) == (5, 5, 5, ())
    stored = await everything(registry.house.database)
    assert len(stored["episode"]) == len(PATIENTS)
    assert [row for row in stored["directory_record"] if "NOT_EVALUABLE" in row]


async def test_a_dry_run_stores_nothing(registry: Running, programme: str) -> None:
    before = await everything(registry.house.database)
    sent = await Desk(registry).send(file_of(programme), dry_run=True)
    assert len(sent.stored) == 5
    assert await everything(registry.house.database) == before


@pytest.mark.parametrize("how", ["request", "answer"])
async def test_a_lost_part_is_sent_once_more_and_stored_once(
    registry: Running, programme: str, how: str
) -> None:
    desk = Desk(registry, _2=how, _4=how)
    sent = await desk.send(file_of(programme))
    assert (len(sent.stored), len(desk.kept)) == (5, 5)
    assert len((await everything(registry.house.database))["episode"]) == len(PATIENTS)


async def test_what_was_acknowledged_is_kept_when_the_connection_stays_away(
    registry: Running, programme: str
) -> None:
    lost = {f"_{number}": "request" for number in range(2, 9)}
    desk = Desk(registry, **lost)
    with pytest.raises(RegistryUnreachable):
        await desk.send(file_of(programme))
    assert (len(desk.kept), desk.shaky.asked) == (1, 4)
    again = await Desk(registry).send(file_of(programme))
    assert (again.stored[0].repeated, len(again.stored)) == (True, 5)


async def test_nobody_waits_for_a_registry_that_was_never_there(
    registry: Running, programme: str
) -> None:
    desk = Desk(registry, _1="request")
    with pytest.raises(RegistryUnreachable):
        await desk.send(file_of(programme))
    assert desk.shaky.asked == 1


async def test_a_revoked_key_is_not_tried_again(registry: Running, programme: str) -> None:
    desk = Desk(registry, _2="key")
    with pytest.raises(AccessRefused):
        await desk.send(file_of(programme))
    assert desk.shaky.asked == 2


def twice(read: ReadFile) -> ReadFile:
    batch = read.batch
    return msgspec.structs.replace(
        read, batch=msgspec.structs.replace(batch, notices=batch.notices[:1] * 2)
    )


def foreign(read: ReadFile) -> ReadFile:
    (draft, place), *_ = read.results
    other = msgspec.structs.replace(draft, endpoint_id="other")
    return msgspec.structs.replace(read, results=((other, place),))


FAULTS: dict[str, tuple[Callable[[ReadFile], ReadFile], int, tuple[str, int | None]]] = {
    "a patient": (twice, 2, ("patients", 2)),
    "an endpoint": (foreign, 4, ("endpoints", 2)),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
async def test_a_refusal_has_its_place_in_the_file_and_the_other_parts_go_on(
    registry: Running,
    programme: str,
    fault: tuple[Callable[[ReadFile], ReadFile], int, tuple[str, int | None]],
) -> None:
    change, stored, place = fault
    sent = await Desk(registry).send(change(file_of(programme)))
    assert len(sent.stored) == stored
    assert (sent.findings[0].sheet, sent.findings[0].row) == place


def test_receipts_are_added_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "study.receipts.ndjson"
    for number in range(2):
        keep_receipt(path, Recorded("x", str(number), BEGAN))
    digests = [json.loads(line)["digest"] for line in path.read_text().splitlines()]
    assert digests == ["0", "1"]


def test_a_receipt_that_broke_off_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "study.receipts.ndjson"
    keep_receipt(path, Recorded("x", "0", BEGAN))
    path.write_bytes(path.read_bytes() + b'{"id":"y","dig')
    keep_receipt(path, Recorded("x", "1", BEGAN))
    assert list(kept_answers(tmp_path / "study.xlsx")) == ["0", "1"]


HEAD = b'{"programme_id": "p"}\n'


def test_a_file_of_lines_tells_the_same_as_a_stream() -> None:
    notice = b'{"notice": {"pseudonym": "a", "accepted_month": "2027-03"}}\n'
    outcome = b'{"outcome": {"pseudonym": "a", "collected_day": 3}}\n'
    read = read_lines("p", HEAD + notice + b"\n" + outcome)
    assert (len(read.batch.notices), len(read.batch.outcomes), read.findings) == (1, 1, ())
    assert read.places == {"notices[0]": ("line", 2), "outcomes[0]": ("line", 4)}


@pytest.mark.parametrize(
    ("content", "rule", "row"),
    [
        (b"", "head-readable", 1),
        (b"x", "head-readable", 1),
        (b'{"programme_id": "other"}\n', "programme-same", 1),
        (HEAD + b'{"notice": 3}\n', "line-readable", 2),
        (HEAD + b"\n\xff\n", "line-readable", 3),
    ],
)
def test_a_line_that_cannot_be_read_is_named(content: bytes, rule: str, row: int) -> None:
    (finding,) = read_lines("p", content).findings
    assert (finding.rule, finding.sheet, finding.row) == (rule, "line", row)
