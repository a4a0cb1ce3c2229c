"""Two servers over one database: what one lets somebody do, the other does not once more."""

import time
from pathlib import Path

import httpx
import pytest
from commands import installed, served

from registry.access.rates import UNKNOWN, VISITOR
from registry.front.rates import Rate

pytestmark = pytest.mark.thorough

HEADERS = {"Authorization": "Bearer her_guess"}
BODY = {"query": "{ me { id } }"}


def passed(answers: list[int], refusal: int, rate: Rate, seconds: float) -> None:
    """The most of a rate passed, what was refilled meanwhile, and not one more."""
    refilled = seconds * rate.most / rate.seconds
    assert set(answers) == {refusal, 429}
    assert answers.index(429) >= rate.most
    assert answers.count(refusal) <= rate.most + refilled + 1


def test_a_rate_holds_across_server_processes(tmp_path: Path) -> None:
    """For keys that are guessed, and for pages that somebody tries without a session."""
    installed(tmp_path)
    with served(tmp_path) as one, served(tmp_path) as other, httpx.Client() as http:
        places = [each.address for each in (one, other)]
        began = time.monotonic()
        guesses = [
            http.post(f"{places[n % 2]}/sponsor/graphql", json=BODY, headers=HEADERS).status_code
            for n in range(2 * UNKNOWN.most)
        ]
        passed(guesses, 401, UNKNOWN, time.monotonic() - began)
        began = time.monotonic()
        tries = [http.get(f"{places[n % 2]}/board").status_code for n in range(2 * VISITOR.most)]
        passed(tries, 303, VISITOR, time.monotonic() - began)
