"""A form with files that cannot be read is a wrong request, never a fault of the server."""

from datetime import date

import pytest
from desk import Desk, at_desk
from running import Running

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
    headers = {
        "origin": "https://registry.test",
        "sec-fetch-site": "same-origin",
        "content-type": "multipart/form-data; boundary=end",
    }
    for how, body in BODIES.items():
        answer = await desk.browser.http.post("/desk/send", content=body, headers=headers)
        assert (answer.status_code, "This form cannot be read." in answer.text) == (400, True), how
