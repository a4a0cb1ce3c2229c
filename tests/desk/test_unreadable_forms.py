"""A form with files that cannot be read is a wrong request, never a fault of the server."""

from datetime import date

import pytest
from desk import Desk, at_desk
from litestar.exceptions import ClientException
from running import Running

from registry.web.desk.not_taken import ANYTHING_ELSE, words_for

pytestmark = pytest.mark.anyio
BEGAN = date(2027, 1, 11)
FIELD = b'Content-Disposition: form-data; name="form"\r\n'
TEXT = b"Content-Type: text/plain; charset=%s\r\n"
LONG = b"a" * 20_000 + b"-" + b"b" * 20_000
"""As Punycode: twenty times as much would keep the whole server for a minute."""


@pytest.fixture
async def desk(registry: Running) -> Desk:
    return await at_desk(registry)


def form(part: bytes) -> bytes:
    return b"--end\r\n" + part + b"\r\n--end--\r\n"


HEADERS = {
    "origin": "https://registry.test",
    "sec-fetch-site": "same-origin",
    "content-type": "multipart/form-data; boundary=end",
}
BODIES = {
    "not a form": b"a=b",
    "without an end": b"--end\r\n" + FIELD,
    "not text": form(FIELD + b"\r\n\xff\xfe"),
    "in an unknown encoding": form(FIELD + TEXT % b"zz" + b"\r\na"),
    "in an encoding that is none of texts": form(FIELD + TEXT % b"base64" + b"\r\na"),
    "in an encoding of names": form(FIELD + TEXT % b"punycode" + b"\r\n+"),
    "in an encoding that is none": form(FIELD + TEXT % b"undefined" + b"\r\na"),
    "in an encoding without a name": form(FIELD + TEXT % b'"a\0b"' + b"\r\na"),
    "in an encoding that takes long": form(FIELD + TEXT % b"punycode" + b"\r\na" + LONG),
    "with too many fields": b"".join(b"--end\r\n" + FIELD + b"\r\na\r\n" for _ in range(99)),
}


async def test_what_cannot_be_read_as_a_form_is_a_wrong_request(desk: Desk) -> None:
    for how, body in BODIES.items():
        answer = await desk.browser.http.post("/desk/send", content=body, headers=HEADERS)
        assert (answer.status_code, "This form cannot be read." in answer.text) == (400, True), how


@pytest.mark.parametrize(
    ("path", "body", "changed", "status", "words"),
    [
        ("/desk/send", b"a=b", {}, 400, "This form cannot be read."),
        ("/desk/send", b"", {"origin": "https://evil.example"}, 403, "sent by another site"),
        ("/desk/send", bytes(5_100_000), {}, 413, "too large for this page"),
    ],
)
async def test_a_person_is_told_on_a_page_and_a_program_as_json(
    desk: Desk, path: str, body: bytes, changed: dict[str, str], status: int, words: str
) -> None:
    post, headers = desk.browser.http.post, HEADERS | changed
    page = await post(path, content=body, headers=headers | {"accept": "text/html,*/*;q=0.8"})
    assert (page.status_code, words in page.text) == (status, True)
    assert page.headers["content-type"].startswith("text/html")
    assert "no-store" in page.headers["cache-control"]
    told = await post(path, content=body, headers=headers)
    assert (told.status_code, told.json()["status_code"]) == (status, status)


def test_what_a_library_says_of_a_request_is_not_shown() -> None:
    assert words_for(ClientException("Mustermann is no number")) == ANYTHING_ELSE
