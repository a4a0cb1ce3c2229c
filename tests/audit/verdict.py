"""What the answer of an audit means."""

import json

from msgspec import Struct

BANNER = "!" * 80


class Verdict(Struct, frozen=True):
    """Whether a package has a known vulnerability, in words."""

    is_vulnerable: bool
    words: str


def verdict(name: str, said: str, fault: str) -> Verdict:
    """The verdict on a file of pins by what pip-audit wrote as JSON, and on standard error."""
    try:
        packages = json.loads(said)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = (fault.strip().splitlines() or ["it said nothing"])[-1][:200]
        words = (
            f"{BANNER}\n{name} WAS NOT AUDITED: the service could not be asked.\n{last}\n{BANNER}"
        )
        return Verdict(False, words)
    bad = [
        f"{each['name']} {each['version']}: {found['id']}"
        for each in packages
        for found in each.get("vulns", ())
    ]
    if bad:
        return Verdict(True, "\n".join([f"{name} names packages with known faults:", *bad]))
    return Verdict(False, f"{name}: {len(packages)} packages, none with a known fault.")
