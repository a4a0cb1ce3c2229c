"""Every reason that a count can carry has its words, whichever table it comes from."""

from types import SimpleNamespace

import pytest

from registry.model.codes import NotInfusedReason
from registry.model.sealed import NoSuccess
from registry.release.contents import responses, safety
from registry_graphql.public.figures import ReasonCount

CODES = sorted({*NotInfusedReason, *NoSuccess, *safety.STANDINGS, *responses.NO_RESPONSE})


@pytest.mark.parametrize("code", CODES)
def test_a_reason_is_told_in_words(code: str) -> None:
    told = ReasonCount.text(SimpleNamespace(reason=code))
    assert told
    assert told != code
