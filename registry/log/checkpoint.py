"""A log's size and root, signed: C2SP tlog-checkpoint (https://c2sp.org/tlog-checkpoint).

The key that signs carries the log's origin as its name, as the specification recommends; so a
verifier who holds the key knows which log it speaks for.
"""

from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

from registry.log.encoding import MOST_LEAVES, from_base64, from_decimal, to_base64
from registry.log.fault import Fault, LogMisuse
from registry.log.merkle import EMPTY_ROOT, damaged
from registry.log.note import Note, VerifierKey, parse_note, sign_note, verify_note
from registry.log.verification import consistency_fault


class Checkpoint(Struct, frozen=True):
    """A log's origin, number of leaves and root; `extensions` are lines without meaning here.

    LogMisuse for what no log can state: an empty line, a negative size, a root of another length.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lines = (self.origin, *self.extensions)
        if not all(lines) or any("\n" in line for line in lines):
            raise LogMisuse("The origin and every extension line need text and no line break.")
        if not 0 <= self.size <= MOST_LEAVES or damaged(self.root):
            raise LogMisuse(f"A log cannot have {self.size} leaves and this root.")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise LogMisuse("A log without leaves has another root than this one.")

    @property
    def text(self) -> str:
        """What is signed (tlog-checkpoint, "Note text")."""
        lines = (self.origin, str(self.size), to_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def sign_checkpoint(checkpoint: Checkpoint, private_key: Ed25519PrivateKey) -> Note:
    """The checkpoint signed by the log (tlog-checkpoint, "Signatures").

    LogMisuse if the origin cannot be a key's name: it needs text without space and plus sign.
    """
    return sign_note(Note(checkpoint.text), checkpoint.origin, private_key)


def parse_checkpoint(text: str) -> Checkpoint | Fault:
    """The checkpoint in a note's text (tlog-checkpoint, "Note text"). Nothing is verified yet."""
    *lines, rest = text.split("\n")
    if rest or len(lines) < 3 or not all(lines):
        return Fault("A checkpoint needs three lines, none of them empty: it was cut or changed.")
    origin, decimal, encoded, *extensions = lines
    size, root = from_decimal(decimal), from_base64(encoded)
    if size is None or root is None:
        return Fault("The checkpoint's second line is no size, or its third no root hash.")
    try:
        return Checkpoint(origin, size, root, tuple(extensions))
    except LogMisuse as wrong:
        return Fault(str(wrong))


def open_checkpoint(data: bytes, keys: Sequence[VerifierKey]) -> Checkpoint | Fault:
    """The checkpoint in a signed note, if the log itself signed it with one of these keys.

    Several keys are known while a log changes its key, or where a witness's signature must hold
    too. A key counts as the log's own if its name is the origin.
    """
    note = parse_note(data)
    if isinstance(note, Fault):
        return note
    signers = verify_note(note, keys)
    if isinstance(signers, Fault):
        return signers
    checkpoint = parse_checkpoint(note.text)
    if isinstance(checkpoint, Fault) or checkpoint.origin in {key.name for key in signers}:
        return checkpoint
    return Fault(f"The checkpoint speaks for {checkpoint.origin}, which did not sign it.")


def growth_fault(old: Checkpoint, new: Checkpoint, proof: Sequence[bytes]) -> Fault | None:
    """Why the newer checkpoint is not proven to extend the older one; None if it is proven.

    Both must be opened before. Two logs of different origins never extend each other.
    """
    if old.origin != new.origin:
        return Fault(f"{new.origin} is another log than {old.origin}.")
    return consistency_fault(old.size, old.root, new.size, new.root, proof)
