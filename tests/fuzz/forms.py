"""Multipart forms (RFC 7578) as nobody should send them: names, heads, ends and files drawn.

What only a running registry knows, such as the token of a session, stands in them by a name.
"""

from collections.abc import Sequence

from hypothesis import strategies as st

from tests.fuzz.drawn import changed, repacked
from tests.fuzz.requests import CANARY
from tests.fuzz.valid import PATIENTS, SHEETS, ndjson, table, workbook

TOKEN, PROGRAMME = b"THE-TOKEN", b"THE-PROGRAMME"
CARRIED = (b"THE-CHECKED-FILE", b"THE-CORRECTIONS", b"THE-FILE-TO-GIVE-BACK")
PLANTED = (CANARY, "Mustermann Erika 03.02.1981", "X1234567L", "erika@mustermann.example")
"""What names a patient, or could."""
PATHS = ("/desk/send", "/desk/send/store", "/desk/send/correct", "/desk/send/file")
BOUNDARIES = (b"end", b"----WebKitFormBoundary7MA4YWxk", b"a b'()+_,-./:=?", b"-", b"x" * 70,
              b"x" * 5_000, b"\xe9", b"\r", b"")  # fmt: skip
KINDS = (b"multipart/form-data; boundary=%s", b'multipart/form-data; boundary="%s"',
         b'Multipart/Form-Data; charset=utf-16; boundary="%s"', b"multipart/mixed; boundary=%s",
         b"multipart/form-data; boundary*=utf-8''%s", b"text/plain",
         b"multipart/form-data; %s")  # fmt: skip
ENCODINGS = (b"utf-8", b"UTF-8", b"us-ascii", b"utf-16", b"utf-7", b"punycode", b"idna", b"base64",
             b"zlib", b"undefined", b'"a\0b"', b"..", b"x" * 4_000)  # fmt: skip
NAMES = (b"form", b"programme", b"carried", b"reason", b"file", b"typed", b"__class__", b"",
         CANARY.encode(), b"%22%0D%0A", b'a"b', b"\xc3\xa9", b"\xff", b"a\0b")  # fmt: skip
ENDINGS = (b".csv", b".xlsx", b".CSV", b".ndjson", b".csv.xlsx", b"", b"\\..\\a.csv", b"/a.csv")
HEADS = (b"Content-Transfer-Encoding: base64", b"Content-Length: 3", b"Content-Length: -1",
         b"Content-Length: " + b"9" * 5_000, b"X: " + b"y" * 5_000, b"a" * 90 + b":b", b"no colon",
         b" folded", b"\xff: \xff", b"Content-Disposition: attachment", b"Content-Type: ;;=",
         b"Content-Type: multipart/mixed; boundary=inner")  # fmt: skip
SHORT = (b"", b"OTHER", b"SOURCE_CHANGED", b"a" * 9_000 + b"-" + b"b" * 9_000, b"\0", b"\xff",
         b"{}", *(each.encode() for each in PLANTED))  # fmt: skip
ROWS = [["pseudonym", "acceptedMonth", "ageBand"], [PATIENTS[0], "2027-03", "ADULT"]]

Drawn = tuple[str, bytes, bytes]
"""A path, the kind of what is sent there, and that."""


def once_in(count: int) -> st.SearchStrategy[bool]:
    """True once in so many times."""
    return st.integers(1, count).map(lambda drawn: drawn == count)


def among(values: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """One of some values, or any few bytes."""
    return st.sampled_from(values) | st.sampled_from(values) | st.binary(max_size=8)


@st.composite
def forms(draw: st.DrawFn) -> Drawn:
    """A form, mostly of our own page, at one of the places that take files."""
    boundary = draw(among(BOUNDARIES)) if draw(once_in(8)) else b"end"
    kind = draw(st.sampled_from(KINDS)) if draw(once_in(8)) else KINDS[0]
    parts = draw(st.lists(file_parts() | fields() | nested(), max_size=4))
    if not draw(once_in(10)):
        parts = [field(b"form", TOKEN), field(b"programme", PROGRAMME), *parts]
    if draw(once_in(40)):
        parts *= 30
    body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    body += b"" if draw(once_in(12)) else b"--" + boundary + b"--\r\n"
    body = draw(changed((body,))) if draw(once_in(8)) else body
    return draw(st.sampled_from(PATHS)), kind % boundary if b"%s" in kind else kind, body


def field(name: bytes, value: bytes) -> bytes:
    """A part as browsers send a field."""
    return b'Content-Disposition: form-data; name="%s"\r\n\r\n%s' % (name, value)


@st.composite
def fields(draw: st.DrawFn) -> bytes:
    """A field with any name and value, and now and then an encoding or another head."""
    head = b'Content-Disposition: form-data; name="%s"' % draw(among(NAMES))
    if draw(once_in(3)):
        head += b"\r\nContent-Type: text/plain; charset=" + draw(among(ENCODINGS))
    value = draw(st.sampled_from((*CARRIED, PROGRAMME, TOKEN)) | among(SHORT))
    return head + draw(more_heads()) + b"\r\n\r\n" + value


@st.composite
def file_parts(draw: st.DrawFn) -> bytes:
    """A file with any name and content."""
    name = draw(st.sampled_from((*map(str.encode, SHEETS), *NAMES))) + draw(
        st.sampled_from(ENDINGS)
    )
    shown = draw(st.sampled_from((b'filename="%s"', b"filename=%s", b"filename*=utf-8''%s")))
    head = b'Content-Disposition: form-data; name="file"; ' + shown % name
    return head + draw(more_heads()) + b"\r\n\r\n" + draw(contents())


@st.composite
def nested(draw: st.DrawFn) -> bytes:
    """Parts within a part (RFC 7578, 4.3: no longer allowed)."""
    inner = draw(fields() | file_parts())
    head = b'Content-Disposition: form-data; name="file"; filename="a.csv"\r\n'
    return head + HEADS[-1] + b"\r\n\r\n--inner\r\n" + inner + b"\r\n--inner--"


def more_heads() -> st.SearchStrategy[bytes]:
    """Mostly none."""
    lines = st.lists(st.sampled_from(HEADS) | st.binary(max_size=9), max_size=3)
    drawn = st.tuples(once_in(4), lines)
    return drawn.map(lambda told: b"".join(b"\r\n" + line for line in told[1]) if told[0] else b"")


def contents() -> st.SearchStrategy[bytes]:
    """Workbooks, CSV files and streams, right, changed, or with an identifier in a cell."""
    texts = [table(name, mark) for name in SHEETS for mark in ",;\t"]
    named = [b"\r\n".join(b",".join(map(str.encode, row)) for row in rows) for rows in planted()]
    files = (*texts, *named, ndjson(), workbook())
    return st.sampled_from(files) | changed(files) | repacked(workbook()) | among(SHORT)


def planted() -> list[list[list[str]]]:
    """Rows of patients with an identifier as a heading or a cell."""
    heads = [[[*ROWS[0], each], [*ROWS[1], "1"]] for each in PLANTED]
    cells = [[ROWS[0], [each, *ROWS[1][1:]]] for each in PLANTED]
    return heads + cells + [[ROWS[0], [*ROWS[1][:2], each]] for each in PLANTED]
