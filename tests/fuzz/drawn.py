"""Bytes nobody should send: any at all, and valid files with something changed, cut or repeated."""

import io
import zipfile
from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

PIECES: tuple[bytes, ...] = (
    *(b"\0", b"\\u0000", b"\xff\xfe", b"\xc3", b"\n", b"\r", b'"', b"\\", b"[" * 5_000, b"{"),
    *(b"-1", b"1e999", b"9" * 5_000, b"NaN", b"null", "٣\u2028".encode(), b"x" * 140_000),
)


@st.composite
def changed(draw: st.DrawFn, valid: Sequence[bytes]) -> bytes:
    """A valid file after one to four changes. There may be more of them each time."""
    data = valid[draw(st.integers(0, len(valid) - 1))]
    for _ in range(draw(st.integers(1, 4))):
        start, end = sorted(draw(st.integers(0, len(data))) for _ in range(2))
        end = min(end, start + draw(st.sampled_from((0, 1, 8, len(data)))))
        put = draw(st.sampled_from(PIECES) | st.binary(max_size=6) | part(data) | part(valid[-1]))
        data = data[:start] + put + data[end:]
    return data


def part(data: bytes) -> st.SearchStrategy[bytes]:
    """A stretch of some bytes."""
    ends = st.tuples(st.integers(0, len(data)), st.integers(0, len(data)))
    return ends.map(lambda both: data[min(both) : max(both)])


def bytes_like(*valid: bytes) -> st.SearchStrategy[bytes]:
    """Any bytes, or valid ones, mostly with changes."""
    any_bytes = st.binary(max_size=200) | st.sampled_from(PIECES)
    return any_bytes | st.sampled_from(valid) | changed(valid)


@st.composite
def repacked(draw: st.DrawFn, archive: bytes) -> bytes:
    """A ZIP archive of which one member holds changed bytes, is missing or has another name."""
    members = unpacked(archive)
    name = draw(st.sampled_from(sorted(members)))
    content = members.pop(name)
    act = draw(st.sampled_from(("change", "change", "change", "leave out", "rename")))
    if act == "change":
        members[name] = draw(changed((content,)))
    elif act == "rename":
        members[draw(st.sampled_from(sorted(members)))] = content
    return packed(members)


def unpacked(archive: bytes) -> dict[str, bytes]:
    """The members of a ZIP archive."""
    with zipfile.ZipFile(io.BytesIO(archive)) as read:
        return {name: read.read(name) for name in read.namelist()}


def packed(members: Mapping[str, bytes]) -> bytes:
    """A ZIP archive of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        for member, data in members.items():
            written.writestr(member, data)
    return out.getvalue()
