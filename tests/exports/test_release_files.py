"""The files of a snapshot over HTTP: for ever by number, redirected to from the latest."""

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from registry.archive import Archive
from registry.exports import parquet_file, release
from registry.exports.csv_file import table_csv
from registry.exports.edition import LICENCE, Edition
from registry.exports.release import FORMATS, files_of
from registry.exports.tables import table_of
from registry.shelf import Shelf
from registry.snapshot import FrozenSnapshot
from registry.views import VIEWS
from registry.web.public.ready import Files
from registry.web.public.releases import release_files
from tests.views.example import SNAPSHOT, frozen

HOME = "https://registry.example"
FOR_EVER = "public, max-age=31536000, immutable"
MEDIA_TYPES = {
    "csv": "text/csv; header=present; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}


def app(shelf: Shelf, older: FrozenSnapshot | None = None) -> Litestar:
    async def read_file(path: str) -> bytes | None:
        return older.body if older and path == f"r/{older.snapshot.number}/snapshot.json" else None

    files = release_files(Archive(shelf.read, read_file), HOME, Files())
    return Litestar(files, openapi_config=None)


@pytest.fixture
def client() -> Iterator[TestClient[Litestar]]:
    with TestClient(app(Shelf(frozen()))) as opened:
        yield opened


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_there_in_every_format_and_may_be_kept_for_ever(
    client: TestClient[Litestar], view: str, ending: str
) -> None:
    answer = client.get(f"/r/4/{view}.{ending}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == FOR_EVER
    assert answer.headers["content-type"] == MEDIA_TYPES[ending]
    expected = b"".join(FORMATS[ending].write(table_of(VIEWS[view]), SNAPSHOT))
    assert answer.content == expected


def test_the_latest_is_redirected_to_its_number_and_not_kept(client: TestClient[Litestar]) -> None:
    answer = client.get("/r/latest/efficacy.csv", follow_redirects=False)
    assert answer.status_code == 302
    assert answer.headers["location"] == "/r/4/efficacy.csv"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.content == b""


def test_a_file_says_its_licence_and_what_describes_it(client: TestClient[Litestar]) -> None:
    links = client.get("/r/4/efficacy.csv").headers["link"]
    assert f'<{LICENCE}>; rel="license"' in links
    assert '</r/4/datapackage.json>; rel="describedby"' in links


def test_who_has_the_file_is_not_sent_it_again(client: TestClient[Litestar]) -> None:
    tag = client.get("/r/4/efficacy.csv").headers["etag"]
    again = client.get("/r/4/efficacy.csv", headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get("/r/4/efficacy.json").headers["etag"] != tag


def test_a_head_request_has_the_headers_and_no_body(client: TestClient[Litestar]) -> None:
    head, got = client.head("/r/4/efficacy.csv"), client.get("/r/4/efficacy.csv")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "cache-control", "content-type", "content-encoding", "link", "vary"):
        assert head.headers[name] == got.headers[name]
    assert "content-length" not in head.headers, "a file is not empty because its head is asked for"
    made = client.head("/r/4/efficacy.csv")
    assert (made.content, made.headers["content-length"]) == (b"", got.headers["content-length"])


@pytest.mark.parametrize("named", ["*", '"other", {tag}', "W/{tag}"])
def test_every_way_to_say_that_one_has_the_file_is_understood(
    client: TestClient[Litestar], named: str
) -> None:
    tag = client.get("/r/4/efficacy.csv").headers["etag"]
    said = {"if-none-match": named.format(tag=tag)}
    assert client.get("/r/4/efficacy.csv", headers=said).status_code == 304
    assert client.get("/r/4/efficacy.json", headers={"if-none-match": tag}).status_code == 200


def test_an_older_snapshot_keeps_its_files(client: TestClient[Litestar]) -> None:
    del client
    from msgspec import structs

    from registry.snapshot import freeze

    older = freeze(structs.replace(SNAPSHOT, number=3, groups=()))
    with TestClient(app(Shelf(frozen()), older)) as both:
        got = both.get("/r/3/efficacy.csv").content
        assert got == b"".join(table_csv(table_of(VIEWS["efficacy"]), older.snapshot))
        assert got != both.get("/r/4/efficacy.csv").content


@pytest.mark.parametrize(
    "path",
    [
        "/r/5/efficacy.csv",
        "/r/04/efficacy.csv",
        "/r/+4/efficacy.csv",
        "/r/4/efficacy.xml",
        "/r/4/nothing.csv",
        "/r/4/efficacy",
        "/r/4/",
        "/r/latest/nothing.csv",
        "/r/4/programmes/nobody/ctgov.json",
        "/r/4/programmes/aurora/other.json",
        "/r/9999999999/efficacy.csv",
    ],
)
def test_what_is_not_published_is_not_there(client: TestClient[Litestar], path: str) -> None:
    assert client.get(path, follow_redirects=False).status_code == 404


def test_before_the_first_snapshot_there_is_no_file() -> None:
    with TestClient(app(Shelf())) as empty:
        for path in ("/r/latest/efficacy.csv", "/r/1/efficacy.csv"):
            assert empty.get(path, follow_redirects=False).status_code == 404


def test_every_file_has_a_sentence_and_a_media_type() -> None:
    for writer in files_of(Edition(frozen(), HOME)).values():
        assert writer.sentence.endswith(".")
        assert "/" in writer.media_type


def test_a_registry_that_writes_no_parquet_says_so_and_lists_none(
    client: TestClient[Litestar], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_file, "find_spec", lambda _: None)
    caches = (parquet_file.can_write_parquet, release.writers)
    for known in caches:
        known.cache_clear()
    try:
        answer = client.get("/r/4/efficacy.parquet")
        assert (answer.status_code, answer.text) == (501, f"{parquet_file.NOT_INSTALLED}\n")
        assert "parquet" not in client.get("/r/4/SHA256SUMS").text
    finally:
        for known in caches:
            known.cache_clear()
