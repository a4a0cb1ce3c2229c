"""Who asks: the address behind trusted proxies, and what of it is counted.

`X-Forwarded-For` is a list to which each proxy adds whom it heard. It is read from its end as far
as those who added to it are trusted; what anybody else wrote into it counts for nothing.
"""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from registry.errors import SettingsError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
NOBODY = ""
"""Somebody without an address, as on a socket in a file."""
HOUSEHOLD = 64
"""Bits of an IPv6 address that one subscriber is given; the rest they choose (RFC 6177)."""


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Addresses and networks of proxies. SettingsError for what is none, and for everybody."""
    try:
        found = tuple(ip_network(text) for text in texts)
    except ValueError:
        raise SettingsError(
            "REGISTRY_TRUSTED_PROXIES holds something that is no address or network.",
            "Write addresses like 127.0.0.1 or 10.0.4.0/24, with commas between them.",
        ) from None
    if any(network.prefixlen == 0 for network in found):
        raise SettingsError(
            "REGISTRY_TRUSTED_PROXIES trusts every address, so anybody could name any other.",
            "Name the proxies only.",
        )
    return found


def asker(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """The address of who asks: `peer`, or what trusted proxies say of who is behind them."""
    found = read_address(peer)
    heard = [part.strip() for part in forwarded.split(",")] if forwarded else []
    while heard and found is not None and is_trusted(found, trusted):
        behind = read_address(heard.pop())
        if behind is None:
            break
        found = behind
    return NOBODY if found is None else str(found)


def read_address(text: str) -> Address | None:
    """An address, without the port that some proxies add; None for anything else."""
    plain = text.removeprefix("[").partition("]")[0] if text.startswith("[") else text
    if plain.count(":") == 1:
        plain = plain.partition(":")[0]
    try:
        found = ip_address(plain)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def is_trusted(address: Address, trusted: Sequence[Network]) -> bool:
    """Whether an address is one of our proxies."""
    return any(address in network for network in trusted)


def counted(address: str) -> str:
    """What rates are kept by: an IPv4 address, or the network of an IPv6 subscriber."""
    found = read_address(address)
    if isinstance(found, IPv6Address):
        return str(ip_network((found, HOUSEHOLD), strict=False))
    return str(found) if found else NOBODY
