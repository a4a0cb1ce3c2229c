"""Who asks is read from proxies that are named, and from nobody else."""

import pytest

from registry.errors import SettingsError
from registry.front.addresses import asker, counted, networks
from registry.front.door import seen_through

PROXY, INNER, READER, LIAR = "127.0.0.1", "10.0.4.7", "192.0.2.9", "203.0.113.66"
TRUSTED = networks(["127.0.0.1", "10.0.4.0/24", "::1"])


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        pytest.param(READER, "", READER, id="no proxy"),
        pytest.param(READER, LIAR, READER, id="a reader who says to be somebody else"),
        pytest.param(PROXY, READER, READER, id="one proxy"),
        pytest.param(PROXY, f"{LIAR}, {READER}", READER, id="a reader who forged a list before"),
        pytest.param(PROXY, f"{LIAR}, {READER}, {INNER}", READER, id="two proxies"),
        pytest.param(PROXY, "", PROXY, id="the proxy itself"),
        pytest.param(PROXY, f"{READER}, ", PROXY, id="an empty entry"),
        pytest.param(PROXY, f"{READER}, unknown", PROXY, id="a proxy that hides"),
        pytest.param(PROXY, f"{READER}:4711", READER, id="an address with its port"),
        pytest.param(PROXY, "[2001:db8::1]:4711", "2001:db8::1", id="IPv6 with its port"),
        pytest.param("::ffff:127.0.0.1", READER, READER, id="IPv4 mapped into IPv6"),
        pytest.param("", READER, "", id="a socket in a file"),
        pytest.param(PROXY, f"{READER}\r\nx", PROXY, id="a line break"),
        pytest.param(INNER, PROXY, PROXY, id="nothing but proxies"),
    ],
)
def test_the_address_of_who_asks(peer: str, forwarded: str, found: str) -> None:
    assert asker(peer, forwarded, TRUSTED) == found


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("192.0.2.9", "192.0.2.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.9", "192.0.2.9"),
        ("", ""),
        ("anything", ""),
    ],
)
def test_a_subscriber_of_ipv6_is_one_however_many_addresses_they_choose(
    address: str, kept: str
) -> None:
    assert counted(address) == kept


@pytest.mark.parametrize("text", ["0.0.0.0/0", "::/0", "everybody", "10.0.4.7/24", "127.0.0.1:80"])
def test_a_proxy_that_is_none_or_everybody_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="REGISTRY_TRUSTED_PROXIES"):
        networks([text])


@pytest.mark.parametrize(
    ("peer", "said", "scheme"),
    [(PROXY, b"https", "https"), (PROXY, b"HTTPS", "https"), (PROXY, b"gopher", "http"),
     (READER, b"https", "http")],
)  # fmt: skip
def test_the_scheme_is_that_of_a_trusted_proxy(peer: str, said: bytes, scheme: str) -> None:
    headers = [(b"x-forwarded-proto", said), (b"x-forwarded-for", LIAR.encode()),
               (b"x-forwarded-for", READER.encode())]  # fmt: skip
    scope = {"client": (peer, 9), "scheme": "http", "headers": headers}
    seen = seen_through(scope, TRUSTED)
    assert (seen["scheme"], seen["client"][0]) == (scheme, READER)
    assert scope["scheme"] == "http"
