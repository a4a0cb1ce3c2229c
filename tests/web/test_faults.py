"""A fault of our own: readers learn that there is one, the log where, nobody what was sent."""

from litestar import Litestar
from litestar.testing import TestClient
from structlog.testing import capture_logs

from registry.errors import SnapshotError
from registry.public_app import Shelf, create_public_app
from tests.views.example import frozen

SENT = "Anna-Meier"
OLDER = "/r/3/efficacy.csv"


def client(fault: Exception) -> TestClient[Litestar]:
    """A registry whose public files cannot be read."""

    async def broken(_: str) -> bytes | None:
        raise fault

    return TestClient(create_public_app(Shelf(frozen()), lambda: "error-1", broken))


def test_an_unexpected_fault_is_in_the_log_with_its_line_and_without_its_words() -> None:
    with client(KeyError(SENT)) as reader, capture_logs() as told:
        answer = reader.get(f"{OLDER}?name={SENT}")
    assert (answer.status_code, answer.headers["content-type"]) == (
        500,
        "text/plain; charset=utf-8",
    )
    assert answer.text == "The registry failed here, and its log says where. Try again later.\n"
    (entry,) = told
    assert (entry["event"], entry["type"]) == ("unexpected error", "KeyError")
    assert "test_faults:" in entry["frames"][-1]
    assert SENT not in repr(told)


def test_a_fault_of_ours_says_in_the_log_what_to_do() -> None:
    fault = SnapshotError("A snapshot cannot be read.", "Restore it from a backup.")
    with client(fault) as reader, capture_logs() as told:
        answer = reader.get(OLDER)
    assert (answer.status_code, "Nothing was changed" in answer.text) == (503, True)
    (entry,) = told
    assert "Restore it from a backup." in entry["said"]


def test_a_method_that_a_page_does_not_know_is_no_fault() -> None:
    with client(KeyError(SENT)) as reader, capture_logs() as told:
        assert reader.delete("/data").status_code == 405
    assert told == []
