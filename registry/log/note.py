"""Text signed by one or more Ed25519 keys: C2SP signed-note (https://c2sp.org/signed-note).

A note is text, an empty line, and one line per signature. Signatures of keys nobody here knows,
such as a witness's cosignature, are kept and ignored.
"""

import hashlib
from collections.abc import Sequence
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct, structs

from registry.log.encoding import from_base64, to_base64
from registry.log.fault import Fault, LogMisuse

ED25519 = b"\x01"
KEY_BYTES = 32
ID_BYTES = 4
MOST_SIGNATURES = 100
_LEAD = "\N{EM DASH} "


class VerifierKey(Struct, frozen=True, dict=True):
    """A key one trusts: its name and the 32 bytes of its Ed25519 public key.

    LogMisuse for a name that is empty or holds a space or a plus sign, or a key of another length.
    """

    name: str
    public_key: bytes

    def __post_init__(self) -> None:
        if not _is_name(self.name) or len(self.public_key) != KEY_BYTES:
            raise LogMisuse(
                "A verifier key needs a name without space and plus sign, and a public key of "
                f"{KEY_BYTES} bytes."
            )

    @cached_property
    def id(self) -> bytes:
        """The 4 bytes that tell keys of one name apart (signed-note, "Signatures")."""
        named = self.name.encode() + b"\n" + ED25519 + self.public_key
        return hashlib.sha256(named).digest()[:ID_BYTES]

    @cached_property
    def encoded(self) -> str:
        """`name+id+base64`, as one hands the key to a verifier (signed-note, "Verifier keys")."""
        return f"{self.name}+{self.id.hex()}+{to_base64(ED25519 + self.public_key)}"

    def signed(self, text: str, signature: bytes) -> bool:
        """Whether this key made this signature over this text (RFC 8032)."""
        try:
            key = Ed25519PublicKey.from_public_bytes(self.public_key)
            key.verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


class Signature(Struct, frozen=True):
    """One signature line: whose it is said to be, and the bytes."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        """The line as a note holds it (signed-note, "Format")."""
        return f"{_LEAD}{self.name} {to_base64(self.key_id + self.signature)}\n"


class Note(Struct, frozen=True):
    """A text that ends in a newline, and its signatures. LogMisuse if no note can hold the text."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def __post_init__(self) -> None:
        fault = _text_fault(self.text)
        if fault:
            raise LogMisuse(fault.reason)

    @property
    def encoded(self) -> bytes:
        """The note as UTF-8 (signed-note, "Format"). LogMisuse without a signature."""
        if not self.signatures:
            raise LogMisuse("A note without a signature is no note. Sign it first.")
        return "".join([self.text, "\n", *(each.line for each in self.signatures)]).encode()


def verifier_key(name: str, private_key: Ed25519PrivateKey) -> VerifierKey:
    """The key by which others verify what this private key signs under this name."""
    return VerifierKey(name, private_key.public_key().public_bytes_raw())


def parse_verifier_key(text: str) -> VerifierKey | Fault:
    """The key written as `name+id+base64` (signed-note, "Verifier keys"), Ed25519 only."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    typed = from_base64(encoded)
    if not _is_name(name) or typed is None or len(typed) != len(ED25519) + KEY_BYTES:
        return Fault("This is no verifier key: a name, an id and a key, joined by plus signs.")
    if not typed.startswith(ED25519):
        return Fault("This verifier key is of another kind than Ed25519.")
    key = VerifierKey(name, typed.removeprefix(ED25519))
    return key if key.id.hex() == key_id else Fault("The verifier key does not fit its own id.")


def sign_note(note: Note, name: str, private_key: Ed25519PrivateKey) -> Note:
    """The note with this key's signature last, in place of an earlier one by the same key."""
    key = verifier_key(name, private_key)
    others = tuple(each for each in note.signatures if (each.name, each.key_id) != (name, key.id))
    signature = Signature(name, key.id, private_key.sign(note.text.encode()))
    return structs.replace(note, signatures=(*others, signature))


def parse_note(data: bytes) -> Note | Fault:
    """The note in these bytes (signed-note, "Format"). Nothing is verified yet."""
    try:
        whole = data.decode()
    except UnicodeDecodeError:
        return Fault("The note is not UTF-8 text.")
    text, blank, block = whole.rpartition("\n\n")
    fault = _text_fault(f"{text}\n")
    if not blank or fault:
        return fault or Fault("The note has no empty line before its signatures: it was cut.")
    signatures = _signatures(block)
    return signatures if isinstance(signatures, Fault) else Note(f"{text}\n", signatures)


def verify_note(note: Note, keys: Sequence[VerifierKey]) -> tuple[VerifierKey, ...] | Fault:
    """Which of the known keys signed the text, at least one (signed-note, "Signatures").

    One wrong signature by a known key refuses the whole note; unknown keys are ignored.
    """
    signers = []
    for each in note.signatures:
        known = [key for key in keys if (key.name, key.id) == (each.name, each.key_id)]
        good = [key for key in known if key.signed(note.text, each.signature)]
        if known and not good:
            return Fault(f"The signature of {each.name} is wrong: the text was changed or forged.")
        signers += good
    return tuple(signers) or Fault("No key that is known here has signed this text.")


def _signatures(block: str) -> tuple[Signature, ...] | Fault:
    *lines, rest = block.split("\n")
    if rest or not lines:
        return Fault("The last signature line is incomplete: the note was cut.")
    if len(lines) > MOST_SIGNATURES:
        return Fault(f"The note has more than {MOST_SIGNATURES} signatures.")
    signatures = [_signature(line) for line in lines]
    good = tuple(each for each in signatures if each is not None)
    if len(good) < len(lines):
        return Fault("A signature line is not a dash, a name and a signature in base64.")
    return good


def _signature(line: str) -> Signature | None:
    name, _, encoded = line.removeprefix(_LEAD).partition(" ")
    raw = from_base64(encoded)
    if not line.startswith(_LEAD) or not _is_name(name) or raw is None or len(raw) <= ID_BYTES:
        return None
    return Signature(name, raw[:ID_BYTES], raw[ID_BYTES:])


def _is_name(name: str) -> bool:
    return bool(name) and not any(c.isspace() or c < " " or c == "+" or _is_half(c) for c in name)


def _is_half(character: str) -> bool:
    """Whether a character is half of a pair, which no bytes stand for: a broken word typed."""
    return "\ud800" <= character <= "\udfff"


def _text_fault(text: str) -> Fault | None:
    if any(c < " " and c != "\n" for c in text) or any(map(_is_half, text)):
        return Fault("The text holds control characters, which no note may.")
    if not text.endswith("\n"):
        return Fault("The text of a note ends in a newline.")
    return None
