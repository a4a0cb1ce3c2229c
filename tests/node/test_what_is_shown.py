"""What a node shows of a folder, and what it refuses: the last that holds stays."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from logs import KEY, ORIGIN, OTHER_PRIVATE, PRIVATE
from msgspec import structs
from nodes import CHECKPOINT, LATEST, chain, keeper_of, publish, published
from public_files import Files, entries_for, keys_file, log_files, signed, snapshot_files, write

from registry.log.leaves import KeyLeaf, public_leaf_bytes
from registry.log.note import verifier_key
from registry.node.health import State, health_of
from registry.node.refused import SENTENCES, Reason
from registry.snapshot import SCHEMA, FrozenSnapshot, freeze, pack

TWO = "r/2/snapshot.json"
NEW = verifier_key(ORIGIN, OTHER_PRIVATE)


def with_latest(files: Files, number: int, digest: str) -> Files:
    return {**files, LATEST: msgspec.json.encode({"number": number, "digest": digest})}


def retold(**changes: object) -> FrozenSnapshot:
    """The second snapshot with something otherwise."""
    return freeze(structs.replace(chain(2)[1].snapshot, **changes))


def of(*snapshots: FrozenSnapshot) -> Files:
    """What the holder of the log's key would publish of these."""
    return {**log_files(entries_for(snapshots)), **snapshot_files(snapshots)}


def without(files: Files, path: str) -> Files:
    return {name: data for name, data in files.items() if name != path}


def changed(path: str, change: Callable[[bytes], bytes]) -> Files:
    return {**published(2), path: change(published(2)[path])}


def newer_schema() -> Files:
    body = chain(2)[1].body.replace(b'"schema":1', f'"schema":{SCHEMA + 1}'.encode())
    return of(chain(1)[0], holding(body))


def holding(body: bytes) -> FrozenSnapshot:
    """The second snapshot, but for its bytes."""
    return structs.replace(chain(2)[1], packed=pack(body), digest=sha(body))


def sha(body: bytes) -> str:
    return sha256(body).hexdigest()


UNKNOWN = b'{"number":2}'
BAD: dict[str, tuple[Callable[[], Files], Reason]] = {
    "a byte of the snapshot changed": (
        lambda: changed(TWO, lambda b: b.replace(b'"number":2', b'"number":3')), Reason.DIGEST),
    "the snapshot cut": (lambda: changed(TWO, lambda b: b[:-100]), Reason.DIGEST),
    "the snapshot empty": (lambda: changed(TWO, lambda _: b""), Reason.DIGEST),
    "the snapshot missing": (lambda: without(published(2), TWO), Reason.DIGEST),
    "a snapshot nobody logged": (
        lambda: {**published(1), **snapshot_files([chain(1)[0], retold(policy_version="9")])},
        Reason.NOT_COVERED),
    "another snapshot than the log holds, named as it is": (
        lambda: {**log_files(entries_for(chain(2))),
                 **snapshot_files([chain(1)[0], retold(policy_version="9")])},
        Reason.DIGEST),
    "a number that is none": (
        lambda: with_latest(published(2), 0, chain(1)[0].digest), Reason.LATEST),
    "a cut latest.json": (lambda: changed(LATEST, lambda b: b[:9]), Reason.LATEST),
    "a latest.json that is gone": (lambda: without(published(2), LATEST), Reason.LATEST),
    "a newer schema": (newer_schema, Reason.UNREADABLE),
    "an unknown field": (
        lambda: of(chain(1)[0], holding(UNKNOWN)),
        Reason.UNREADABLE),
    "a predecessor that is another": (
        lambda: of(chain(1)[0], retold(predecessor="ab" * 32)), Reason.CHAIN),
    "another number inside": (lambda: numbered_otherwise(), Reason.CHAIN),
    "a checkpoint of another key": (
        lambda: {**published(2), CHECKPOINT: signed(entries_for(chain(2)), OTHER_PRIVATE)},
        Reason.SIGNATURE),
    "a changed checkpoint": (
        lambda: changed(CHECKPOINT, lambda b: b.replace(b"\n", b"1\n", 2)), Reason.SIGNATURE),
    "a checkpoint that is gone": (lambda: without(published(2), CHECKPOINT), Reason.SIGNATURE),
    "other keys": (
        lambda: {**published(2), "log/keys": keys_file(OTHER_PRIVATE)}, Reason.KEY),
    "a key nobody handed over to": (
        lambda: {**log_files(entries_for(chain(2)), OTHER_PRIVATE), **snapshot_files(chain(2)),
                 "log/keys": keys_file(PRIVATE, OTHER_PRIVATE)},
        Reason.HANDOVER),
    "a log that was rolled back": (
        lambda: {**published(2), **log_files(entries_for(chain(1))[:-3])},
        Reason.LOG_SPLIT),
    "a log that was exchanged": (
        lambda: {**log_files(entries_for(chain(2), opaque=4)), **snapshot_files(chain(2))},
        Reason.LOG_SPLIT),
    "a tile cut": (
        lambda: {path: data[:-1] if path.startswith("log/tile/0") else data
                 for path, data in published(2).items()},
        Reason.LOG_SPLIT),
    "entries changed": (
        lambda: {path: data.replace(b'"snapshot"', b'"snapshoT"') if "entries" in path else data
                 for path, data in published(2).items()},
        Reason.NOT_COVERED),
    "entries cut": (
        lambda: {path: data[:-1] if "entries" in path else data
                 for path, data in published(2).items()},
        Reason.LOG_DAMAGED),
}  # fmt: skip
UNSEEN_AT_START = ("a log that was exchanged",)
"""Who has accepted no checkpoint before cannot tell it from the real one."""

SIGNED_OTHERWISE = ("a newer schema", "an unknown field", "a predecessor that is another",
                    "another number inside")  # fmt: skip
"""What the holder of the log's key signed: whoever believed that log believes no other one."""


def numbered_otherwise() -> Files:
    """A snapshot that calls itself the third, under the leaf of the second."""
    third = retold(number=3)
    entries = entries_for([chain(1)[0], third])
    entries[-1] = entries[-1].replace(b'"number":3', b'"number":2')
    files = {TWO: third.body, "r/1/snapshot.json": chain(1)[0].body}
    return with_latest({**log_files(entries), **files}, 2, third.digest)


@pytest.mark.parametrize("kind", BAD)
def test_what_is_bad_is_refused_and_the_old_one_stays(kind: str, tmp_path: Path) -> None:
    keeper = keeper_of(publish(tmp_path, published(1)))
    assert (keeper.shelf.number, keeper.refused) == (1, None)
    make, reason = BAD[kind]
    replace(tmp_path, make())
    keeper.look()
    told = health_of(keeper)
    assert keeper.shelf.current is not None
    assert keeper.shelf.current.digest == chain(1)[0].digest
    assert told.refused is not None
    assert (told.refused.reason, told.refused.since) == (reason, keeper.clock())
    assert told.status == (State.WAITING if reason is Reason.NOT_COVERED else State.DEGRADED)
    replace(tmp_path, published(2))
    keeper.look()
    if kind in SIGNED_OTHERWISE:
        assert health_of(keeper).refused.reason == Reason.LOG_SPLIT  # type: ignore[union-attr]
    else:
        assert (keeper.shelf.number, health_of(keeper).status) == (2, State.OK)


@pytest.mark.parametrize("kind", BAD)
def test_what_is_bad_is_not_shown_at_the_start_either(kind: str, tmp_path: Path) -> None:
    make, reason = BAD[kind]
    replace(tmp_path, make())
    keeper = keeper_of(tmp_path)
    expected = 2 if kind in UNSEEN_AT_START else 0 if is_blind(kind, reason) else 1
    assert (keeper.shelf.number, keeper.refused is None) == (expected, kind in UNSEEN_AT_START)


def is_blind(kind: str, reason: Reason) -> bool:
    """Whether a node that shows nothing yet cannot even tell which snapshot came before."""
    blind = (Reason.KEY, Reason.SIGNATURE, Reason.HANDOVER, Reason.LATEST, Reason.LOG_DAMAGED)
    missing = ("a tile cut", "entries changed", "a log that was rolled back")
    return reason in blind or kind in missing


def replace(folder: Path, files: Files) -> None:
    """Other files in a folder, those of before gone."""
    for path in [p for p in folder.rglob("*") if p.is_file()]:
        path.unlink()
    write(folder, files)


def test_an_older_snapshot_does_not_take_the_place_of_a_newer_one(tmp_path: Path) -> None:
    keeper = keeper_of(publish(tmp_path, published(2)))
    publish(tmp_path, with_latest(published(2), 1, chain(1)[0].digest))
    keeper.look()
    assert (keeper.shelf.number, keeper.refused and keeper.refused.reason) == (2, Reason.OLDER)


def test_a_snapshot_is_shown_once_a_checkpoint_covers_it(tmp_path: Path) -> None:
    """On the day of its publication the log does not reach its leaf yet; the next day it does."""
    keeper = keeper_of(publish(tmp_path, published(1)))
    publish(tmp_path, published(2, covered=1))
    keeper.look()
    assert (keeper.shelf.number, health_of(keeper).status) == (1, State.WAITING)
    publish(tmp_path, published(2))
    keeper.look()
    assert (keeper.shelf.number, health_of(keeper).status) == (2, State.OK)


def test_a_node_that_missed_some_publications_goes_on_with_the_latest(tmp_path: Path) -> None:
    keeper = keeper_of(publish(tmp_path, published(1)))
    publish(tmp_path, published(5))
    keeper.look()
    assert (keeper.shelf.number, keeper.refused) == (5, None)


def test_an_earlier_file_that_was_exchanged_stops_what_goes_on_from_it(tmp_path: Path) -> None:
    keeper = keeper_of(publish(tmp_path, published(1)))
    publish(tmp_path, {**published(3), TWO: retold(policy_version="9").body})
    keeper.look()
    assert (keeper.shelf.number, keeper.refused and keeper.refused.reason) == (1, Reason.CHAIN)
    (tmp_path / TWO).unlink()
    keeper.look()
    assert (keeper.shelf.number, keeper.refused) == (3, None)


def test_a_folder_without_files_shows_nothing_and_says_so(tmp_path: Path) -> None:
    keeper = keeper_of(tmp_path)
    assert (keeper.shelf.current, health_of(keeper).status) == (None, State.EMPTY)
    publish(tmp_path, log_files(entries_for([])[:0] or [b"x" * 32]))
    keeper.look()
    assert keeper.refused is not None
    assert keeper.refused.reason is Reason.NOTHING_PUBLISHED


def test_a_log_that_changed_its_key_is_followed_from_the_key_that_is_trusted(
    tmp_path: Path,
) -> None:
    before = [*entries_for(chain(1))]
    leaf = KeyLeaf(KEY.encoded, NEW.encoded, chain(1)[0].snapshot.as_of)
    entries = [*before, public_leaf_bytes(leaf), *entries_for(chain(2))[len(before) :]]
    handover = signed(entries[: len(before) + 1], PRIVATE, OTHER_PRIVATE)
    files = {
        **log_files(entries, OTHER_PRIVATE),
        **snapshot_files(chain(2)),
        "log/keys": keys_file(PRIVATE, OTHER_PRIVATE),
        "log/handovers/1": handover,
    }
    publish(tmp_path, files)
    for key in (KEY, NEW):
        assert keeper_of(tmp_path, key).shelf.number == 2
    publish(tmp_path, {"log/handovers/1": signed(entries[: len(before)], PRIVATE, OTHER_PRIVATE)})
    assert keeper_of(tmp_path, NEW).shelf.number == 2
    refusing = keeper_of(tmp_path, KEY)
    assert (refusing.shelf.number, refusing.refused and refusing.refused.reason) == (
        0,
        Reason.HANDOVER,
    )


def test_the_docs_name_every_reason_in_the_words_of_the_code() -> None:
    page = (Path(__file__).parents[2] / "docs" / "public-node.md").read_text()
    assert set(SENTENCES) == {*Reason}
    rows = (f"| `{reason}` | {sentence} |" for reason, sentence in SENTENCES.items())
    assert [row for row in rows if row not in page] == []
