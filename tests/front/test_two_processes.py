"""Two servers over one database: what one lets somebody do, the other does not once more."""

import time
from pathlib import Path

import httpx
from commands import installed, served

from registry.access.rates import UNKNOWN

HEADERS = {"Authorization": "Bearer her_guess"}
BODY = {"query": "{ me { id } }"}


def test_a_rate_holds_across_server_processes(tmp_path: Path) -> None:
    installed(tmp_path)
    with served(tmp_path) as one, served(tmp_path) as other, httpx.Client() as http:
        addresses = [f"{each.address}/sponsor/graphql" for each in (one, other)]
        began = time.monotonic()
        answers = [
            http.post(addresses[number % 2], json=BODY, headers=HEADERS).status_code
            for number in range(2 * UNKNOWN.most)
        ]
        refilled = (time.monotonic() - began) * UNKNOWN.most / UNKNOWN.seconds
    assert set(answers) == {401, 429}
    assert answers.index(429) >= UNKNOWN.most
    assert answers.count(401) <= UNKNOWN.most + refilled + 1
