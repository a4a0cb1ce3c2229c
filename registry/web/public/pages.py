"""What stands on each public page: pure functions of the snapshot."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from registry import texts
from registry.model.codes import Verdict
from registry.model.decision import Activity
from registry.snapshot import FrozenSnapshot, Snapshot
from registry.views.endpoint_results import endpoint_results

EXPLORER = "/graphql/explorer"

Page = dict[str, Any]


class Operation(Struct, frozen=True):
    """A question that works: its file name without ending, its first line as title, its text."""

    name: str
    title: str
    query: str


class Door(Struct, frozen=True):
    """A way in for one kind of reader; it opens the question `operation` names."""

    title: str
    text: str
    operation: str
    link_text: str


DOORS = (
    Door(
        "Patients and families",
        "Which hospitals offer a treatment, when that was last confirmed, and which authority "
        "to ask before you pay or travel.",
        "find-a-centre",
        "Find a hospital",
    ),
    Door(
        "Researchers and journalists",
        "What works, how well, and what failed: over everybody who was accepted, with interval "
        "and completeness.",
        "what-works",
        "Ask what works",
    ),
    Door(
        "Hospitals and authorities",
        "Every registered programme with its stage: what is public, what opens when, and why.",
        "what-opens-when",
        "See what opens when",
    ),
)


def operation(name: str, query: str) -> Operation:
    """An operation from its file; the first line is a comment that says what it answers."""
    title = query.partition("\n")[0].lstrip("# ").rstrip()
    return Operation(name, title, query)


def start_page(frozen: FrozenSnapshot, operations: Sequence[Operation]) -> Page:
    """The start page: counts of programmes, products, centres and endpoints, never of patients.

    A programme that is cited from publications passes no release stage and is counted beside.
    """
    by_name = {operation.name: operation for operation in operations}
    return {
        **_frame("Start", frozen),
        "minimum_group": texts.MINIMUM_GROUP,
        "figures": _figures(frozen.snapshot),
        "fictional": sum(row.programme.synthetic for row in frozen.snapshot.programmes),
        "cited": sum(row.activity is Activity.CITED for row in frozen.snapshot.programmes),
        "stages": _stages(frozen.snapshot),
        "doors": [_door(door, by_name[door.operation]) for door in DOORS],
    }


def explorer_page(frozen: FrozenSnapshot, operations: Sequence[Operation]) -> Page:
    """The query explorer, one tab per operation."""
    queries = [{"title": shown.title, "query": shown.query} for shown in operations]
    return {**_frame("Query explorer", frozen), "queries": queries}


def no_snapshot_page() -> Page:
    """What stands in place of any page before the first snapshot exists."""
    return {
        "title": "Nothing published yet",
        "synthetic": False,
        "paragraphs": [
            "This registry has not published its first snapshot. It appears here on the first "
            "release date after its start.",
        ],
    }


def not_found_page() -> Page:
    """What a reader sees at an address that does not exist."""
    return {
        "title": "There is no page here",
        "synthetic": False,
        "paragraphs": [
            "The address may have been mistyped. Addresses of this registry do not change, so an "
            "old link that was right still works.",
            "A hospital or a treatment that you cannot find here may exist all the same: "
            "participation is voluntary, and absence proves nothing.",
        ],
    }


def _frame(title: str, frozen: FrozenSnapshot) -> Page:
    now = frozen.snapshot
    return {
        "title": title,
        "synthetic": _has_fictional(now),
        "snapshot": {
            "number": now.number,
            "as_of": now.as_of,
            "digest": frozen.digest,
            "policy_version": now.policy_version,
            "next_release": now.next_release,
        },
    }


def _has_fictional(snapshot: Snapshot) -> bool:
    marks = [
        *(product.synthetic for product in snapshot.directory.products),
        *(centre.synthetic for centre in snapshot.directory.centres),
        *(row.programme.synthetic for row in snapshot.programmes),
    ]
    return any(marks)


def _figures(snapshot: Snapshot) -> list[Page]:
    """Real and fictional are counted apart."""
    marks = {
        "programmes": [row.programme.synthetic for row in snapshot.programmes],
        "products": [product.synthetic for product in snapshot.directory.products],
        "centres": [centre.synthetic for centre in snapshot.directory.centres],
        "endpoints not met, shown like those that were": [
            row.synthetic for row in endpoint_results(snapshot, verdict=Verdict.NOT_MET)
        ],
    }
    return [
        {"label": label, "real": found.count(False), "fictional": found.count(True)}
        for label, found in marks.items()
    ]


def _stages(snapshot: Snapshot) -> list[Page]:
    reached = Counter(
        row.stage for row in snapshot.programmes if row.activity is not Activity.CITED
    )
    return [
        {"id": id_, "label": label, "count": reached[id_]} for id_, label in texts.STAGES.items()
    ]


def _door(door: Door, shown: Operation) -> dict[str, str]:
    return {
        "title": door.title,
        "text": door.text,
        "link": f"{EXPLORER}?query={quote(shown.query)}",
        "link_text": door.link_text,
    }
