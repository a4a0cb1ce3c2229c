"""Drawn bytes for every parser: read or refused as it says, and read as it would be written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.log.fault import Fault
from tests.fuzz.bounds import bounded
from tests.fuzz.parsers import PARSERS


@pytest.mark.parametrize("kind", PARSERS)
@bounded(30, times=30)
@given(draw=st.data())
def test_any_bytes_are_read_or_refused_in_the_parsers_own_words(
    kind: str, draw: st.DataObject
) -> None:
    parser = PARSERS[kind]
    data = draw.draw(parser.drawn)
    try:
        read = parser.read(data)
    except parser.refusals:
        return
    if parser.again is not None and read is not None and not isinstance(read, Fault):
        assert parser.again(read) == data
