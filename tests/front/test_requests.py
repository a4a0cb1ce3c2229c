"""A request for somebody else, or by a path that two readers could read differently, is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.front.requests import (
    ELSEWHERE,
    LONG_PATH,
    LONGEST_PATH,
    NO_HOST,
    NO_PLAIN_PATH,
    Refused,
    host_fault,
    path_fault,
)

HOSTS = frozenset({"registry.example"})


@pytest.mark.parametrize(
    ("named", "fault"),
    [
        ([b"registry.example"], None),
        ([b"REGISTRY.example:443"], None),
        ([b"127.0.0.1:8000"], None),
        ([b"localhost"], None),
        ([b"[::1]:8000"], None),
        ([b"evil.example"], ELSEWHERE),
        ([b"registry.example.evil.example"], ELSEWHERE),
        ([b"evil-registry.example"], ELSEWHERE),
        ([b"registry.example."], ELSEWHERE),
        ([b"[::2]"], ELSEWHERE),
        ([], NO_HOST),
        ([b""], NO_HOST),
        ([b"registry.example", b"registry.example"], NO_HOST),
        ([b"registry.example", b"evil.example"], NO_HOST),
        ([b"registry.example, evil.example"], NO_HOST),
        ([b"user@registry.example"], NO_HOST),
        ([b"registry.example/evil"], NO_HOST),
        ([b"registry.example:80:80"], NO_HOST),
        ([b"registry.example:x"], NO_HOST),
        ([b"registry.example\tevil"], NO_HOST),
        ([b"registry.example\n"], NO_HOST),
        ([b"http://registry.example"], NO_HOST),
        ([b"r\xc3\xa9gistry.example"], NO_HOST),
    ],
)
def test_a_request_names_this_registry_once(named: list[bytes], fault: Refused | None) -> None:
    headers = [(b"x-forwarded-host", b"registry.example"), *((b"host", name) for name in named)]
    assert host_fault(headers, HOSTS) == fault


@pytest.mark.parametrize(
    "path",
    [b"/", b"/es/products/prod-1", b"/r/1/snapshot.json", b"/static/site.css", b"/caf%C3%A9",
     b"/a%20b", b"/.well-known/security.txt", b"/log/tile/0/x001/234", b"/a..b", b"/..."],
)  # fmt: skip
def test_a_plain_path_is_read(path: bytes) -> None:
    assert path_fault(path) is None


@pytest.mark.parametrize(
    "path",
    [b"", b"*", b"log/keys", b"//evil.example/", b"/a//b", b"/..", b"/../etc/passwd", b"/a/../b",
     b"/a/./b", b"/%2e%2e/x", b"/%2E./x", b"/.%2e", b"/a%2fb", b"/a%2Fb", b"/a%5cb", b"/a\\b",
     b"/%00", b"/a%0d%0ab", b"/a%1fb", b"/a%7fb", b"/a\x00b", b"/a b", b"/a\x7fb", b"/caf\xc3\xa9",
     b"/caf%c3", b"/%ff", b"/%", b"/%g0", b"/a%"],
)  # fmt: skip
def test_a_crooked_path_is_not(path: bytes) -> None:
    assert path_fault(path) == NO_PLAIN_PATH


@pytest.mark.parametrize(("more", "fault"), [(-1, None), (0, None), (1, LONG_PATH)])
def test_no_path_is_longer_than_any_of_ours(more: int, fault: Refused | None) -> None:
    assert path_fault(b"/" + b"a" * (LONGEST_PATH - 1 + more)) == fault


@given(st.binary(max_size=40))
def test_whatever_path_is_let_in_stays_itself_when_it_is_read_again(drawn: bytes) -> None:
    """So no second decoding, by a proxy or a file system, leads anywhere else."""
    path = b"/" + drawn
    if path_fault(path) is None:
        assert not {b"..", b".", b""} & set(path.split(b"/")[1:-1])
        assert b"\\" not in path
