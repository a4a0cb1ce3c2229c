"""Drawn bytes for every parser: read or refused as it says, and read as it would be written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from logs import KEY

from tests.fuzz.bounds import bounded
from tests.fuzz.parsers import PARSERS, read_or_refused
from tests.fuzz.strangers import CLAIMS, DESCRIPTION, STRANGERS
from tests.fuzz.valid import credential

pytestmark = pytest.mark.thorough

ALL = PARSERS | STRANGERS
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
    "claims without end": ("claims", b'{"a":' + DEEP),
    "a moment of many digits": ("claims", CLAIMS[:-1] + b', "exp": ' + b"9" * 400 + b"}"),
    "keys without end": ("provider's keys", b'{"keys":' + DEEP),
    "keys of no host": ("provider", DESCRIPTION.replace(b"//identity.example/k", b"//#/k")),
    "keys at no address": ("provider", DESCRIPTION.replace(b".example/k", b".example:x/k")),
    "client data without end": ("credential", credential(b'{"a":' + DEEP)),
}
"""What once ended in a traceback."""


@pytest.mark.parametrize("case", FOUND.values(), ids=FOUND.keys())
def test_what_was_found_stays_refused_in_words(case: tuple[str, bytes]) -> None:
    kind, data = case
    read_or_refused(ALL[kind], data)


@pytest.mark.parametrize("kind", ALL)
@bounded(30)
@given(draw=st.data())
def test_any_bytes_are_read_or_refused_in_the_parsers_own_words(
    kind: str, draw: st.DataObject
) -> None:
    read_or_refused(ALL[kind], draw.draw(ALL[kind].drawn))
