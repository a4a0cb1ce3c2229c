"""How many inputs a test draws, and what must be true of every answer to a drawn request."""

import json
from typing import Any

import httpx
from hypothesis import HealthCheck, settings

from registry_graphql.errors import Code
from tests.fuzz.requests import CANARY

KNOWN_CODES = {code.value for code in Code} - {Code.INTERNAL.value}


def bounded(examples: int) -> settings:
    """Settings of a test that draws so many inputs, the same each time (`make fuzz`: new ones)."""
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def check_answer(answer: httpx.Response) -> dict[str, Any]:
    """The body of an answer that is well-formed, no fault of ours, and repeats nothing."""
    assert answer.status_code in (200, 294, 400, 413, 422), (answer.status_code, answer.text[:500])
    shown = answer.text + repr(answer.headers)
    for trace in (CANARY, CANARY.replace("-", "_"), "XYZ_0001"):
        assert trace not in shown
    body: dict[str, Any] = json.loads(answer.content)
    assert set(body) <= {"data", "errors", "extensions"}
    assert "data" in body or body["errors"]
    for error in body.get("errors", ()):
        assert error["message"]
        assert error["extensions"]["code"] in KNOWN_CODES, error
    assert "errors" not in body or body["errors"]
    assert (answer.status_code in (200, 294)) is ("data" in body)
    return body
