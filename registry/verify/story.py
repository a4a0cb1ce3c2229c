"""Follows the log's public leaves in order, and checks each snapshot where its leaf stands.

Only the registrations and the leaves of one publication are kept, whatever the log's length.
"""

from collections.abc import Mapping, Sized
from datetime import date, timedelta
from typing import TypeVar

from msgspec import Struct, field

from registry.log.fault import Fault
from registry.log.leaves import (
    AnyWishLeaf,
    DelayLeaf,
    HoldLeaf,
    KeyLeaf,
    PublicLeaf,
    RegistrationLeaf,
    SecretKeyLeaf,
    SnapshotLeaf,
    TrailLeaf,
    WishDecisionLeaf,
    WishLeaf,
    read_public_leaf,
)
from registry.release.stages import Policy
from registry.snapshot import FrozenSnapshot
from registry.verify.bounds import last_months
from registry.verify.checks import SNAPSHOT_CHECKS
from registry.verify.moment import LATEST, Latest, Moment, read_snapshot, snapshot_path
from registry.verify.replay import replayed
from registry.verify.report import Checked, Finding, Line, Replay
from registry.verify.sources import Read
from registry.verify.tree import leaf_place

Leaves = tuple[tuple[int, PublicLeaf], ...]
AnyLeaf = TypeVar("AnyLeaf", bound=PublicLeaf)
MOST_KEPT = 200_000
SLACK = timedelta(days=1)


class Story(Struct):
    """What was learned from the leaves so far; `policies` are those known here, by digest.

    `has_begun` says that a publication stands in the log, `number` which snapshot was checked last.
    """

    read: Read
    size: int
    lines: dict[str, Line]
    policies: Mapping[str, Policy]
    on: date
    has_begun: bool = False
    number: int = 0
    earlier: FrozenSnapshot | None = None
    registered: dict[str, RegistrationLeaf] = {}
    holds: list[tuple[int, HoldLeaf]] = []
    wishes: list[tuple[int, AnyWishLeaf]] = []
    delays: list[tuple[int, DelayLeaf]] = []
    key_leaves: list[tuple[int, KeyLeaf]] = []
    pending: list[tuple[int, PublicLeaf]] = []
    months: Mapping[str, tuple[str, ...]] = {}
    replay: Replay = field(default_factory=Replay)

    def see(self, index: int, entry: bytes) -> None:
        """Take in the next public leaf."""
        leaf = read_public_leaf(entry)
        if isinstance(leaf, Fault):
            self.find("leaves-readable", self.place(index), leaf.reason)
            return
        match leaf:
            case RegistrationLeaf():
                self.register(index, leaf)
            case KeyLeaf():
                self.keep(self.key_leaves, index, leaf)
            case HoldLeaf():
                self.keep(self.holds, index, leaf)
            case WishLeaf() | WishDecisionLeaf():
                self.keep(self.wishes, index, leaf)
            case DelayLeaf():
                self.keep(self.delays, index, leaf)
            case SecretKeyLeaf() | TrailLeaf():
                pass
            case _:
                self.keep(self.pending, index, leaf)
        if isinstance(leaf, SnapshotLeaf):
            self.publication(leaf, tuple(self.pending))
            self.pending = []

    def register(self, index: int, leaf: RegistrationLeaf) -> None:
        """Remember that a programme was registered."""
        if leaf.programme in self.registered:
            told = "Its programme was registered before."
            self.find("programmes-complete", self.place(index), told)
        elif self.has_room(self.registered, index):
            self.registered[leaf.programme] = leaf

    def keep(self, kept: list[tuple[int, AnyLeaf]], index: int, leaf: AnyLeaf) -> None:
        """Keep a leaf with others of its kind, in order."""
        if self.has_room(kept, index):
            kept.append((index, leaf))

    def has_room(self, kept: Sized, index: int) -> bool:
        """Whether one more leaf can be kept; no registry has so many."""
        if len(kept) < MOST_KEPT:
            return True
        told = f"More than {MOST_KEPT} leaves of one kind would have to be kept in mind."
        self.find("leaves-readable", self.place(index), told)
        return False

    def publication(self, leaf: SnapshotLeaf, leaves: Leaves) -> None:
        """Check the snapshot whose leaf stands here, and first those from before the log."""
        if not self.has_begun and leaf.number > 1:
            self.older_than_the_log(leaf.number - 1)
        self.step(leaves)
        self.has_begun = True

    def older_than_the_log(self, last: int) -> None:
        """Check the snapshots that were public before the registry had a log, by their chain."""
        told = f"Snapshots 1 to {last} are older than the log: their chain alone vouches for them."
        self.lines["snapshots-logged"].remark(told)
        while self.number < last and self.step(None):
            pass
        self.number = last

    def step(self, leaves: Leaves | None) -> bool:
        """Check the next snapshot and go on from it; False where it cannot be read."""
        self.number += 1
        frozen = read_snapshot(self.read, self.number)
        if isinstance(frozen, Finding):
            self.lines["snapshots-readable"].add(frozen)
            self.earlier = None
            return False
        self.lines["snapshots-readable"].seen += 1
        self.check(self.moment(frozen, leaves))
        self.earlier = frozen
        return True

    def moment(self, frozen: FrozenSnapshot, leaves: Leaves | None) -> Moment:
        """A snapshot with what the log says up to it: nothing where it is older than the log."""
        is_older = leaves is None and not self.has_begun
        return Moment(
            frozen,
            self.earlier,
            leaves,
            {} if is_older else self.registered,
            () if is_older else [hold for _, hold in self.holds],
            self.policies.get(frozen.snapshot.policy_digest),
            self.size,
            begins_log=not self.has_begun,
            wishes=() if is_older else [wish for _, wish in self.wishes],
            delays=() if is_older else [delay for _, delay in self.delays],
        )

    def check(self, moment: Moment) -> None:
        """Run every check on a snapshot that could be read."""
        compares = self.number == 1 or self.earlier is not None
        for check in SNAPSHOT_CHECKS:
            if compares or not check.compares:
                self.take(check.id, moment, check.check(moment))
            else:
                told = f"{moment.path} could not be compared: the one before is not readable."
                self.lines[check.id].remark(told)
        if compares:
            self.take("decisions-replayed", moment, self.replayed(moment))

    def replayed(self, moment: Moment) -> Checked:
        """Every decision made anew, with what is known of the groups by now."""
        if moment.policy is not None:
            self.months = last_months(moment, moment.policy, self.months)
        yield from replayed(moment, self.months, self.replay)

    def take(self, id: str, moment: Moment, checked: Checked) -> None:
        """Take in what a check finds; values on which it breaks off are a finding, too."""
        try:
            self.lines[id].take(checked)
        except (ArithmeticError, LookupError, TypeError, ValueError) as fault:
            told = f"A value in it makes no sense; this check broke off ({type(fault).__name__})."
            self.find(id, moment.path, told)

    def end(self, latest: Latest | Finding | None) -> None:
        """Check the snapshots after the last one the log covers, and that nothing is left over."""
        for index, leaf in self.pending:
            told = f"This leaf of a publication ({type(leaf).__name__}) has no snapshot after it."
            self.find("nothing-between", self.place(index), told)
        self.lines["nothing-between"].seen += self.number
        self.has_begun = True
        if isinstance(latest, Finding):
            self.lines["latest-named"].add(latest)
        elif latest is None and self.number:
            self.find("latest-named", LATEST, "It is missing.")
        elif latest is None:
            self.lines["latest-named"].remark("No snapshot was published yet.")
        else:
            self.after_the_log(latest)

    def after_the_log(self, latest: Latest) -> None:
        """Check the snapshots whose leaves are not due yet, and that the last one is named."""
        while self.number < latest.number and self.step(None):
            self.wait()
        self.name_latest(latest)

    def wait(self) -> None:
        """What to say of the snapshot just checked, whose leaf is not in the public log yet."""
        if self.earlier is None:
            return
        day, path = self.earlier.snapshot.as_of, snapshot_path(self.number)
        told = f"{path} of {day} is not covered yet: the checkpoint ends before its leaf"
        if day < self.on - SLACK:
            self.find("snapshots-logged", path, f"{told}, which was due the day after.")
        else:
            self.lines["snapshots-logged"].remark(f"{told}, which is due the day after.")

    def name_latest(self, latest: Latest) -> None:
        """Whether the latest snapshot named is the last one there is."""
        if self.earlier is None:
            return
        last = (self.number, self.earlier.digest)
        told = f"It does not name the last snapshot, {snapshot_path(self.number)}."
        right = (latest.number, latest.digest) == last
        self.lines["latest-named"].take([None if right else Finding(LATEST, told)])

    def find(self, id: str, place: str, message: str) -> None:
        """Add a finding to the line of a check."""
        self.lines[id].add(Finding(place, message))

    def place(self, index: int) -> str:
        """The place of a leaf."""
        return leaf_place(index, self.size)
