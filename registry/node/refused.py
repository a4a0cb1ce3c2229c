"""Why what lies in a folder is not shown: every reason, as `/health` and the docs name it."""

from enum import StrEnum

from msgspec import Struct

from registry.log.fault import Fault
from registry.verify.report import Finding


class Reason(StrEnum):
    """Why a folder's state is not shown. All but the first two are faults."""

    NOTHING_PUBLISHED = "nothing-published"
    NOT_COVERED = "not-covered"
    KEY = "key"
    SIGNATURE = "signature"
    HANDOVER = "handover"
    LOG_SPLIT = "log-split"
    LOG_DAMAGED = "log-damaged"
    LATEST = "latest"
    OLDER = "older"
    DIGEST = "digest"
    CHAIN = "chain"
    UNREADABLE = "unreadable"
    FILE = "file"
    UNEXPECTED = "unexpected"


SENTENCES = {
    Reason.NOTHING_PUBLISHED: "No snapshot was published yet.",
    Reason.NOT_COVERED: "The checkpoint ends before the leaf of the snapshot; wait a day.",
    Reason.KEY: "The key you trust is not among the log's keys.",
    Reason.SIGNATURE: "The key that signs today did not sign the checkpoint.",
    Reason.HANDOVER: "A change of key after the one you trust is not signed by both.",
    Reason.LOG_SPLIT: "The log does not go on from the checkpoint that was accepted before.",
    Reason.LOG_DAMAGED: "A file of the log is missing, cut or changed.",
    Reason.LATEST: "r/latest.json does not name a snapshot.",
    Reason.OLDER: "r/latest.json names an older snapshot than the one that is shown.",
    Reason.DIGEST: "The bytes of the snapshot are not those whose digest the log holds.",
    Reason.CHAIN: "The snapshot does not go on from the one before.",
    Reason.UNREADABLE: "This version does not read the snapshot: a newer one wrote it.",
    Reason.FILE: "A file is there and cannot be opened.",
    Reason.UNEXPECTED: "Something else went wrong; the server's log says what.",
}
EXPECTED = (Reason.NOTHING_PUBLISHED, Reason.NOT_COVERED)
"""What is no fault: it comes right by itself."""


class Refused(Struct, frozen=True):
    """What is not shown and why: the reason, the file, and what is wrong with it."""

    reason: Reason
    file: str
    message: str


def refused(reason: Reason, wrong: Finding | Fault | str, file: str = "") -> Refused:
    """A refusal from what a check found."""
    match wrong:
        case Finding():
            return Refused(reason, wrong.place, wrong.message)
        case Fault():
            return Refused(reason, file, wrong.reason)
    return Refused(reason, file, wrong)
