"""What may stand in a log: named keys with the values they are meant for, and nothing else.

Denied by default: a key that is not listed is left out and only its number told, and a text that
looks like a secret, an address or something of a person is replaced, wherever it came from.
"""

import re
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

REMOVED = "(removed)"
ID = re.compile(r"[0-9A-Za-z-]{1,36}")
PLACE = re.compile(r"[\w.]{1,120}:\d{1,6}( in [\w<>.]{1,80})?")
NAME = re.compile(r"[A-Za-z_][\w.]{0,80}")
ROUTE = re.compile(r"\(none\)|/[\w/{}:.*-]{0,120}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
WORDS = re.compile(r"[^\x00-\x1f\x7f]{1,300}")

NUMBERS = frozenset({"status", "ms", "from_memory"})
"""Keys whose values are numbers themselves, or yes and no; a text in digits is none."""
TEXTS: Mapping[str, re.Pattern[str]] = {
    "event": WORDS,
    "said": WORDS,
    "level": NAME,
    "logger": NAME,
    "type": NAME,
    "timestamp": MOMENT,
    "request": ID,
    "error_id": ID,
    "method": NAME,
    "route": ROUTE,
    "at": PLACE,
    "frames": PLACE,
}
"""Every other key a line may have, and what its value, or each of its values, must be."""
KEYS = frozenset({*TEXTS, *NUMBERS})

SUSPECT = re.compile(
    r"her_\w+"  # an API key
    r"|[0-9A-Fa-f]{24,}"  # keys, digests, pseudonyms, tokens
    r"|[A-Za-z0-9+/_-]{36,}={0,2}"  # the same in base64
    r"|(?i:bearer|basic)\s+\S+"
    r"|[\w.+-]+@[\w-]+\.\w+"
    r"|\w+://[^\s/]*:[^\s/]*@\S*"  # a password in an address
    r"|\b\d{1,3}(\.\d{1,3}){3}\b"
    r"|\b[0-9A-Fa-f]{1,4}(:[0-9A-Fa-f]{0,4}){3,7}\b"
    r"|\b(19|20)\d\d[-./](0?[1-9]|1[0-2])[-./]\d{1,2}\b"  # a day, such as one of birth
    r"|\b\d{1,2}[-./]\d{1,2}[-./](19|20)\d\d\b"
    r"|\b\d{6,}\b"  # a number of a patient or a social security
    r"|-----BEGIN"
)

Event = MutableMapping[str, Any]


def redacted(event: Mapping[str, Any]) -> dict[str, Any]:
    """A line as it may be written. `removed` counts the keys that were left out."""
    kept = {key: value_of(key, value) for key, value in event.items() if key in KEYS}
    removed = len(event) - len(kept)
    return kept | ({"removed": removed} if removed else {})


def value_of(key: str, value: Any) -> Any:
    """A value that is what its key is meant for; anything else is replaced."""
    if isinstance(value, list | tuple):
        return [value_of(key, each) for each in value]
    if key in NUMBERS:
        return value if isinstance(value, bool | int | float) else REMOVED
    text, form = str(value), TEXTS[key]
    if form.fullmatch(text) is None:
        return REMOVED
    return text if form in (ID, MOMENT, PLACE) else SUSPECT.sub(REMOVED, text)


def frames_of(fault: BaseException) -> list[str]:
    """Where a fault came from, outermost first: module, line, function; no value, no source."""
    return list(places_of(fault))[-30:]


def places_of(fault: BaseException) -> Iterator[str]:
    """Each frame of a traceback."""
    trace = fault.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_globals.get("__name__", "unknown")
        yield f"{name}:{trace.tb_lineno} in {trace.tb_frame.f_code.co_name}"
        trace = trace.tb_next
