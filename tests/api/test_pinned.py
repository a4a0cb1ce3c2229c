"""Earlier snapshots: asked for by number, listed, compared; the same bytes for ever."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from msgspec import structs
from running import running_registry
from sending import notices, pseudonyms, register, send
from verifiable import snapshots

from registry.archive import MOST_KEPT, Archive
from registry.errors import SnapshotError
from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry.snapshot import FrozenSnapshot, freeze
from registry_graphql.contract import OPERATIONS

AS_CITED = (OPERATIONS / "researcher" / "as-cited.graphql").read_text()
NUMBERS = "{ snapshots { number asOf digest predecessor policyVersion } }"


class Folder:
    """The public files of some snapshots; `asked` counts which were read."""

    def __init__(self, some: Sequence[FrozenSnapshot]) -> None:
        self.files = {f"r/{each.snapshot.number}/snapshot.json": each.body for each in some}
        self.asked: list[str] = []

    async def read(self, path: str) -> bytes | None:
        self.asked.append(path)
        return self.files.get(path)


def newest() -> FrozenSnapshot:
    """The last snapshot of the story."""
    return snapshots()[-1]


def serving(some: Sequence[FrozenSnapshot]) -> TestClient[Litestar]:
    """The public side over the last of these snapshots, with the others as files."""
    app = create_public_app(Shelf(some[-1]), lambda: "error-1", Folder(some).read)
    return TestClient(app)


def asked(some: Sequence[FrozenSnapshot], query: str, **variables: Any) -> Any:
    answer = serving(some).post("/graphql", json={"query": query, "variables": variables})
    assert answer.status_code == 200
    return answer.json()


@pytest.mark.parametrize("number", [1, 3, 6])
def test_a_pinned_question_has_the_same_bytes_whatever_was_published_since(number: int) -> None:
    then, now = snapshots()[:number], snapshots()
    query = {"query": AS_CITED, "variables": {"snapshot": number}}
    first = serving(then).post("/graphql", json=query)
    assert first.json()["data"]["at"]["snapshot"]["number"] == number
    assert serving(now).post("/graphql", json=query).content == first.content


PINNED = "at(snapshot: 2) { snapshot { digest } }"


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        (f"{{ {PINNED} }}", "public, max-age=31536000, immutable"),
        (f"{{ old: {PINNED} older: at(snapshot: 1) {{ snapshot {{ number }} }} }}",
         "public, max-age=31536000, immutable"),
        (f"{{ {PINNED} snapshot {{ number }} }}", "public, no-cache"),
        (f"{{ {PINNED} ...more }} fragment more on Query {{ snapshot {{ number }} }}",
         "public, no-cache"),
        ("{ at: snapshot { number } }", "public, no-cache"),
        ("{ at(snapshot: 99) { snapshot { number } } }", "no-store"),
    ],
    ids=["one", "two", "and the current one", "a fragment", "by another name", "unknown"],
)  # fmt: skip
def test_only_an_answer_wholly_of_named_snapshots_is_kept_for_ever(query: str, kept: str) -> None:
    answer = serving(snapshots()).get("/graphql", params={"query": query})
    assert answer.headers["cache-control"] == kept


def test_before_the_first_snapshot_nothing_is_kept_for_ever() -> None:
    app = create_public_app(Shelf(None), lambda: "error-1", Folder([]).read)
    answer = TestClient(app).get("/graphql", params={"query": f"{{ {PINNED} }}"})
    assert answer.json()["data"] == {"at": None}
    assert answer.headers["cache-control"] == "public, no-cache"


QUESTIONS = (
    "efficacy(by: [PROGRAMME]) { edges { node { id accepted { value } asOf } } }",
    "safety(by: [PROGRAMME]) { edges { node { id horizons { day serious { patients } } } } }",
    "followUp(by: [COUNTRY]) { edges { node { id horizons { known { numerator } } } } }",
    "manufacturing(by: []) { edges { node { id made { infused { value } } } } }",
    "survival(by: [PRODUCT]) { edges { node { id accepted { value } } } }",
    "releaseDecisions { edges { node { id open explanation inputsDigest asOf } } }",
    "endpointResults { edges { node { id verdict { value withheld { text opensOn } } } } }",
    "programmes { edges { node { id stage activity { forming } remainders { id } } } }",
    "pooledCosts { edges { node { id median { value } } } }",
    "snapshot { number digest policyVersion nextRelease missedReleases }",
)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda text: text.partition("(")[0].split()[0])
def test_a_pinned_answer_is_what_was_answered_when_the_snapshot_was_current(question: str) -> None:
    for number in range(1, 7):
        then = asked(snapshots()[:number], f"{{ {question} }}")["data"]
        now = asked(snapshots(), f"{{ at(snapshot: {number}) {{ {question} }} }}")["data"]["at"]
        assert now == then


def days(answer: dict[str, Any]) -> set[str]:
    """The days of the programmes below a product."""
    return {row["asOf"] for row in answer["product"]["programmes"]}


def test_everything_below_a_pinned_product_is_of_the_same_snapshot() -> None:
    query = """query ($id: ID!) {
      old: at(snapshot: 1) { product(id: $id) { programmes { asOf stage } } }
      new: at(snapshot: 6) { product(id: $id) { programmes { asOf stage } } }
      product(id: $id) { programmes { asOf } }
    }"""
    product = snapshots()[0].snapshot.programmes[0].programme.product_id
    told = asked(snapshots(), query, id=product)["data"]
    assert days(told["old"]) == {"2027-03-31"}
    assert days(told["new"]) == {"2029-03-31"}
    assert days(told) == {"2029-03-31"}


@pytest.mark.parametrize("number", [-1, 0, 7, 2_000_000_000])
def test_a_number_nobody_published_is_refused_with_a_code(number: int) -> None:
    told = asked(snapshots(), "query ($n: Int!) { at(snapshot: $n) { snapshot { number } } }",
                 n=number)  # fmt: skip
    assert told["data"] == {"at": None}
    (error,) = told["errors"]
    assert error["extensions"]["code"] == "UNKNOWN_SNAPSHOT"
    assert str(number) not in error["message"]


def test_every_snapshot_is_listed_with_its_place_in_the_chain() -> None:
    listed = asked(snapshots(), NUMBERS)["data"]["snapshots"]
    assert [(each["number"], each["digest"]) for each in listed] == [
        (each.snapshot.number, each.digest) for each in snapshots()
    ]
    for earlier, later in pairwise(listed):
        assert later["predecessor"] == earlier["digest"]


def test_a_machine_with_nothing_but_the_current_snapshot_lists_that_one() -> None:
    app = create_public_app(Shelf(snapshots()[-1]), lambda: "error-1")
    told = TestClient(app).post("/graphql", json={"query": NUMBERS}).json()["data"]
    assert [each["number"] for each in told["snapshots"]] == [6]


@pytest.mark.anyio
async def test_few_snapshots_are_kept_and_none_is_read_before_it_is_asked_for() -> None:
    folder = Folder(snapshots())
    archive = Archive(newest, folder.read)
    assert folder.asked == []
    for number in (1, 2, 3, 4, 5):
        assert await archive.by_number(number) == snapshots()[number - 1]
    assert list(archive.kept) == [3, 4, 5]
    assert len(archive.kept) == MOST_KEPT
    await archive.by_number(3)
    await archive.by_number(2)
    assert list(archive.kept) == [5, 3, 2]
    assert folder.asked.count("r/2/snapshot.json") == 2


@pytest.mark.anyio
async def test_a_list_reads_each_snapshot_once() -> None:
    folder = Folder(snapshots())
    archive = Archive(newest, folder.read)
    for _ in range(2):
        assert len(await archive.headings()) == 6
    assert len(folder.asked) == 5


@pytest.mark.anyio
async def test_a_file_of_another_snapshot_is_not_taken_for_the_one_asked_for() -> None:
    folder = Folder(snapshots())
    folder.files["r/2/snapshot.json"] = folder.files["r/3/snapshot.json"]
    with pytest.raises(SnapshotError):
        await Archive(newest, folder.read).by_number(2)


@pytest.mark.anyio
async def test_a_list_with_an_exchanged_snapshot_is_refused() -> None:
    folder = Folder(snapshots())
    later = structs.replace(snapshots()[2].snapshot, next_release=date(2030, 3, 31))
    folder.files["r/3/snapshot.json"] = freeze(later).body
    with pytest.raises(SnapshotError):
        await Archive(newest, folder.read).headings()


CHANGES = """query ($since: Int!, $until: Int) { changes(since: $since, until: $until, first: 200) {
  asOf edges { node { kind value text programmeIds } } } }"""


def test_what_changed_between_two_snapshots_is_told_kind_by_kind() -> None:
    edges = asked(snapshots(), CHANGES, since=1)["data"]["changes"]["edges"]
    told = {(edge["node"]["kind"], edge["node"]["value"]) for edge in edges}
    assert {
        ("PROGRAMME_REGISTERED", "HOSPITAL_EXEMPTION"),
        ("PROGRAMME_STATUS", "STOPPED"),
        ("VERDICT_PUBLISHED", "NOT_MET"),
        ("GROUP_SEALED", ""),
        ("GROUP_OPENED", ""),
        ("CONTENT_OPENED", "funnel"),
        ("CONTENT_OPENED", "endpoint/response"),
        ("STAGE_OPENED", "R1"),
    } <= told
    assert "Verdict published: Goal not met." in {edge["node"]["text"] for edge in edges}


def test_changes_are_asked_for_forwards_and_between_known_snapshots() -> None:
    backwards = asked(snapshots(), CHANGES, since=3, until=2)["errors"][0]
    assert backwards["extensions"]["code"] == "BAD_USER_INPUT"
    unknown = asked(snapshots(), CHANGES, since=1, until=7)["errors"][0]
    assert unknown["extensions"]["code"] == "UNKNOWN_SNAPSHOT"
    assert asked(snapshots(), CHANGES, since=2, until=2)["data"]["changes"]["edges"] == []


@pytest.mark.anyio
async def test_the_whole_registry_answers_from_its_earlier_snapshots(database_url: str) -> None:
    async with running_registry(database_url, date(2027, 1, 11)) as registry:
        programme = await register(registry.house, date(2027, 1, 11))
        await registry.publish(date(2027, 3, 31))
        await send(registry.house, programme, date(2027, 4, 10), notices(pseudonyms(11), "2027-04"))
        await registry.publish(date(2027, 9, 30))
        query = "at(snapshot: %d) { programmes { edges { node { activity { forming } } } } }"
        told = await registry.ask(f"{{ old: {query % 1} new: {query % 2} }}")
        forming = [
            told[key]["programmes"]["edges"][0]["node"]["activity"][0]["forming"]
            for key in ("old", "new")
        ]
        assert forming == [0, 1]
        assert [s["number"] for s in (await registry.ask(NUMBERS))["snapshots"]] == [1, 2]
        assert (await registry.http.get("/r/1/snapshot.json")).status_code == 200
