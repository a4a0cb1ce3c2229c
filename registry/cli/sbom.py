"""The software bill of materials: every pinned package with its digests and what asks for it.

It is made from `requirements.txt` alone, so that it is the same wherever it is made; it names no
moment and no place the packages came from. Source: CycloneDX 1.6 (ECMA-424), package URLs (purl).
"""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from msgspec import Struct

NAME = "he-registry"
_PIN = re.compile(r"^([a-z0-9-]+)(?:\[[^\]]*\])?==([^\s;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?$")
_DIGEST = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_VIA = re.compile(r"^    #   (?:via )?([a-z0-9-]+)|^    # via ([a-z0-9-]+)")


class Pin(Struct):
    """A pinned package: its marker, the digests of its files, and the packages that need it."""

    name: str
    version: str
    marker: str
    digests: list[str]
    needed_by: list[str]


def pins_in(requirements: str) -> list[Pin]:
    """The packages of a file of requirements with digests, in its order."""
    found: list[Pin] = []
    for line in requirements.splitlines():
        if pin := _PIN.match(line):
            found.append(Pin(pin[1], pin[2], pin[3] or "", [], []))
        elif digest := _DIGEST.search(line):
            found[-1].digests.append(digest[1])
        elif via := _VIA.match(line):
            found[-1].needed_by.append(via[1] or via[2])
    return found


def sbom(requirements: str, version: str) -> str:
    """The bill of this version, as JSON."""
    pins = pins_in(requirements)
    bill = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": NAME,
                "name": NAME,
                "version": version,
                "licenses": [{"license": {"id": "EUPL-1.2"}}],
            }
        },
        "components": [component(pin) for pin in pins],
        "dependencies": list(dependencies(pins)),
    }
    return json.dumps(bill, indent=1) + "\n"


def component(pin: Pin) -> dict[str, Any]:
    """One package. Each of its files has a digest; whoever installs has one of them."""
    address = purl(pin)
    return {
        "type": "library",
        "bom-ref": address,
        "name": pin.name,
        "version": pin.version,
        "purl": address,
        "hashes": [{"alg": "SHA-256", "content": digest} for digest in pin.digests],
    } | ({"properties": [{"name": "marker", "value": pin.marker}]} if pin.marker else {})


def purl(pin: Pin) -> str:
    """The package's address in every bill of materials."""
    return f"pkg:pypi/{pin.name}@{pin.version}"


def dependencies(pins: Sequence[Pin]) -> Iterator[dict[str, Any]]:
    """What needs what, the registry itself first."""
    for name, ref in [(NAME, NAME), *((pin.name, purl(pin)) for pin in pins)]:
        needed = sorted(purl(pin) for pin in pins if name in pin.needed_by)
        yield {"ref": ref, "dependsOn": needed}


def runtime(requirements: str, asked: Collection[str]) -> str:
    """Of the pins only those that run needs: what is `asked` for, and whatever that needs."""
    pins, needed = pins_in(requirements), set(asked)
    while more := {p.name for p in pins if needed & set(p.needed_by)} - needed:
        needed |= more
    blocks = re.split(r"\n(?=[a-z0-9])", requirements.rstrip("\n"))
    names = [re.split(r"[\[=]", block)[0] for block in blocks]
    kept = [block for name, block in zip(names, blocks, strict=True) if name in needed]
    return "\n".join(kept) + "\n"


def asked_in(dependencies: Sequence[str]) -> set[str]:
    """The names in the dependencies of a project, without extras, versions and markers."""
    return {re.split(r"[\[<>=;\s]", text)[0] for text in dependencies}
