"""A registry that signs a log with other leaves than its snapshots give."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from msgspec import structs
from public_files import Files, entries_for
from retelling import open_group
from verifiable import files_of, found, public_files, retold, snapshots, verified

from registry.snapshot import SCHEMA

Leaf = dict[str, Any]
Change = Callable[[list[bytes]], list[bytes]]


def canonical(leaf: Leaf) -> bytes:
    return json.dumps(leaf, sort_keys=True, separators=(",", ":")).encode()


def public(entries: list[bytes], kind: str) -> list[int]:
    """The places of public leaves of a kind."""
    return [n for n, entry in enumerate(entries) if f'"kind":"{kind}"'.encode() in entry]


def without(kind: str, which: int = 0) -> Change:
    """Leave one leaf of a kind out."""

    def change(entries: list[bytes]) -> list[bytes]:
        at = public(entries, kind)[which]
        return entries[:at] + entries[at + 1 :]

    return change


def altered(kind: str, which: int = 0, **fields: Any) -> Change:
    """Say something else in one leaf of a kind."""

    def change(entries: list[bytes]) -> list[bytes]:
        at = public(entries, kind)[which]
        leaf = canonical({**json.loads(entries[at]), **fields})
        return [*entries[:at], leaf, *entries[at + 1 :]]

    return change


def again(kind: str, which: int = 0, **fields: Any) -> Change:
    """One leaf of a kind once more, right after itself."""

    def change(entries: list[bytes]) -> list[bytes]:
        at = public(entries, kind)[which]
        leaf = canonical({**json.loads(entries[at]), **fields})
        return [*entries[: at + 1], leaf, *entries[at + 1 :]]

    return change


def at_end(*leaves: bytes) -> Change:
    """More leaves after the last snapshot's."""
    return lambda entries: [*entries, *leaves]


HIDDEN = {
    "kind": "registration",
    "programme": "hidden",
    "route": "HOSPITAL_EXEMPTION",
    "registered_on": "2027-01-11",
    "endpoints": "00",
    "planned_patients": 30,
    "planned_end": "2030-01-01",
    "longest_wait_days": 365,
}
BEHIND = "the leaf behind the last snapshot's"
LEAVES: dict[str, tuple[Change, str, str]] = {
    "a registered programme is in no snapshot": (
        lambda entries: [canonical(HIDDEN), *entries],
        "programmes-complete",
        "r/1/snapshot.json",
    ),
    "a registration is missing": (
        without("registration"),
        "programmes-complete",
        "r/1/snapshot.json",
    ),
    "a programme is registered twice": (again("registration"), "programmes-complete", "leaf 4"),
    "another plan was registered": (
        altered("registration", planned_patients=10),
        "programmes-as-registered",
        "r/1/snapshot.json",
    ),
    "a decision has no leaf": (without("decision", 9), "decisions-logged", "r/1/snapshot.json"),
    "a decision's leaf says otherwise": (
        altered("decision", 9, latest_on="2031-03-31"),
        "decisions-logged",
        "r/1/snapshot.json",
    ),
    "a decision's leaf is of another programme": (
        altered("decision", 9, programme="other"),
        "decisions-logged",
        "leaf",
    ),
    "a decision stands twice": (again("decision", 9), "decisions-logged", "leaf"),
    "a group opens without a leaf": (without("group"), "groups-logged", "r/3/snapshot.json"),
    "a group's leaf is of another day": (
        altered("group", opened_on="2027-03-31"),
        "groups-logged",
        "r/3/snapshot.json",
    ),
    "a group's members are stated twice": (again("group", members="ff"), "groups-logged", "leaf"),
    "a policy has no leaf": (without("policy"), "policy-logged", "r/1/snapshot.json"),
    "a policy's leaf is of another one": (
        altered("policy", digest="ff"),
        "policy-logged",
        "r/1/snapshot.json",
    ),
    "a snapshot's leaf has another digest": (
        altered("snapshot", 3, digest="ff"),
        "snapshots-logged",
        "r/4/snapshot.json",
    ),
    "a snapshot's leaf is missing": (
        without("snapshot", 3),
        "snapshots-logged",
        "r/4/snapshot.json",
    ),
    "the last snapshot's leaf is missing": (without("snapshot", 5), "nothing-between", "leaf"),
    "a snapshot's leaf has no snapshot": (
        lambda entries: again("snapshot", 5, number=7)(entries),
        "snapshots-readable",
        "r/7/snapshot.json",
    ),
    "leaves of a publication that never came": (
        again("decision", -1, latest_on="2050-03-31"),
        "decisions-logged",
        "leaf",
    ),
    "a decision after the last snapshot": (
        lambda entries: at_end(entries[public(entries, "decision")[0]])(entries),
        "nothing-between",
        BEHIND,
    ),
    "a leaf of an unknown kind": (
        at_end(b'{"kind":"secret","of":"everything"}'),
        "leaves-readable",
        BEHIND,
    ),
    "a leaf that is no JSON": (at_end(b"not a leaf"), "leaves-readable", BEHIND),
    "a leaf of 31 bytes": (at_end(bytes(31)), "leaves-readable", BEHIND),
    "a leaf of 33 bytes": (at_end(bytes(33)), "leaves-readable", BEHIND),
    "an empty leaf": (at_end(b""), "leaves-readable", BEHIND),
    "a public leaf in another spelling": (
        lambda entries: at_end(entries[public(entries, "policy")[0]] + b" ")(entries),
        "leaves-readable",
        BEHIND,
    ),
    "a change of key without handover": (
        at_end(canonical({"kind": "key", "old": "a", "new": "b", "on": "2029-01-01"})),
        "keys-handed-over",
        BEHIND,
    ),
}


@pytest.mark.parametrize(("change", "check", "place"), LEAVES.values(), ids=LEAVES.keys())
def test_a_log_that_does_not_fit_its_snapshots_is_found(
    change: Change, check: str, place: str
) -> None:
    behind = f"leaf {len(entries_for(snapshots()))}"
    findings = found(verified(files_of(snapshots(), change)))
    place = behind if place is BEHIND else place
    assert [where for id, where, _ in findings if id == check and place in where], findings


def test_a_log_with_the_right_leaves_holds() -> None:
    assert found(verified(files_of(snapshots(), lambda entries: entries))) == []
    assert found(verified(files_of(snapshots(), at_end(bytes(32))))) == []


def test_a_snapshot_of_a_newer_schema_is_refused_in_words() -> None:
    newer = retold(6, lambda snapshot: structs.replace(snapshot, schema=SCHEMA + 1))
    ((_, place, message),) = [f for f in found(verified(files_of(newer))) if "schema" in f[2]]
    assert place == "r/6/snapshot.json"
    assert "newer" in message


def test_a_field_nobody_knows_is_refused_in_words() -> None:
    body = snapshots()[-1].body.replace(b'"as_of"', b'"aa_new":1,"as_of"')
    files: Files = {**public_files(), "r/6/snapshot.json": body}
    assert ("snapshots-readable", "r/6/snapshot.json") in [f[:2] for f in found(verified(files))]


def test_absurd_values_are_findings_and_end_nothing() -> None:
    absurd = retold(3, open_group(lambda group: structs.replace(group, last_period="never")))
    findings = found(verified(files_of(absurd)))
    assert ("decisions-replayed", "r/3/snapshot.json") in [each[:2] for each in findings]
