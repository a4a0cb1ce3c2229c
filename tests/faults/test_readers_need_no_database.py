"""Public readers are answered from snapshots in memory, whatever becomes of the database."""

from datetime import date

import pytest
from running import Running

from registry.web.public.site import PAGES

pytestmark = pytest.mark.anyio

BEGAN = date(2027, 1, 11)
QUESTION = {"query": "{ snapshot { number } products { edges { node { id } } } }"}
SNAPSHOT = "/r/1/snapshot.json"
FILES = ("/r/1/efficacy.csv", "/r/1/SHA256SUMS", "/r/1/datapackage.json", "/r/latest.json")
PATHS = [page.path for page in PAGES if "{" not in page.path]


@pytest.fixture
async def alone(registry: Running) -> Running:
    """A registry with a snapshot that one reader downloaded, and then without its database."""
    await registry.publish(BEGAN)
    assert (await registry.http.get(SNAPSHOT)).status_code == 200
    await registry.house.database.stop()
    return registry


async def test_pages_questions_and_files_need_no_database(alone: Running) -> None:
    answers = {path: await alone.http.get(path) for path in (*PATHS, *FILES, SNAPSHOT)}
    answers["a search"] = await alone.http.get("/centres?q=tarn")
    answers["a question"] = await alone.http.post("/graphql", json=QUESTION)
    answers["the latest file"] = await alone.http.get("/r/latest/efficacy.csv")
    statuses = {path: answer.status_code for path, answer in answers.items()}
    assert statuses == dict.fromkeys(answers, 200) | {"the latest file": 302}


async def test_what_only_the_database_knows_is_refused_for_now(alone: Running) -> None:
    answer = await alone.http.get("/log/checkpoint")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
