"""The whole of a verification, top to bottom: keys, checkpoint, tree, leaves, snapshots."""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from registry.log.checkpoint import Checkpoint, open_checkpoint
from registry.log.fault import Fault
from registry.log.note import VerifierKey
from registry.log.receipts import Receipt, Verified
from registry.release.stages import Policy
from registry.verify.checks import new_lines
from registry.verify.keys import (
    CHECKPOINT,
    Handover,
    changes_hold,
    not_grown,
    read_handovers,
    read_keys,
    signed_checkpoint,
)
from registry.verify.leftovers import older_parts
from registry.verify.moment import read_latest
from registry.verify.receipts import check_receipts, verify_offline
from registry.verify.report import Finding, Line, Report
from registry.verify.sources import Read
from registry.verify.story import Story
from registry.verify.tree import Tell, in_log, silent, walk_tree

YOURS = "your earlier checkpoint"
NOT_GIVEN = "You gave no earlier checkpoint (--since): a log that was exchanged whole goes unseen."
ALONE = "Whether the public log holds them too shows the registry's address, given beside them."


class Question(Struct, frozen=True):
    """What public files are compared with.

    `trusted` is a key that was given in another way; `policies` the release policies known here,
    by digest; `on` the day on which the files were public; `since` an earlier checkpoint; `parts`
    the parts of tiles in a folder.
    """

    trusted: VerifierKey
    policies: Mapping[str, Policy]
    on: date
    since: bytes | None = None
    receipts: tuple[Receipt, ...] = ()
    parts: tuple[str, ...] = ()


def inspect(read: Read, asked: Question, tell: Tell = silent) -> Report:
    """Verify the public files that `read` reads; `tell` hears how many leaves are done, of all.

    RegistryUnreachable where a file cannot be asked for.
    """
    lines = new_lines()
    keys = read_keys(read, asked.trusted)
    note = read(CHECKPOINT)
    checkpoint = keys if isinstance(keys, Finding) else signed_checkpoint(note, keys[-1])
    if isinstance(keys, Finding) or isinstance(checkpoint, Finding):
        lines["key-trusted"].take(each for each in (checkpoint,) if isinstance(each, Finding))
        return Report(asked.trusted.name, 0, 0, list(lines.values()))
    lines["key-trusted"].take([None])
    latest = read_latest(read)
    story = Story(read, checkpoint.size, lines, asked.policies, asked.on)
    changes = read_handovers(read, keys)
    old = None if asked.since is None else open_checkpoint(asked.since, keys)
    opened = [verify_offline(receipt, keys) for receipt in asked.receipts]
    sizes = [e.checkpoint.size for e in changes if isinstance(e, Handover)]
    sizes += [old.size] if isinstance(old, Checkpoint) else []
    leaves = [each.index for each in opened if isinstance(each, Verified)]
    tree = [lines[id] for id in ("leaves-readable", "tiles-recomputed", "root-signed")]
    walk = walk_tree(checkpoint, in_log(read), story.see, tree, sizes, leaves, tell)
    held = changes_hold(changes, checkpoint, walk.roots, dict(story.key_leaves))
    lines["keys-handed-over"].take(held)
    check_growth(old, checkpoint, walk.roots, lines["log-grew"])
    check_receipts(asked.receipts, opened, walk.hashes, asked.on, lines["receipts-held"])
    lines["older-parts"].take(older_parts(asked.parts, checkpoint.size, in_log(read)))
    story.end(latest)
    return Report(
        checkpoint.origin,
        checkpoint.size,
        story.number,
        list(lines.values()),
        story.replay,
        note.decode(),
    )


def inspect_receipts(trusted: VerifierKey, receipts: Sequence[Receipt]) -> Report:
    """Verify receipts alone, offline: that the key signed a log with each of their leaves."""
    line = new_lines()["receipts-held"]
    for number, receipt in enumerate(receipts, 1):
        told = verify_offline(receipt, [trusted])
        if isinstance(told, Fault):
            line.take([Finding(f"receipt {number}", told.reason)])
        else:
            line.take([None])
            line.remark(told.reason)
    line.remark(ALONE)
    return Report(trusted.name, 0, 0, [line])


def check_growth(
    old: Checkpoint | Fault | None, now: Checkpoint, roots: Mapping[int, bytes], line: Line
) -> None:
    """Whether the log holds what an earlier checkpoint held."""
    if old is None:
        line.remark(NOT_GIVEN)
        return
    wrong = old.reason if isinstance(old, Fault) else not_grown(old, now, roots)
    line.take([Finding(YOURS, wrong) if wrong else None])
