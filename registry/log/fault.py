"""What the log answers when something does not hold, and what it raises when called amiss.

A wrong signature, a wrong proof or a cut file is expected: the answer is a `Fault` that says in
plain words what does not hold. A call that makes no sense, such as a proof for a leaf the tree
does not have, raises `LogMisuse`.
"""

from msgspec import Struct


class Fault(Struct, frozen=True, gc=False):
    """Something does not hold; `reason` is a sentence or two for whoever verifies."""

    reason: str


class LogMisuse(ValueError):
    """A call that has no answer. The message says what was asked and what is possible."""
