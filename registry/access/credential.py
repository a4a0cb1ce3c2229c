"""What a browser sends of a passkey, as far as it is read before anything of it is proved."""

import base64
import binascii

import msgspec
from msgspec import Struct

LONGEST_ID = 1024


class _Response(Struct, frozen=True):
    clientDataJSON: str = ""


class _Credential(Struct, frozen=True):
    id: str = ""
    response: _Response = _Response()


class _ClientData(Struct, frozen=True):
    challenge: str = ""


def id_in(credential: str) -> str:
    """The id that the credential names, base64url; empty where it names none."""
    id = _read(credential).id
    return id if len(id) <= LONGEST_ID and id.isascii() and id.isprintable() else ""


def challenge_in(credential: str) -> bytes:
    """The challenge that the credential says it answers; empty where it says none."""
    try:
        client_data = _decoded(_read(credential).response.clientDataJSON)
        return _decoded(msgspec.json.decode(client_data, type=_ClientData).challenge)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return b""


def _read(credential: str) -> _Credential:
    try:
        return msgspec.json.decode(credential, type=_Credential)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return _Credential()


def _decoded(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""
