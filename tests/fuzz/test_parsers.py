"""Drawn bytes for every parser: read or refused as it says, and read as it would be written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from logs import KEY

from registry.log.fault import Fault
from tests.fuzz.bounds import bounded
from tests.fuzz.parsers import PARSERS, Parser, credential

DEEP, MANY_DIGITS = b"[" * 60_000, b"9" * 5_000
FOUND = {
    "a key with half a character": ("verifier key", b"\xfe" + KEY.encoded.encode()),
    "a snapshot in no encoding": ("snapshot", b'{"\xff":1}'),
    "pieces in no encoding": ("snapshot in pieces", b'{"\xff":1}'),
    "a heading without end": ("heading", b'{"a":' + DEEP),
    "a sheet without a column": ("csv", b"\r\x01"),
    "an endless cell": ("csv", b"pseudonym\n" + b"x" * 140_000),
    "an endless cell of an export": ("export", b"x" * 140_000),
    "a policy of digits": ("policy", b"a = " + MANY_DIGITS),
    "a policy without end": ("policy", b"a = " + DEEP),
    "a mapping of digits": ("mapping", b"a = " + MANY_DIGITS),
    "a directory without end": ("directory", b"a = " + DEEP),
    "client data without end": ("credential", credential(b'{"a":' + DEEP)),
}
"""What once ended in a traceback."""


@pytest.mark.parametrize("case", FOUND.values(), ids=FOUND.keys())
def test_what_was_found_stays_refused_in_words(case: tuple[str, bytes]) -> None:
    kind, data = case
    read_or_refused(PARSERS[kind], data)


@pytest.mark.parametrize("kind", PARSERS)
@bounded(30, times=30)
@given(draw=st.data())
def test_any_bytes_are_read_or_refused_in_the_parsers_own_words(
    kind: str, draw: st.DataObject
) -> None:
    read_or_refused(PARSERS[kind], draw.draw(PARSERS[kind].drawn))


def read_or_refused(parser: Parser, data: bytes) -> None:
    """Nothing else comes of it, and what is read is written as it was."""
    try:
        read = parser.read(data)
    except parser.refusals:
        return
    if parser.again is not None and read is not None and not isinstance(read, Fault):
        assert parser.again(read) == data
