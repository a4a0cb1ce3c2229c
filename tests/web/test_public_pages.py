"""The public pages through the application, as a browser gets them."""

import re
from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from registry.public_app import create_public_app, shown_operations
from registry.shelf import Shelf
from registry.web.public.frame import Asked
from registry.web.public.home import home
from registry.web.public.pages import Operation
from registry.web.public.site import MENU
from tests.views.example import frozen, read_example
from tests.web.site_paths import EXPLORER, PATHS

HTML = {"accept": "text/html"}

Client = TestClient[Litestar]


def app(shelf: Shelf) -> Litestar:
    return create_public_app(shelf, lambda: "error-1", read_example)


@pytest.fixture
def client() -> Iterator[Client]:
    with TestClient(app(Shelf(frozen()))) as opened:
        yield opened


@pytest.fixture
def empty() -> Iterator[Client]:
    with TestClient(app(Shelf())) as opened:
        yield opened


def test_the_start_page_counts_programmes_and_never_patients() -> None:
    page = home(Asked(frozen(), "/"))
    assert [(f["real"], f["fictional"]) for f in page["figures"]] == [
        (1, 3),
        (1, 2),
        (0, 2),
        (0, 1),
    ]
    assert (page["cited"], page["fictional"]) == (1, 3)
    assert [(s["id"], s["count"]) for s in page["stages"] if s["count"]] == [
        ("R0", 1),
        ("R3", 1),
        ("R6", 1),
    ]


def test_the_start_page_names_its_snapshot_and_marks_fictional_data(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "Demonstration with fictional data" in answer.text
    assert frozen().digest in answer.text


def test_every_page_says_that_there_is_fictional_data(client: Client) -> None:
    said = "Demonstration with fictional data"
    assert [path for path in (*PATHS, EXPLORER) if said not in client.get(path).text] == []


def test_every_door_of_the_start_page_leads_to_a_page(client: Client) -> None:
    doors = home(Asked(frozen(), "/", menu=MENU))["doors"]
    links = [link["href"] for door in doors for link in door["links"]]
    assert links
    assert {client.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize("path", ["/", "/graphql/explorer"])
def test_head_answers_like_get_without_a_body(client: Client, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]


@pytest.mark.parametrize("path", ["/", "/graphql/explorer", "/nothing", "/static/none.css"])
def test_every_answer_carries_the_security_headers(client: Client, path: str) -> None:
    headers = client.get(path, headers=HTML).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert (path == "/graphql/explorer") == ("script-src 'self'" in policy)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    assert "set-cookie" not in headers


@pytest.mark.parametrize("path", ["/", "/graphql/explorer", "/nothing"])
def test_a_page_loads_nothing_from_elsewhere(client: Client, path: str) -> None:
    text = client.get(path, headers=HTML).text
    loaded = re.findall(r'(?:\ssrc|<link[^>]*\shref|\saction)="([^"]+)"', text)
    assert loaded
    assert [url for url in loaded if not re.match(r"/(?!/)", url)] == []
    assert re.findall(r'href="(https?://[^"]+)"', text) in (
        [],
        ["https://creativecommons.org/licenses/by/4.0/"],
    )


def test_everything_a_page_loads_is_there(client: Client) -> None:
    text = client.get("/graphql/explorer").text + client.get("/").text
    loaded = re.findall(r'(?:\ssrc|<link[^>]*\shref)="([^"]+)"', text)
    assert {client.get(url).status_code for url in loaded} == {200}


def test_the_explorer_offers_ten_ready_questions(client: Client) -> None:
    text = client.get("/graphql/explorer").text
    assert len({shown.title for shown in shown_operations()}) == 10
    assert [o.name for o in shown_operations() if o.title.replace("'", "\\u0027") not in text] == []


def test_before_the_first_snapshot_the_pages_say_so(empty: Client) -> None:
    for path in ("/", "/graphql/explorer"):
        answer = empty.get(path)
        assert answer.status_code == 200
        assert "Nothing published yet" in answer.text


def test_a_page_that_does_not_exist_helps_and_does_not_repeat_the_address(
    client: Client,
) -> None:
    answer = client.get("/PATIENT-XYZ", headers=HTML)
    assert answer.status_code == 404
    assert "There is no page here" in answer.text
    assert "PATIENT-XYZ" not in answer.text


@pytest.mark.parametrize("path", ["/", "/es/check", "/nothing"])
def test_where_the_public_side_is_served_alone_no_page_leads_to_a_sign_in(
    client: Client, path: str
) -> None:
    page = client.get(path, headers=HTML).text
    assert '<footer class="foot">' in page
    assert "sign-in" not in page


def test_a_program_gets_one_plain_sentence_instead_of_a_page(client: Client) -> None:
    answer = client.get("/PATIENT-XYZ", headers={"accept": "application/json"})
    assert (answer.status_code, answer.text) == (404, "There is nothing here.\n")


def test_a_page_is_kept_ready_by_its_whole_address_and_a_form_never(client: Client) -> None:
    first = client.get("/centres?q=gvhd")
    again = client.get("/centres?q=gvhd", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/centres?q=knee").text != first.text
    assert client.get("/es/centres?q=gvhd").text != first.text
    elsewhere = client.get("/data", headers={"host": "other.example"})
    assert "other.example" not in client.get("/data").text
    assert elsewhere.status_code == 200
    sent = client.post("/check", data={"sent": "yes"})
    assert "There is a problem" in sent.text
    assert "There is a problem" not in client.get("/check").text
    assert "etag" not in sent.headers


def test_a_new_snapshot_on_the_shelf_is_served_at_once() -> None:
    shelf = Shelf()
    with TestClient(app(shelf)) as client:
        assert "Nothing published yet" in client.get("/").text
        shelf.current = frozen()
        assert frozen().digest in client.get("/").text


def test_a_question_is_answered_by_post_and_by_address(client: Client) -> None:
    query = "{ snapshot { number digest } }"
    expected = {"snapshot": {"number": 4, "digest": frozen().digest}}
    assert client.post("/graphql", json={"query": query}).json()["data"] == expected
    assert client.get("/graphql", params={"query": query}).json()["data"] == expected


@pytest.mark.parametrize("shown", shown_operations(), ids=lambda shown: shown.name)
def test_every_question_of_the_explorer_is_answered_over_http(
    client: Client, empty: Client, shown: Operation
) -> None:
    for server in (client, empty):
        answer = server.post("/graphql", json={"query": shown.query})
        assert answer.status_code == 200
        assert "errors" not in answer.json()
